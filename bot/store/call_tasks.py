"""Answers that somebody has to tell a worker aloud, because no chat reaches him."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.store.tables import call_tasks
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTask:
    """One answer, who was asked to tell it, and when the worker heard it."""

    message_id: str
    case_id: str
    staff_id: str
    told_at: datetime | None


def add_call_task(uow: UnitOfWork, message_id: str, case_id: str, staff_id: str) -> CallTask:
    """Somebody is asked to tell the worker."""
    task = CallTask(message_id=message_id, case_id=case_id, staff_id=staff_id, told_at=None)
    row = {"message_id": message_id, "case_id": case_id, "staff_id": staff_id, "asked_at": uow.now}
    uow.execute(call_tasks.insert(), {**row, "told_at": None, "told_by": None})
    return task


def find_call_task(uow: UnitOfWork, message_id: str) -> CallTask | None:
    """The task about an answer."""
    row = uow.first(select(call_tasks).where(call_tasks.c.message_id == message_id))
    return _task(row) if row else None


def open_call_tasks(uow: UnitOfWork, case_id: str) -> list[CallTask]:
    """What the worker of a case has not been told yet, in order."""
    query = select(call_tasks).where(call_tasks.c.case_id == case_id, call_tasks.c.told_at.is_(None))
    return [_task(row) for row in uow.rows(query.order_by(call_tasks.c.asked_at, call_tasks.c.message_id))]


def mark_told(uow: UnitOfWork, message_id: str, told_by: str) -> bool:
    """The worker has heard it; False when that was noted before."""
    statement = update(call_tasks).where(call_tasks.c.message_id == message_id, call_tasks.c.told_at.is_(None))
    return uow.execute(statement.values(told_at=uow.now, told_by=told_by)).rowcount == 1


def drop_call_task(uow: UnitOfWork, message_id: str) -> None:
    """Nobody has to call: the worker reads it in his own chat."""
    uow.execute(delete(call_tasks).where(call_tasks.c.message_id == message_id))


def _task(row: Row[Any]) -> CallTask:
    return CallTask(message_id=row.message_id, case_id=row.case_id, staff_id=row.staff_id, told_at=row.told_at)
