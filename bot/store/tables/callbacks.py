"""Who asked for a human being, and when he wants to be called."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from bot.store.tables.base import Id, Instant, metadata

callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("status", String(12), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("assignee_id", Id, ForeignKey("people.id")),
    Column("details_sealed", LargeBinary, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("version", Integer, nullable=False),
)
# One request at a time: asking twice is asking again, from whichever chat.
_OPEN = callbacks.c.status == "open"
Index("uq_callbacks_open", callbacks.c.person_id, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)
