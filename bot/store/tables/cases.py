"""Cases, what was said in them, their files, clocks and ladders; and the audit of everything."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from bot.store.tables.base import Id, Instant, Sequence, metadata

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(8), nullable=False, unique=True),
    Column("category", String(16), nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("closing", String(16)),
    Column("identity", String(8), nullable=False),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("owner_index", String(32), nullable=False, index=True),
    Column("link_sealed", LargeBinary),
    Column("grid_id", Id, ForeignKey("grids.id")),
    Column("assignee_id", Id, ForeignKey("people.id"), index=True),
    Column("accused_id", Id, ForeignKey("people.id")),
    Column("about_staff", Boolean, nullable=False),
    Column("company_may_know", Boolean, nullable=False),
    Column("story_sealed", LargeBinary, nullable=False),
    Column("facts_sealed", LargeBinary, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("round", Integer, nullable=False),
    Column("rating", Integer),
    Column("comment_sealed", LargeBinary),
    Column("version", Integer, nullable=False),
)


case_messages = Table(
    "case_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("author", String(8), nullable=False),
    Column("staff_id", Id),
    Column("kind", String(12), nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("canned", Boolean, nullable=False),
    Column("round", Integer, nullable=False),
    Column("source_index", String(32), index=True),
    Column("said_at", Instant, nullable=False),
)


attachments = Table(
    "attachments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), index=True),
    Column("message_id", Id, ForeignKey("case_messages.id")),
    Column("status", String(8), nullable=False, index=True),
    Column("source_sealed", LargeBinary),
    Column("handles_sealed", LargeBinary),
    Column("file", Id),
    Column("mime", String(40)),
    Column("sha256", String(64)),
    Column("size", Integer),
    Column("refusal", String(40)),
    Column("tries", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
)


clocks = Table(
    "clocks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("met_at", Instant),
    Column("stopped_at", Instant),
    Column("level", Integer, nullable=False),
)


escalations = Table(
    "escalations",
    metadata,
    Column("clock_id", Id, ForeignKey("clocks.id"), primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("told", String(16), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("fired_at", Instant, nullable=False),
)


unsealings = Table(
    "unsealings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("asked_by", Id, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("agreed_by", Id),
    Column("agreed_at", Instant),
)


audit = Table(
    "audit",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", Id),
    Column("action", String(40), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("detail", String(80)),
)
Index("ix_audit_subject", audit.c.subject_id, audit.c.seq)
