"""Which kinds of notice somebody does not want, and the messages in which officers watch a notice go out."""

from sqlalchemy import Column, ForeignKey, String, Table

from bot.store.tables.base import Id, Instant, metadata

notice_opt_outs = Table(
    "notice_opt_outs",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("at", Instant, nullable=False),
)


broadcast_screens = Table(
    "broadcast_screens",
    metadata,
    Column("letter_id", Id, primary_key=True),
    Column("broadcast_id", Id, ForeignKey("broadcasts.id"), nullable=False, index=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("view", String(8), nullable=False),
    Column("drawn_as", String(12), nullable=False),
)
