"""The weekly digests: which weeks are planned, what each grid answered, and what its sums are made of."""

from datetime import datetime

from sqlalchemy import or_, select

from bot.domain.figures import Standing
from bot.store.tables import cases, digest_weeks, digests
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once

_PLAN = insert_once(digest_weeks, ["week"])
_ANSWER = insert_once(digests, ["week", "grid_id"])


def plan_week(uow: UnitOfWork, week: str) -> bool:
    """Notes that a week is planned; False when it was before."""
    return uow.first(_PLAN[uow.dialect], {"week": week, "planned_at": uow.now}) is not None


def answer(uow: UnitOfWork, week: str, grid_id: str, said: str, answered_by: str) -> bool:
    """Keeps a grid's answer for a week; False when there is one."""
    row = {
        "week": week,
        "grid_id": grid_id,
        "answer": said,
        "answered_by": answered_by,
        "answered_at": uow.now,
    }
    return uow.first(_ANSWER[uow.dialect], row) is not None


def answered(uow: UnitOfWork, week: str) -> frozenset[str]:
    """The grids that answered for a week."""
    return frozenset(row.grid_id for row in uow.rows(select(digests.c.grid_id).where(digests.c.week == week)))


def standings(uow: UnitOfWork, since: datetime) -> dict[str, list[Standing]]:
    """How the cases of each grid stand that were open at some moment from ``since`` on.

    Complaints about union staff are the committee's: not even their number is told to a grid.
    """
    query = select(cases.c.grid_id, cases.c.opened_at, cases.c.closed_at, cases.c.assignee_id).where(
        cases.c.grid_id.is_not(None),
        cases.c.about_staff.is_(False),
        or_(cases.c.closed_at.is_(None), cases.c.closed_at >= since),
    )
    found: dict[str, list[Standing]] = {}
    for row in uow.rows(query):
        standing = Standing(opened_at=row.opened_at, closed_at=row.closed_at, assignee_id=row.assignee_id)
        found.setdefault(row.grid_id, []).append(standing)
    return found
