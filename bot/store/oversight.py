"""Counts and clocks for those who check the work: how many, how late, how fast. Never a story, a name or a number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.domain.cases import OPEN, ClockKind
from bot.store.tables import cases, clocks
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """How one kind of promise, made since some day, was kept. ``median`` is how long keeping it took.

    ``called_off`` are those whose case was closed before: made = in_time + late + running + called_off.
    """

    kind: ClockKind
    made: int
    in_time: int
    late: int
    running: int
    overdue: int
    called_off: int
    median: timedelta | None


def count_cases(uow: UnitOfWork, since: datetime) -> tuple[int, int, int]:
    """(opened since, closed since, open now)."""
    one = select(func.count()).select_from(cases)
    asked = (
        one.where(cases.c.opened_at >= since),
        one.where(cases.c.closed_at >= since),
        one.where(cases.c.status.in_([status.value for status in OPEN])),
    )
    opened, closed, now_open = (int(uow.execute(query).scalar_one()) for query in asked)
    return opened, closed, now_open


def promises_since(uow: UnitOfWork, since: datetime) -> list[Promise]:
    """Every kind of promise that was made since then, in the order in which they fall due."""
    return [promise for kind in ClockKind if (promise := _promise(uow, kind, since)).made]


def _promise(uow: UnitOfWork, kind: ClockKind, since: datetime) -> Promise:
    rows = uow.rows(
        select(clocks.c.started_at, clocks.c.due_at, clocks.c.met_at, clocks.c.stopped_at).where(
            clocks.c.kind == kind.value, clocks.c.started_at >= since
        )
    )
    met = [row for row in rows if row.met_at is not None]
    running = [row for row in rows if row.met_at is None and row.stopped_at is None]
    took = sorted(row.met_at - row.started_at for row in met)
    return Promise(
        kind=kind,
        made=len(rows),
        in_time=sum(row.met_at <= row.due_at for row in met),
        late=sum(row.met_at > row.due_at for row in met),
        running=len(running),
        overdue=sum(row.due_at < uow.now for row in running),
        called_off=len(rows) - len(met) - len(running),
        median=took[len(took) // 2] if took else None,
    )
