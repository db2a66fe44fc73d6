"""Notices to many, one row for each person who is to get one, and what members are, for choosing among them."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from bot.store.tables.base import Id, Instant, metadata

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("mark", String(8), nullable=False, unique=True),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    Column("status", String(12), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("words_sealed", LargeBinary, nullable=False),
    Column("audience", JSON, nullable=False),
    Column("attachment_id", Id, ForeignKey("attachments.id")),
    Column("send_at", Instant),
    Column("legs", JSON, nullable=False),
    Column("approved_by", Id, ForeignKey("people.id")),
    Column("approved_hash", String(64)),
    Column("approved_people", Integer),
    Column("approved_at", Instant),
    Column("reason_sealed", LargeBinary),
    Column("stop_reason", String(12)),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("listed_until", Id, nullable=False),
    Column("filled_at", Instant),
    Column("finished_at", Instant),
    Column("version", Integer, nullable=False),
)


# No foreign keys: PostgreSQL would look up and lock two rows for each of 100,000, half of the time that listing them
# takes. Each row is made from its person's own row, and nobody deletes people or notices.
broadcast_recipients = Table(
    "broadcast_recipients",
    metadata,
    Column("broadcast_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("state", String(12), nullable=False),
    Column("letter_id", Id),
    Column("error", String(64)),
    Column("settled_at", Instant),
    Column("acknowledged_at", Instant),
    sqlite_with_rowid=False,
)
# Whose turn it is, and how many stand where.
Index(
    "ix_broadcast_recipients_state",
    broadcast_recipients.c.broadcast_id,
    broadcast_recipients.c.state,
    broadcast_recipients.c.person_id,
)
# The pace of the last minute.
_SETTLED = broadcast_recipients.c.settled_at.is_not(None)
Index(
    "ix_broadcast_recipients_settled",
    broadcast_recipients.c.broadcast_id,
    broadcast_recipients.c.settled_at,
    sqlite_where=_SETTLED,
    postgresql_where=_SETTLED,
)


traits = Table(
    "traits",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("trait_index", String(32), primary_key=True),
    Column("source", String(12), primary_key=True),
    sqlite_with_rowid=False,
)
