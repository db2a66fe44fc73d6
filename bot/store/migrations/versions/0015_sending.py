"""sending: what platforms call our files, when no texts can leave, and recipients without foreign keys

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLE, _NEW = "broadcast_recipients", "broadcast_recipients_new"


def upgrade() -> None:
    op.add_column("attachments", sa.Column("handles_sealed", sa.LargeBinary()))
    op.create_table(
        "sms_halts",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sms_halts")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_broadcast_recipients_broadcast_id"), _TABLE, type_="foreignkey")
        op.drop_constraint(op.f("fk_broadcast_recipients_person_id"), _TABLE, type_="foreignkey")
    else:
        _build_anew()


def _build_anew() -> None:
    """SQLite takes no constraint away from a table that is there."""
    op.create_table(
        _NEW,
        sa.Column("broadcast_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("letter_id", sa.String(length=32), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("broadcast_id", "person_id", name=op.f("pk_broadcast_recipients")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO broadcast_recipients_new SELECT * FROM broadcast_recipients")
    op.drop_table(_TABLE)
    op.rename_table(_NEW, _TABLE)
    op.create_index("ix_broadcast_recipients_state", _TABLE, ["broadcast_id", "state", "person_id"])
    op.create_index(
        "ix_broadcast_recipients_settled",
        _TABLE,
        ["broadcast_id", "settled_at"],
        sqlite_where=sa.text("settled_at IS NOT NULL"),
    )
