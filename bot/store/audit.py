"""Who read and did what, append-only. Ids and constants only; a worker on his own matter is not named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.store.tables import audit
from bot.store.unit_of_work import UnitOfWork

_ADD = audit.insert()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the log; ``actor_id`` None is the worker himself or the service, ``detail`` may be a person's id."""

    at: datetime
    actor_id: str | None
    action: str
    detail: str | None


def record(
    uow: UnitOfWork, actor_id: str | None, action: str, subject: str, subject_id: str, detail: str | None = None
) -> None:
    """Writes one line; ``actor_id`` None is the worker himself or the service."""
    uow.stage(
        _ADD,
        {
            "at": uow.now,
            "actor_id": actor_id,
            "action": action,
            "subject": subject,
            "subject_id": subject_id,
            "detail": detail,
        },
    )


def history(uow: UnitOfWork, subject_id: str) -> list[tuple[str, str | None, str | None]]:
    """What happened to one thing: (action, actor, detail), in order."""
    rows = uow.rows(select(audit).where(audit.c.subject_id == subject_id).order_by(audit.c.seq))
    return [(row.action, row.actor_id, row.detail) for row in rows]


def lines(uow: UnitOfWork, subject_id: str) -> list[Line]:
    """Everything that is written down about one thing, in order."""
    rows = uow.rows(select(audit).where(audit.c.subject_id == subject_id).order_by(audit.c.seq))
    return [Line(at=row.at, actor_id=row.actor_id, action=row.action, detail=row.detail) for row in rows]


def dated(uow: UnitOfWork, subject_id: str, actions: Collection[str]) -> list[tuple[datetime, str]]:
    """When some things happened to one thing, without who did them."""
    wanted = select(audit.c.at, audit.c.action).where(audit.c.subject_id == subject_id, audit.c.action.in_(actions))
    return [(row.at, row.action) for row in uow.rows(wanted.order_by(audit.c.seq))]


def count_since(uow: UnitOfWork, subject_id: str, action: str, since: datetime) -> int:
    """How often something happened to one thing since then: what may be tried only a few times."""
    query = select(func.count()).where(audit.c.subject_id == subject_id, audit.c.action == action, audit.c.at > since)
    return int(uow.execute(query).scalar_one())
