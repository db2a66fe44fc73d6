"""What a case's evidence still lacks, and the packs that were made of it."""

from sqlalchemy import Column, ForeignKey, String, Table

from bot.store.tables.base import Id, Instant, metadata

evidence_items = Table(
    "evidence_items",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("item", String(16), primary_key=True),
    Column("state", String(8), nullable=False),
    Column("changed_at", Instant, nullable=False),
)


evidence_packs = Table(
    "evidence_packs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("staff_id", Id),
    Column("status", String(8), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("declared_at", Instant),
    Column("heard_by", Id),
)
