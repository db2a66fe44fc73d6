"""events

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("grid_id", sa.String(length=32), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("organiser_id", sa.String(length=32), nullable=True),
        sa.Column("companions", sa.Integer(), nullable=False),
        sa.Column("asks_ages", sa.Boolean(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("volunteer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_events_grid_id")),
        sa.ForeignKeyConstraint(["organiser_id"], ["people.id"], name=op.f("fk_events_organiser_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("code", name=op.f("uq_events_code")),
    )
    op.create_table(
        "attendances",
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("checked_in_at", sa.BigInteger(), nullable=False),
        sa.Column("checked_out_at", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("verified_by", sa.String(length=32), nullable=True),
        sa.Column("feedback_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_attendances_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_attendances")),
    )
    op.create_table(
        "event_feedback",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=True),
        sa.Column("comment_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_feedback_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_feedback")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_event_feedback_event_id"), "event_feedback", ["event_id"], unique=False)
