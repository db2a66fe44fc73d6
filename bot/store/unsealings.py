"""Requests to learn who the worker of a sealed case is: one committee member asks, a second one agrees."""

from dataclasses import dataclass

from sqlalchemy import select, update

from bot.core.ids import new_id
from bot.store.tables import unsealings
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsealing:
    """A request of one committee member to learn who a sealed worker is; it needs a second one."""

    id: str
    case_id: str
    asked_by: str
    reason: str
    agreed: bool


def ask_unsealing(uow: UnitOfWork, case_id: str, asked_by: str, reason: str) -> str:
    """Notes the request; returns its id."""
    unsealing_id = new_id()
    uow.execute(
        unsealings.insert(),
        {
            "id": unsealing_id,
            "case_id": case_id,
            "asked_by": asked_by,
            "asked_at": uow.now,
            "reason_sealed": uow.vault.seal("unsealings.reason", unsealing_id, reason),
            "agreed_by": None,
            "agreed_at": None,
        },
    )
    return unsealing_id


def load_unsealing(uow: UnitOfWork, unsealing_id: str) -> Unsealing | None:
    """A request."""
    row = uow.first(select(unsealings).where(unsealings.c.id == unsealing_id))
    if row is None:
        return None
    reason = uow.vault.open("unsealings.reason", row.id, row.reason_sealed)
    return Unsealing(
        id=row.id, case_id=row.case_id, asked_by=row.asked_by, reason=reason, agreed=row.agreed_by is not None
    )


def agree_unsealing(uow: UnitOfWork, unsealing_id: str, agreed_by: str) -> bool:
    """The second member agrees; False when somebody did before."""
    statement = update(unsealings).where(unsealings.c.id == unsealing_id, unsealings.c.agreed_by.is_(None))
    return uow.execute(statement.values(agreed_by=agreed_by, agreed_at=uow.now)).rowcount == 1
