"""Applications for help, and how far each has come."""

import json
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.ids import new_id
from bot.domain.care import Aid, AidKind, AidStatus
from bot.store.tables import aids
from bot.store.unit_of_work import UnitOfWork

# When it was handed over and when it arrived is written down beside the state.
_REACHED = {AidStatus.DELIVERED: "delivered_at", AidStatus.RECEIVED: "received_at"}


def add_aid(
    uow: UnitOfWork, person_id: str, kind: AidKind, grid_id: str | None, story: str, details: dict[str, str]
) -> Aid:
    """Stores a new application."""
    aid_id = new_id()
    row = {
        "id": aid_id,
        "person_id": person_id,
        "kind": kind.value,
        "status": AidStatus.SUBMITTED.value,
        "grid_id": grid_id,
        "story_sealed": uow.vault.seal("aids.story", aid_id, story),
        "details_sealed": uow.vault.seal("aids.details", aid_id, json.dumps(details, ensure_ascii=False)),
        "created_at": uow.now,
        "version": 1,
    }
    uow.execute(aids.insert(), row)
    return load_aid(uow, aid_id)


def load_aid(uow: UnitOfWork, aid_id: str) -> Aid:
    """One application; raises KeyError when there is none."""
    row = uow.first(select(aids).where(aids.c.id == aid_id))
    if row is None:
        raise KeyError("aid")
    return _aid(uow, row)


def move_aid(
    uow: UnitOfWork, aid: Aid, status: AidStatus, *, decided_by: str | None = None, reason: str | None = None
) -> bool:
    """Takes an application on to ``status``; False when somebody else moved it since it was read."""
    values: dict[str, object] = {"status": status.value, "version": aid.version + 1}
    if status in _REACHED:
        values[_REACHED[status]] = uow.now
    if decided_by and reason:
        sealed = uow.vault.seal("aids.reason", aid.id, reason)
        values |= {"decided_by": decided_by, "decided_at": uow.now, "reason_sealed": sealed}
    statement = update(aids).where(aids.c.id == aid.id, aids.c.version == aid.version)
    return uow.execute(statement.values(**values)).rowcount == 1


def aids_of(uow: UnitOfWork, person_id: str, *, most: int = 20) -> list[Aid]:
    """A worker's applications, the newest first."""
    query = select(aids).where(aids.c.person_id == person_id).order_by(aids.c.created_at.desc()).limit(most)
    return [_aid(uow, row) for row in uow.rows(query)]


def aids_at(uow: UnitOfWork, status: AidStatus, *, most: int = 200) -> list[Aid]:
    """Applications that have come so far, the oldest first; the caller checks who may see them."""
    query = select(aids).where(aids.c.status == status.value).order_by(aids.c.created_at).limit(most)
    return [_aid(uow, row) for row in uow.rows(query)]


def _aid(uow: UnitOfWork, row: Row[Any]) -> Aid:
    return Aid(
        id=row.id,
        person_id=row.person_id,
        kind=AidKind(row.kind),
        status=AidStatus(row.status),
        grid_id=row.grid_id,
        story=uow.vault.open("aids.story", row.id, row.story_sealed),
        details=json.loads(uow.vault.open("aids.details", row.id, row.details_sealed)),
        decided_by=row.decided_by,
        reason=uow.vault.open("aids.reason", row.id, row.reason_sealed) if row.reason_sealed else None,
        created_at=row.created_at,
        version=row.version,
    )
