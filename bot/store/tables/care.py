"""Applications for help, wishes with what was planned for them, and who has taken a pack of a campaign."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from bot.store.tables.base import Id, Instant, metadata

aids = Table(
    "aids",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("status", String(12), nullable=False, index=True),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("story_sealed", LargeBinary, nullable=False),
    Column("details_sealed", LargeBinary, nullable=False),
    Column("decided_by", Id),
    Column("reason_sealed", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("delivered_at", Instant),
    Column("received_at", Instant),
    Column("version", Integer, nullable=False),
)

wishes = Table(
    "wishes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("quarter", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("note_sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("quarter", "kind", "person_id"),
)

plans = Table(
    "plans",
    metadata,
    Column("quarter", String(8), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("text", String(1000), nullable=False),
    Column("planned_by", Id, nullable=False),
    Column("planned_at", Instant, nullable=False),
)

# One pack for each person of a campaign, whichever place it comes from: the primary key refuses a second.
pack_claims = Table(
    "pack_claims",
    metadata,
    Column("campaign", String(24), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False, unique=True),
)
