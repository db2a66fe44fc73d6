"""Applications to join, members, and the tags that members gave themselves."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from bot.store.tables.base import Id, Instant, metadata

applications = Table(
    "applications",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("union_key", String(24), nullable=False),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("status", String(12), nullable=False),
    Column("details_sealed", LargeBinary, nullable=False),
    Column("reason_sealed", LargeBinary),
    Column("decided_by", Id),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("version", Integer, nullable=False),
)

# Nobody waits twice, and nobody is a member twice: the database itself refuses it.
_waiting = text("status = 'submitted'")
Index(
    "uq_applications_waiting",
    applications.c.person_id,
    unique=True,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)

members = Table(
    "members",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("union_key", String(24), nullable=False),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("number_index", String(32), nullable=False, unique=True),
    Column("number_sealed", LargeBinary, nullable=False),
    Column("since", Instant, nullable=False),
    Column("left_at", Instant),
)

_present = text("left_at IS NULL")
Index("uq_members_present", members.c.person_id, unique=True, sqlite_where=_present, postgresql_where=_present)

tags = Table(
    "tags",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("tag_sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)
