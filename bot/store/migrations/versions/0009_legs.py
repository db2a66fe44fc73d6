"""legs

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms_agreements",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("agreed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sms_agreements_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sms_agreements")),
    )
    _text_messages()
    _postings()


def _text_messages() -> None:
    op.create_table(
        "text_messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("broadcast_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name=op.f("fk_text_messages_broadcast_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_text_messages_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_messages")),
        sa.UniqueConstraint("broadcast_id", "person_id", name=op.f("uq_text_messages_person")),
    )
    op.create_index(
        "ix_text_messages_pending",
        "text_messages",
        ["state", "due_at"],
        sqlite_where=sa.text("state IN ('ready', 'sending')"),
        postgresql_where=sa.text("state IN ('ready', 'sending')"),
    )


def _postings() -> None:
    op.create_table(
        "postings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("broadcast_id", sa.String(length=32), nullable=False),
        sa.Column("grid_id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("photo_id", sa.String(length=32), nullable=True),
        sa.Column("posted_by", sa.String(length=32), nullable=True),
        sa.Column("posted_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name=op.f("fk_postings_broadcast_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_postings_grid_id")),
        sa.ForeignKeyConstraint(["document_id"], ["attachments.id"], name=op.f("fk_postings_document_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["attachments.id"], name=op.f("fk_postings_photo_id")),
        sa.ForeignKeyConstraint(["posted_by"], ["people.id"], name=op.f("fk_postings_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sa.UniqueConstraint("broadcast_id", "grid_id", name=op.f("uq_postings_grid")),
    )
