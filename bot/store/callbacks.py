"""Requests for a human being, one open at a time for each person."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.ids import new_id
from bot.domain.callbacks import Callback, CallbackKind, CallbackStatus
from bot.store.tables import callbacks
from bot.store.unit_of_work import UnitOfWork

_OPEN = callbacks.c.status == CallbackStatus.OPEN.value


def add_callback(uow: UnitOfWork, person_id: str, grid_id: str | None, due_at: datetime) -> Callback:
    """A new request to be written to; what it is about is put down by :func:`change_callback`."""
    callback_id = new_id()
    row = {
        "id": callback_id,
        "kind": CallbackKind.TALK.value,
        "status": CallbackStatus.OPEN.value,
        "person_id": person_id,
        "grid_id": grid_id,
        "assignee_id": None,
        "details_sealed": _seal(uow, callback_id, {}),
        "due_at": due_at,
        "created_at": uow.now,
        "ended_at": None,
        "version": 1,
    }
    uow.execute(callbacks.insert(), row)
    return load_callback(uow, callback_id)


def change_callback(uow: UnitOfWork, callback: Callback) -> Callback:
    """Stores the callback as it is given, under its next version."""
    details = {
        "phone": callback.phone,
        "window": callback.window,
        "topic": callback.topic,
        "avoided": list(callback.avoided),
    }
    values = {
        "kind": callback.kind.value,
        "status": callback.status.value,
        "assignee_id": callback.assignee_id,
        "details_sealed": _seal(uow, callback.id, details),
        "due_at": callback.due_at,
        "ended_at": None if callback.status is CallbackStatus.OPEN else uow.now,
        "version": callback.version + 1,
    }
    uow.execute(update(callbacks).where(callbacks.c.id == callback.id).values(**values))
    return load_callback(uow, callback.id)


def load_callback(uow: UnitOfWork, callback_id: str) -> Callback:
    """One request; raises KeyError when there is none."""
    row = uow.first(select(callbacks).where(callbacks.c.id == callback_id))
    if row is None:
        raise KeyError(callback_id)
    return _callback(uow, row)


def open_callback_of(uow: UnitOfWork, person_id: str) -> Callback | None:
    """What a person has asked for and nobody has done yet."""
    row = uow.first(select(callbacks).where(callbacks.c.person_id == person_id, _OPEN))
    return _callback(uow, row) if row is not None else None


def open_callbacks_at(uow: UnitOfWork, assignee_id: str) -> list[Callback]:
    """What one of the staff was asked to answer and has not answered yet, what falls due first before the others."""
    query = select(callbacks).where(callbacks.c.assignee_id == assignee_id, _OPEN)
    rows = uow.rows(query.order_by(callbacks.c.due_at, callbacks.c.id))
    return [_callback(uow, row) for row in rows]


def _seal(uow: UnitOfWork, callback_id: str, details: dict[str, Any]) -> bytes:
    return uow.vault.seal("callbacks.details", callback_id, json.dumps(details, ensure_ascii=False))


def _callback(uow: UnitOfWork, row: Row[Any]) -> Callback:
    details = json.loads(uow.vault.open("callbacks.details", row.id, row.details_sealed))
    return Callback(
        id=row.id,
        kind=CallbackKind(row.kind),
        status=CallbackStatus(row.status),
        person_id=row.person_id,
        grid_id=row.grid_id,
        assignee_id=row.assignee_id,
        avoided=tuple(details.get("avoided", ())),
        phone=details.get("phone"),
        window=details.get("window"),
        topic=details.get("topic", ""),
        due_at=row.due_at,
        version=row.version,
    )
