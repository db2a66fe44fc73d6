"""Grids, the people in them, how they are reached, what they may do and what they agreed to."""

from sqlalchemy import JSON, Column, ForeignKey, Index, LargeBinary, String, Table

from bot.store.tables.base import Id, Instant, metadata

grids = Table(
    "grids",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(16), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("areas", JSON, nullable=False),
)


people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("locale", String(8), nullable=False),
    Column("consent_version", String(32)),
    Column("name_sealed", LargeBinary),
    Column("phone_sealed", LargeBinary),
    Column("created_at", Instant, nullable=False),
)


addresses = Table(
    "addresses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("user_sealed", LargeBinary, nullable=False),
    Column("user_index", String(32), nullable=False, unique=True),
    Column("unreachable_at", Instant),
    Column("unreachable_code", String(64)),
    Column("created_at", Instant, nullable=False),
)
# Covers the head-count of a notice to everybody, which an officer's turn asks for.
Index("ix_addresses_reach", addresses.c.person_id, addresses.c.unreachable_at, addresses.c.channel)


grants = Table(
    "grants",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("granted_at", Instant, nullable=False),
    Column("granted_by", Id),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("revoked_at", Instant),
    Column("revoked_by", Id),
)


codes = Table(
    "codes",
    metadata,
    Column("code_index", String(32), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("role", String(16)),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("invited_by", Id),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)


consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("purpose", String(32), nullable=False),
    Column("version", String(32), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("given_at", Instant, nullable=False),
)
