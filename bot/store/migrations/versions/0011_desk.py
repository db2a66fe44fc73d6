"""desk

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _notes()
    _helpers()
    _mediations()
    _digests()


def _notes() -> None:
    op.create_table(
        "case_notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_notes_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notes")),
    )
    op.create_index(op.f("ix_case_notes_case_id"), "case_notes", ["case_id"])


def _helpers() -> None:
    op.create_table(
        "case_helpers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("code_index", sa.String(length=32), nullable=True),
        sa.Column("code_expires_at", sa.BigInteger(), nullable=True),
        sa.Column("added_by", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_helpers_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_case_helpers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_helpers")),
        sa.UniqueConstraint("code_index", name=op.f("uq_case_helpers_code_index")),
    )
    op.create_index(op.f("ix_case_helpers_case_id"), "case_helpers", ["case_id"])
    op.create_index(op.f("ix_case_helpers_person_id"), "case_helpers", ["person_id"])
    op.create_index(
        "uq_case_helpers_helping",
        "case_helpers",
        ["case_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _mediations() -> None:
    op.create_table(
        "mediations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_mediations_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediations")),
    )
    op.create_index(op.f("ix_mediations_case_id"), "mediations", ["case_id"])
    op.create_index(
        "uq_mediations_alive",
        "mediations",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _digests() -> None:
    op.create_table(
        "digest_weeks",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_digest_weeks")),
    )
    op.create_table(
        "digests",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("grid_id", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_digests_grid_id")),
        sa.ForeignKeyConstraint(["week"], ["digest_weeks.week"], name=op.f("fk_digests_week")),
        sa.PrimaryKeyConstraint("week", "grid_id", name=op.f("pk_digests")),
    )


def downgrade() -> None:
    for table in ("digests", "digest_weeks", "mediations", "case_helpers", "case_notes"):
        op.drop_table(table)
