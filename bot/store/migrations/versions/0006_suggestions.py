"""suggestions

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("grid_id", sa.String(length=32), nullable=True),
        sa.Column("fields_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_suggestions_person_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_suggestions_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("number", name=op.f("uq_suggestions_number")),
    )
    op.create_index(op.f("ix_suggestions_person_id"), "suggestions", ["person_id"])
    op.create_table(
        "suggestion_answers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("suggestion_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_answers_suggestion_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["people.id"], name=op.f("fk_suggestion_answers_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_answers")),
    )
    op.create_index(op.f("ix_suggestion_answers_suggestion_id"), "suggestion_answers", ["suggestion_id"])
    _create_box()


def _create_box() -> None:
    op.create_table(
        "box_items",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("receipt_index", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("touched_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_items")),
        sa.UniqueConstraint("receipt_index", name=op.f("uq_box_items_receipt_index")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "box_messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(length=8), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_messages")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_box_messages_item_id"), "box_messages", ["item_id"])
    op.create_table(
        "box_days",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_box_days")),
    )
    op.create_table(
        "box_marks",
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_box_marks")),
        sqlite_with_rowid=False,
    )
