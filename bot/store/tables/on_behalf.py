"""Workers without a chat: who was entered by whom, and what has to be told to them aloud."""

from sqlalchemy import Column, ForeignKey, String, Table

from bot.store.tables.base import Id, Instant, metadata

on_behalf = Table(
    "on_behalf",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("entered_by", Id, ForeignKey("people.id"), nullable=False),
    Column("heard_at", Instant, nullable=False),
    Column("code_by", Id),
    Column("joined_at", Instant),
)


offline_people = Table(
    "offline_people",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("phone_index", String(32), index=True),
)


call_tasks = Table(
    "call_tasks",
    metadata,
    Column("message_id", Id, ForeignKey("case_messages.id"), primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("staff_id", Id, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("told_at", Instant),
    Column("told_by", Id),
)
