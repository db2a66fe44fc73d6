"""Events, who came to them, and what they thought of them; places and bookings are a room of their own."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table

from bot.store.tables.base import Id, Instant, metadata

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("tags", JSON, nullable=False),
    Column("organiser_id", Id, ForeignKey("people.id")),
    Column("companions", Integer, nullable=False),
    Column("asks_ages", Boolean, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("volunteer", Boolean, nullable=False),
)


attendances = Table(
    "attendances",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("checked_in_at", Instant, nullable=False),
    Column("checked_out_at", Instant),
    Column("verified_at", Instant),
    Column("verified_by", Id),
    Column("feedback_at", Instant),
)


event_feedback = Table(
    "event_feedback",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", Id, ForeignKey("events.id"), nullable=False, index=True),
    Column("stars", Integer, nullable=False),
    Column("again", Boolean),
    Column("comment_sealed", LargeBinary),
    sqlite_with_rowid=False,
)
