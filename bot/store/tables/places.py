"""Slots with a number of places, who booked them, and one row for each place that is taken."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from bot.store.tables.base import Id, Instant, metadata

slots = Table(
    "slots",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("parent_id", String(40)),
    Column("title", String(80), nullable=False),
    Column("place", String(120), nullable=False),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("capacity", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
Index("ix_slots_kind_starts_at", slots.c.kind, slots.c.starts_at)
# A session that is generated ahead, by two upkeeps at once or twice in a day, exists once.
Index("uq_slots_of_parent", slots.c.parent_id, slots.c.title, slots.c.starts_at, unique=True)


bookings = Table(
    "bookings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slot_id", Id, ForeignKey("slots.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("party", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("expires_at", Instant),
    Column("confirmed_at", Instant),
    Column("note_sealed", LargeBinary),
    Column("code_index", String(32), unique=True),
    Column("code_sealed", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("slot_id", "turn"),
)
# Nobody is twice in one slot, whatever two of his chats do at once.
_LIVING = bookings.c.status.not_in(("cancelled", "expired"))
Index(
    "uq_bookings_living",
    bookings.c.slot_id,
    bookings.c.person_id,
    unique=True,
    sqlite_where=_LIVING,
    postgresql_where=_LIVING,
)


places = Table(
    "places",
    metadata,
    Column("slot_id", Id, ForeignKey("slots.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False, index=True),
)


reminder_hours = Table(
    "reminder_hours",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("earliest", Integer, nullable=False),
)
