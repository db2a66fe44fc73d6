"""Who helps with which case: asked with a one-time code, helping, over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update

from bot.core.ids import new_id
from bot.domain.helpers import Helper, HelperRole
from bot.store.tables import case_helpers, cases
from bot.store.unit_of_work import UnitOfWork

_RUNNING = case_helpers.c.ended_at.is_(None)
_TAKEN = case_helpers.c.person_id.is_not(None)


def ask_helper(
    uow: UnitOfWork, case_id: str, role: HelperRole, added_by: str, *, code: str, expires_at: datetime
) -> None:
    """Keeps that somebody is asked; whoever has ``code`` takes it up. Only the code's keyed hash is kept."""
    row = _new(uow, case_id, role, added_by)
    uow.execute(
        case_helpers.insert(), row | {"code_index": _index(uow, code), "code_expires_at": expires_at, "person_id": None}
    )


def add_helper(uow: UnitOfWork, case_id: str, role: HelperRole, added_by: str, person_id: str) -> None:
    """Somebody who is known already helps from now on; raises Conflict when he does."""
    row = _new(uow, case_id, role, added_by) | {"person_id": person_id, "code_index": None, "code_expires_at": None}
    uow.execute(case_helpers.insert(), row)


def load_by_code(uow: UnitOfWork, code: str) -> Helper | None:
    """The part that nobody has taken up yet and ``code`` stands for; None for every code that is no good."""
    row = uow.first(select(case_helpers).where(case_helpers.c.code_index == _index(uow, code), *_waiting(uow)))
    return _helper(row) if row is not None else None


def take_up(uow: UnitOfWork, helper_id: str, person_id: str) -> bool:
    """The part becomes this person's, once and in time; raises Conflict when he helps with the case already."""
    statement = update(case_helpers).where(case_helpers.c.id == helper_id, *_waiting(uow))
    return uow.execute(statement.values(person_id=person_id)).rowcount == 1


def helpers_of(uow: UnitOfWork, case_id: str) -> list[Helper]:
    """Who helps with a case now, in the order in which they were asked."""
    query = select(case_helpers).where(case_helpers.c.case_id == case_id, _RUNNING, _TAKEN)
    return [_helper(row) for row in uow.rows(query.order_by(case_helpers.c.added_at, case_helpers.c.id))]


def parts_of(uow: UnitOfWork, person_id: str) -> list[Helper]:
    """The cases that somebody helps with now, the newest first."""
    query = select(case_helpers).where(case_helpers.c.person_id == person_id, _RUNNING)
    return [_helper(row) for row in uow.rows(query.order_by(case_helpers.c.added_at.desc()))]


def known_helpers(uow: UnitOfWork, role: HelperRole, grid_ids: Sequence[str] | None, most: int) -> list[str]:
    """Who has helped in this role before where these staff work (None: anywhere), the latest first."""
    last = func.max(case_helpers.c.added_at)
    query = (
        select(case_helpers.c.person_id)
        .join(cases, cases.c.id == case_helpers.c.case_id)
        .where(case_helpers.c.role == role.value, _TAKEN)
    )
    if grid_ids is not None:
        query = query.where(cases.c.grid_id.in_(grid_ids))
    rows = uow.rows(query.group_by(case_helpers.c.person_id).order_by(last.desc()).limit(most))
    return [row.person_id for row in rows]


def end_helper(uow: UnitOfWork, helper_id: str) -> bool:
    """His part is over; False when it was before."""
    statement = update(case_helpers).where(case_helpers.c.id == helper_id, _RUNNING)
    return uow.execute(statement.values(ended_at=uow.now)).rowcount == 1


def end_helpers_of(uow: UnitOfWork, case_id: str) -> None:
    """The case is over: nobody helps with it any more, and no code leads to it."""
    uow.execute(update(case_helpers).where(case_helpers.c.case_id == case_id, _RUNNING).values(ended_at=uow.now))


def _waiting(uow: UnitOfWork) -> tuple[ColumnElement[bool], ...]:
    """Asked, not taken up, and in time."""
    return (case_helpers.c.person_id.is_(None), case_helpers.c.code_expires_at > uow.now, _RUNNING)


def _new(uow: UnitOfWork, case_id: str, role: HelperRole, added_by: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": case_id,
        "role": role.value,
        "added_by": added_by,
        "added_at": uow.now,
        "ended_at": None,
    }


def _index(uow: UnitOfWork, code: str) -> str:
    return uow.vault.index("case_helpers.code", code.upper())


def _helper(row: Row[Any]) -> Helper:
    return Helper(
        id=row.id,
        case_id=row.case_id,
        role=HelperRole(row.role),
        person_id=row.person_id,
        added_by=row.added_by,
    )
