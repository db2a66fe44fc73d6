"""evidence_packs

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _on_behalf()
    _evidence()


def _on_behalf() -> None:
    op.create_table(
        "on_behalf",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.String(length=32), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("code_by", sa.String(length=32), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_on_behalf_case_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_on_behalf_entered_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_on_behalf")),
    )
    op.create_table(
        "offline_people",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("phone_index", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_offline_people_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_offline_people")),
    )
    op.create_index(op.f("ix_offline_people_phone_index"), "offline_people", ["phone_index"])
    op.create_table(
        "call_tasks",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("told_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["case_messages.id"], name=op.f("fk_call_tasks_message_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_call_tasks_case_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_call_tasks")),
    )
    op.create_index(op.f("ix_call_tasks_case_id"), "call_tasks", ["case_id"])


def _evidence() -> None:
    op.create_table(
        "evidence_items",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_evidence_items_case_id")),
        sa.PrimaryKeyConstraint("case_id", "item", name=op.f("pk_evidence_items")),
    )
    op.create_table(
        "evidence_packs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("declared_at", sa.BigInteger(), nullable=True),
        sa.Column("heard_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_evidence_packs_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_packs")),
    )
    op.create_index(op.f("ix_evidence_packs_case_id"), "evidence_packs", ["case_id"])
