"""All tables, in SQLAlchemy Core. Columns that hold personal data end in ``_sealed`` and are ciphertext.

Instants are stored as whole microseconds since 1970 UTC: exact, ordered, the same on SQLite and PostgreSQL.
What each column is for stands in :mod:`bot.store.inventory`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    bindparam,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware instant, in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite hands out ids only for INTEGER primary keys; PostgreSQL wants room for more than 2^31 messages.
_Sequence = BigInteger().with_variant(Integer, "sqlite")
_Id = String(32)

grids = Table(
    "grids",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("code", String(16), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("areas", JSON, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("grid_id", _Id, ForeignKey("grids.id")),
    Column("locale", String(8), nullable=False),
    Column("consent_version", String(32)),
    Column("name_sealed", LargeBinary),
    Column("phone_sealed", LargeBinary),
    Column("created_at", Instant, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("person_id", _Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("user_sealed", LargeBinary, nullable=False),
    Column("user_index", String(32), nullable=False, unique=True),
    Column("unreachable_at", Instant),
    Column("unreachable_code", String(64)),
    Column("created_at", Instant, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("person_id", _Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("grid_id", _Id, ForeignKey("grids.id")),
    Column("granted_at", Instant, nullable=False),
    Column("granted_by", _Id),
    Column("revoked_at", Instant),
    Column("revoked_by", _Id),
)

codes = Table(
    "codes",
    metadata,
    Column("code_index", String(32), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("person_id", _Id, ForeignKey("people.id")),
    Column("role", String(16)),
    Column("grid_id", _Id, ForeignKey("grids.id")),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

consents = Table(
    "consents",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("person_id", _Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("purpose", String(32), nullable=False),
    Column("version", String(32), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("given_at", Instant, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("address_id", _Id, ForeignKey("addresses.id"), primary_key=True),
    Column("state_sealed", LargeBinary),
    Column("touched_at", Instant, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("reply_id", _Id),
    Column("handled_at", Instant, nullable=False, index=True),
    sqlite_with_rowid=False,
)

poison = Table(
    "poison",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("error", String(64), nullable=False),
    Column("payload_sealed", LargeBinary),
    Column("quarantined_at", Instant),
    Column("seen_at", Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("id", _Id, nullable=False, unique=True),
    Column("address_id", _Id, ForeignKey("addresses.id"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("purpose", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("body_sealed", LargeBinary),
    Column("attachment_id", _Id),
    Column("key", String(80), unique=True),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("tries", Integer, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("vendor_id", String(64)),
    Column("error", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
)
# The sender looks only at what is still to be done; the rest of the table may grow. SQLite uses a partial index only
# where a query holds the same literals, so every query about unsent messages says `pending` too.
_UNSENT = ("ready", "sending", "waiting")
_PENDING = outbox.c.status.in_(_UNSENT)
Index(
    "ix_outbox_due",
    outbox.c.channel,
    outbox.c.account,
    outbox.c.status,
    outbox.c.purpose,
    outbox.c.seq,
    sqlite_where=_PENDING,
    postgresql_where=_PENDING,
)
Index("ix_outbox_pending_of", outbox.c.address_id, outbox.c.status, sqlite_where=_PENDING, postgresql_where=_PENDING)
Index(
    "ix_outbox_attachment",
    outbox.c.attachment_id,
    sqlite_where=outbox.c.attachment_id.is_not(None),
    postgresql_where=outbox.c.attachment_id.is_not(None),
)
Index(
    "ix_outbox_shown",
    outbox.c.address_id,
    outbox.c.vendor_id,
    sqlite_where=outbox.c.vendor_id.is_not(None),
    postgresql_where=outbox.c.vendor_id.is_not(None),
)


def pending(table: FromClause) -> ColumnElement[bool]:
    """The predicate of the indexes on what is unsent, for ``outbox`` or an alias of it."""
    return table.c.status.in_(bindparam(None, _UNSENT, expanding=True, literal_execute=True))


timers = Table(
    "timers",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject_id", _Id, nullable=False, index=True),
    Column("due_at", Instant, nullable=False, index=True),
    Column("planned_at", Instant, nullable=False),
    Column("fence", String(64), nullable=False),
    Column("step", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("number", String(8), nullable=False, unique=True),
    Column("category", String(16), nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("closing", String(16)),
    Column("identity", String(8), nullable=False),
    Column("person_id", _Id, ForeignKey("people.id")),
    Column("owner_index", String(32), nullable=False, index=True),
    Column("link_sealed", LargeBinary),
    Column("grid_id", _Id, ForeignKey("grids.id")),
    Column("assignee_id", _Id, ForeignKey("people.id"), index=True),
    Column("accused_id", _Id, ForeignKey("people.id")),
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
    Column("id", _Id, primary_key=True),
    Column("case_id", _Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("author", String(8), nullable=False),
    Column("staff_id", _Id),
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
    Column("id", _Id, primary_key=True),
    Column("case_id", _Id, ForeignKey("cases.id"), index=True),
    Column("message_id", _Id, ForeignKey("case_messages.id")),
    Column("status", String(8), nullable=False, index=True),
    Column("source_sealed", LargeBinary),
    Column("file", _Id),
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
    Column("id", _Id, primary_key=True),
    Column("case_id", _Id, ForeignKey("cases.id"), nullable=False, index=True),
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
    Column("clock_id", _Id, ForeignKey("clocks.id"), primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("told", String(16), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("fired_at", Instant, nullable=False),
)

buttons = Table(
    "buttons",
    metadata,
    Column("token", String(24), primary_key=True),
    Column("person_id", _Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("action_sealed", LargeBinary, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

unsealings = Table(
    "unsealings",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("case_id", _Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("asked_by", _Id, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("agreed_by", _Id),
    Column("agreed_at", Instant),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", _Id),
    Column("action", String(40), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_id", _Id, nullable=False),
    Column("detail", String(80)),
)
Index("ix_audit_subject", audit.c.subject_id, audit.c.seq)

leases = Table(
    "leases",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("holder", _Id, nullable=False),
    Column("until", Instant, nullable=False),
)
