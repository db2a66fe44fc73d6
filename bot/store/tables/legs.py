"""The other two legs of a notice to many: text messages to phones, and a sheet of paper on a wall."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from bot.store.tables.base import Id, Instant, metadata

sms_agreements = Table(
    "sms_agreements",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("version", String(32), nullable=False),
    Column("agreed_at", Instant, nullable=False),
)


text_messages = Table(
    "text_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("broadcast_id", Id, ForeignKey("broadcasts.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("segments", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("vendor_id", String(64)),
    Column("error", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    UniqueConstraint("broadcast_id", "person_id", name="uq_text_messages_person"),
)
# What is still to be done; the rest of the table may grow.
_PENDING = text_messages.c.state.in_(("ready", "sending"))
Index(
    "ix_text_messages_pending",
    text_messages.c.state,
    text_messages.c.due_at,
    sqlite_where=_PENDING,
    postgresql_where=_PENDING,
)


# At most one row: since when the provider of texts refuses us, and why.
sms_halts = Table(
    "sms_halts",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("since", Instant, nullable=False),
)


postings = Table(
    "postings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("broadcast_id", Id, ForeignKey("broadcasts.id"), nullable=False),
    Column("grid_id", Id, ForeignKey("grids.id"), nullable=False),
    Column("document_id", Id, ForeignKey("attachments.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("photo_id", Id, ForeignKey("attachments.id")),
    Column("posted_by", Id, ForeignKey("people.id")),
    Column("posted_at", Instant),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("broadcast_id", "grid_id", name="uq_postings_grid"),
)
