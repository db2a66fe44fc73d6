"""The liaison's desk: notes on a case, who helps with it, mediations, and the answers to the weekly digest."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from bot.store.tables.base import Id, Instant, metadata

case_notes = Table(
    "case_notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("author_id", Id, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("written_at", Instant, nullable=False),
)


case_helpers = Table(
    "case_helpers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("role", String(12), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), index=True),
    Column("code_index", String(32), unique=True),
    Column("code_expires_at", Instant),
    Column("added_by", Id, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
# Somebody helps with a case once, whatever he was asked for twice.
_HELPING = case_helpers.c.ended_at.is_(None)
Index(
    "uq_case_helpers_helping",
    case_helpers.c.case_id,
    case_helpers.c.person_id,
    unique=True,
    sqlite_where=_HELPING,
    postgresql_where=_HELPING,
)


mediations = Table(
    "mediations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("status", String(12), nullable=False),
    Column("asked_by", Id, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("ended_at", Instant),
    Column("version", Integer, nullable=False),
)
_ALIVE = mediations.c.ended_at.is_(None)
Index("uq_mediations_alive", mediations.c.case_id, unique=True, sqlite_where=_ALIVE, postgresql_where=_ALIVE)


digest_weeks = Table(
    "digest_weeks",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("planned_at", Instant, nullable=False),
)


digests = Table(
    "digests",
    metadata,
    Column("week", String(8), ForeignKey("digest_weeks.week"), primary_key=True),
    Column("grid_id", Id, ForeignKey("grids.id"), primary_key=True),
    Column("answer", String(8), nullable=False),
    Column("answered_by", Id, nullable=False),
    Column("answered_at", Instant, nullable=False),
)
