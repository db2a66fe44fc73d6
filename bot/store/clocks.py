"""The clocks behind a case's promises, and every level of the ladder that was climbed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.ids import new_id
from bot.domain.cases import CaseClock, ClockKind
from bot.store.tables import clocks, escalations
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once

_ADD = clocks.insert()
_CLIMB = insert_once(escalations, ["clock_id", "level"])
RUNNING = (clocks.c.met_at.is_(None), clocks.c.stopped_at.is_(None))  # neither kept nor called off


def start_clock(uow: UnitOfWork, case_id: str, kind: ClockKind, started_at: datetime, due_at: datetime) -> CaseClock:
    """Starts a promise."""
    clock = CaseClock(
        id=new_id(), case_id=case_id, kind=kind, started_at=started_at, due_at=due_at, met_at=None, level=0
    )
    uow.stage(
        _ADD,
        {
            "id": clock.id,
            "case_id": case_id,
            "kind": kind.value,
            "started_at": started_at,
            "due_at": due_at,
            "met_at": None,
            "stopped_at": None,
            "level": 0,
        },
    )
    return clock


def running_clocks(uow: UnitOfWork, case_id: str) -> list[CaseClock]:
    """The promises of a case that are neither kept nor called off."""
    query = select(clocks).where(clocks.c.case_id == case_id, *RUNNING)
    return [_clock(row) for row in uow.rows(query.order_by(clocks.c.due_at))]


def load_running_clock(uow: UnitOfWork, clock_id: str) -> CaseClock | None:
    """One clock, if it still runs."""
    row = uow.first(select(clocks).where(clocks.c.id == clock_id, *RUNNING))
    return _clock(row) if row else None


def next_promises(uow: UnitOfWork, case_ids: Collection[str]) -> dict[str, CaseClock]:
    """What falls due first in each case: an answer to the worker, or that somebody takes it in hand."""
    query = select(clocks).where(clocks.c.case_id.in_(list(case_ids)), *RUNNING)
    found: dict[str, CaseClock] = {}
    for row in uow.rows(query.order_by(clocks.c.due_at)):
        found.setdefault(row.case_id, _clock(row))
    return found


def all_clocks(uow: UnitOfWork, case_id: str) -> list[CaseClock]:
    """Every promise that was ever made in a case."""
    rows = uow.rows(select(clocks).where(clocks.c.case_id == case_id).order_by(clocks.c.started_at, clocks.c.due_at))
    return [_clock(row) for row in rows]


def meet(uow: UnitOfWork, clock_id: str) -> None:
    """The promise was kept."""
    uow.execute(update(clocks).where(clocks.c.id == clock_id, clocks.c.met_at.is_(None)).values(met_at=uow.now))


def stop_clocks(uow: UnitOfWork, case_id: str) -> None:
    """The case is closed: nothing is owed any more."""
    uow.execute(update(clocks).where(clocks.c.case_id == case_id, *RUNNING).values(stopped_at=uow.now))


def climb(uow: UnitOfWork, clock_id: str, level: int, told: str, planned_at: datetime) -> bool:
    """Notes that a level fired; False when it had fired before (then nothing more may happen)."""
    fresh = uow.first(
        _CLIMB[uow.dialect],
        {"clock_id": clock_id, "level": level, "told": told, "planned_at": planned_at, "fired_at": uow.now},
    )
    if fresh is None:
        return False
    uow.execute(update(clocks).where(clocks.c.id == clock_id).values(level=level))
    return True


def _clock(row: Row[Any]) -> CaseClock:
    return CaseClock(
        id=row.id,
        case_id=row.case_id,
        kind=ClockKind(row.kind),
        started_at=row.started_at,
        due_at=row.due_at,
        met_at=row.met_at,
        level=row.level,
    )
