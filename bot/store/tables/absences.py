"""Who of the staff is away, whose cases others took over meanwhile, and who is on duty on which day of the week."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table

from bot.store.tables.base import Id, Instant, metadata

absences = Table(
    "absences",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("deputy_id", Id, ForeignKey("people.id")),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
    Column("ended_at", Instant),
    Column("reason_sealed", LargeBinary),
    Column("entered_by", Id, nullable=False),
    Column("created_at", Instant, nullable=False),
)

stand_ins = Table(
    "stand_ins",
    metadata,
    Column("absence_id", Id, ForeignKey("absences.id"), primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
)


duty_days = Table(
    "duty_days",
    metadata,
    Column("grid_id", Id, ForeignKey("grids.id"), primary_key=True),
    Column("weekday", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
)
