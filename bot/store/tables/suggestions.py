"""Signed suggestions with their answers; and the anonymous box, which knows nobody and no hour.

The tables of the box have random keys and, on SQLite, no rowid: nothing in them tells in which order they were filled.
"""

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table

from bot.store.tables.base import Id, Instant, metadata

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(8), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("fields_sealed", LargeBinary, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("answered_at", Instant),
)


suggestion_answers = Table(
    "suggestion_answers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("suggestion_id", Id, ForeignKey("suggestions.id"), nullable=False, index=True),
    Column("staff_id", Id, ForeignKey("people.id"), nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("said_at", Instant, nullable=False),
)


box_items = Table(
    "box_items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("receipt_index", String(32), nullable=False, unique=True),
    Column("state", String(8), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("touched_on", Date, nullable=False),
    Column("closed_on", Date),
    sqlite_with_rowid=False,
)


box_messages = Table(
    "box_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", Id, nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("voice", String(8), nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("said_on", Date, nullable=False),
    sqlite_with_rowid=False,
)


box_days = Table(
    "box_days",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("key_sealed", LargeBinary, nullable=False),
)


box_marks = Table(
    "box_marks",
    metadata,
    Column("mark", String(32), primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)
