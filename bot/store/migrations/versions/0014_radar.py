"""radar

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "radar_marks",
        sa.Column("pattern_index", sa.String(length=32), nullable=False),
        sa.Column("person_mark", sa.String(length=32), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("pattern_index", "person_mark", name=op.f("pk_radar_marks")),
    )
    op.create_index(op.f("ix_radar_marks_last_on"), "radar_marks", ["last_on"])
    op.create_table(
        "radar_alerts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("pattern_index", sa.String(length=32), nullable=False),
        sa.Column("pattern_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_radar_alerts")),
    )
    op.create_index(op.f("ix_radar_alerts_pattern_index"), "radar_alerts", ["pattern_index"])
    op.create_table(
        "radar_cases",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["radar_alerts.id"], name=op.f("fk_radar_cases_alert_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_radar_cases_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_radar_cases")),
    )
    op.create_index(op.f("ix_radar_cases_alert_id"), "radar_cases", ["alert_id"])
