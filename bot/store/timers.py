"""Everything in the future, as rows: set by services, claimed in order by the scheduler's tick."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from bot.core.ids import new_id
from bot.domain.timers import Timer, TimerKind
from bot.store.tables import timers
from bot.store.unit_of_work import UnitOfWork

_ADD = timers.insert()


def set_timer(
    uow: UnitOfWork,
    kind: TimerKind,
    subject_id: str,
    due_at: datetime,
    *,
    fence: str = "",
    step: int = 0,
    planned_at: datetime | None = None,
) -> str:
    """Looks at ``subject_id`` again at ``due_at``; ``planned_at`` is the plan before quiet hours moved it."""
    timer_id = new_id()
    uow.stage(
        _ADD,
        {
            "id": timer_id,
            "kind": kind.value,
            "subject_id": subject_id,
            "due_at": due_at,
            "planned_at": planned_at or due_at,
            "fence": fence,
            "step": step,
            "tries": 0,
        },
    )
    return timer_id


def due_timers(uow: UnitOfWork, most: int) -> list[Timer]:
    """The timers that are due, the oldest first; on PostgreSQL locked against the other replicas."""
    rows = uow.rows(
        select(timers)
        .where(timers.c.due_at <= uow.now)
        .order_by(timers.c.due_at, timers.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [
        Timer(
            id=row.id,
            kind=TimerKind(row.kind),
            subject_id=row.subject_id,
            due_at=row.due_at,
            fence=row.fence,
            planned_at=row.planned_at,
            step=row.step,
        )
        for row in rows
    ]


def drop_timer(uow: UnitOfWork, timer_id: str) -> None:
    """It was looked at."""
    uow.execute(delete(timers).where(timers.c.id == timer_id))


def drop_timers_of(uow: UnitOfWork, kind: TimerKind, subject_ids: list[str]) -> None:
    """What these timers waited for has happened."""
    uow.execute(delete(timers).where(timers.c.kind == kind.value, timers.c.subject_id.in_(subject_ids)))


def renew_fence(uow: UnitOfWork, kind: TimerKind, subject_id: str, fence: str) -> None:
    """The thing has another version, and its timers go on all the same."""
    statement = update(timers).where(timers.c.kind == kind.value, timers.c.subject_id == subject_id)
    uow.execute(statement.values(fence=fence))


def postpone(uow: UnitOfWork, timer_id: str, due_at: datetime) -> None:
    """Looks again later, after the code failed."""
    uow.execute(update(timers).where(timers.c.id == timer_id).values(due_at=due_at, tries=timers.c.tries + 1))


def late_timers(uow: UnitOfWork, before: datetime) -> int:
    """How many timers were due at ``before`` and are still there."""
    return int(uow.execute(select(func.count()).select_from(timers).where(timers.c.due_at <= before)).scalar_one())
