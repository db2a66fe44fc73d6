"""Counts for 看板, of some grids or of all."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, distinct, func, or_, select, true

from bot.core.clock import local_date
from bot.domain.cases import OPEN, ClockKind
from bot.domain.categories import Urgency
from bot.store.clocks import RUNNING
from bot.store.tables import cases, clocks
from bot.store.unit_of_work import UnitOfWork


def reach(grid_ids: Collection[str] | None) -> ColumnElement[bool]:
    """The cases that the board of these grids counts (None: all); complaints about staff only on the committee's."""
    if grid_ids is None:
        return true()
    return cases.c.grid_id.in_(list(grid_ids)) & ~cases.c.about_staff


def open_cases(uow: UnitOfWork, within: ColumnElement[bool]) -> dict[str | None, int]:
    """Open cases by grid."""
    query = select(cases.c.grid_id, func.count().label("many")).where(within, _open()).group_by(cases.c.grid_id)
    return {row.grid_id: row.many for row in uow.rows(query)}


def overdue_cases(uow: UnitOfWork, within: ColumnElement[bool]) -> dict[str | None, int]:
    """Open cases with a broken promise, by grid: to the worker, or that somebody takes an urgent one in hand."""
    query = (
        select(cases.c.grid_id, func.count(distinct(cases.c.id)).label("many"))
        .join(clocks, clocks.c.case_id == cases.c.id)
        .where(within, _open(), clocks.c.due_at < uow.now, *RUNNING)
        .group_by(cases.c.grid_id)
    )
    return {row.grid_id: row.many for row in uow.rows(query)}


def urgent_cases(uow: UnitOfWork, within: ColumnElement[bool]) -> int:
    """Open cases that are urgent."""
    query = select(func.count()).select_from(cases).where(within, _open(), cases.c.urgency != Urgency.NORMAL.value)
    return int(uow.execute(query).scalar_one())


def opened_and_closed(
    uow: UnitOfWork, within: ColumnElement[bool], since: datetime
) -> tuple[Counter[date], Counter[date]]:
    """How many cases were opened, and how many closed, on each day in China since then."""
    query = select(cases.c.opened_at, cases.c.closed_at).where(
        within, or_(cases.c.opened_at >= since, cases.c.closed_at >= since)
    )
    rows = uow.rows(query)
    opened = Counter(local_date(row.opened_at) for row in rows if row.opened_at >= since)
    closed = Counter(local_date(row.closed_at) for row in rows if row.closed_at is not None and row.closed_at >= since)
    return opened, closed


def first_answers(uow: UnitOfWork, within: ColumnElement[bool], since: datetime) -> tuple[int, int]:
    """(in time, due or given): the first answers promised since then."""
    query = (
        select(clocks.c.met_at, clocks.c.due_at)
        .join(cases, cases.c.id == clocks.c.case_id)
        .where(within, clocks.c.kind == ClockKind.FIRST.value, clocks.c.started_at >= since)
        .where(or_(clocks.c.met_at.is_not(None), *_broken(uow)))
    )
    rows = uow.rows(query)
    return sum(row.met_at is not None and row.met_at <= row.due_at for row in rows), len(rows)


def _broken(uow: UnitOfWork) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """It ran past its hour; one that was stopped before (the case was closed) is neither kept nor broken."""
    running_late = clocks.c.stopped_at.is_(None) & (clocks.c.due_at < uow.now)
    return running_late, clocks.c.due_at < clocks.c.stopped_at


def _open() -> ColumnElement[bool]:
    return cases.c.status.in_([status.value for status in OPEN])
