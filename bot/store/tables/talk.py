"""The conversation: sessions, what came in, what goes out, what is due, and the buttons."""

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
)

from bot.store.tables.base import Id, Instant, Sequence, metadata

sessions = Table(
    "sessions",
    metadata,
    Column("address_id", Id, ForeignKey("addresses.id"), primary_key=True),
    Column("state_sealed", LargeBinary),
    Column("touched_at", Instant, nullable=False),
)


inbox = Table(
    "inbox",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("reply_id", Id),
    Column("handled_at", Instant, nullable=False, index=True),
    sqlite_with_rowid=False,
)


poison = Table(
    "poison",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("error", String(64), nullable=False),
    Column("payload_sealed", LargeBinary),
    Column("quarantined_at", Instant),
    Column("seen_at", Instant, nullable=False),
)


outbox = Table(
    "outbox",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("purpose", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("body_sealed", LargeBinary),
    Column("attachment_id", Id),
    Column("key", String(80), unique=True),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("tries", Integer, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("vendor_id", String(64)),
    Column("error", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
)
# The sender looks only at what is still to be done; the rest of the table may grow. SQLite uses a partial index only
# where a query holds the same literals, so every query about unsent messages says `pending` too.
_UNSENT = ("ready", "sending", "waiting")
_PENDING = outbox.c.status.in_(_UNSENT)
Index(
    "ix_outbox_due",
    outbox.c.channel,
    outbox.c.account,
    outbox.c.status,
    outbox.c.purpose,
    outbox.c.seq,
    sqlite_where=_PENDING,
    postgresql_where=_PENDING,
)
Index("ix_outbox_pending_of", outbox.c.address_id, outbox.c.status, sqlite_where=_PENDING, postgresql_where=_PENDING)
Index(
    "ix_outbox_attachment",
    outbox.c.attachment_id,
    sqlite_where=outbox.c.attachment_id.is_not(None),
    postgresql_where=outbox.c.attachment_id.is_not(None),
)
Index(
    "ix_outbox_shown",
    outbox.c.address_id,
    outbox.c.vendor_id,
    sqlite_where=outbox.c.vendor_id.is_not(None),
    postgresql_where=outbox.c.vendor_id.is_not(None),
)


def pending(table: FromClause) -> ColumnElement[bool]:
    """The predicate of the indexes on what is unsent, for ``outbox`` or an alias of it."""
    return table.c.status.in_(bindparam(None, _UNSENT, expanding=True, literal_execute=True))


timers = Table(
    "timers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject_id", Id, nullable=False, index=True),
    Column("due_at", Instant, nullable=False, index=True),
    Column("planned_at", Instant, nullable=False),
    Column("fence", String(64), nullable=False),
    Column("step", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
)


buttons = Table(
    "buttons",
    metadata,
    Column("token", String(24), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("action_sealed", LargeBinary, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)


leases = Table(
    "leases",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("holder", Id, nullable=False),
    Column("until", Instant, nullable=False),
)
