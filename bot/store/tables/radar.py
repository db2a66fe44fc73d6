"""Who reported the same, as marks that name nobody, and the alerts that came of it."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, LargeBinary, String, Table

from bot.store.tables.base import Id, Instant, metadata

radar_marks = Table(
    "radar_marks",
    metadata,
    Column("pattern_index", String(32), primary_key=True),
    Column("person_mark", String(32), primary_key=True),
    Column("last_on", Date, nullable=False, index=True),
)

radar_alerts = Table(
    "radar_alerts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("pattern_index", String(32), nullable=False, index=True),
    Column("pattern_sealed", LargeBinary, nullable=False),
    Column("people", Integer, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("open", Boolean, nullable=False),
)

# The cases whose workers want them handled together with the others.
radar_cases = Table(
    "radar_cases",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("alert_id", Id, ForeignKey("radar_alerts.id"), nullable=False, index=True),
)
