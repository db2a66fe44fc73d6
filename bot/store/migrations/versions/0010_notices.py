"""notices

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_opt_outs",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notice_opt_outs_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_notice_opt_outs")),
    )
    op.create_table(
        "broadcast_screens",
        sa.Column("letter_id", sa.String(length=32), nullable=False),
        sa.Column("broadcast_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("view", sa.String(length=8), nullable=False),
        sa.Column("drawn_as", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_screens_broadcast_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_broadcast_screens_person_id")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_broadcast_screens")),
    )
    with op.batch_alter_table("broadcast_screens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcast_screens_broadcast_id"), ["broadcast_id"], unique=False)
