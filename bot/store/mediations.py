"""Attempts to mediate in a case, one at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.ids import new_id
from bot.domain.mediation import ALIVE, Mediation, MediationStatus
from bot.store.tables import mediations
from bot.store.unit_of_work import UnitOfWork


def ask_mediation(uow: UnitOfWork, case_id: str, asked_by: str) -> Mediation:
    """Keeps that the worker was asked; raises Conflict when an attempt is under way."""
    row = {
        "id": new_id(),
        "case_id": case_id,
        "status": MediationStatus.ASKED.value,
        "asked_by": asked_by,
        "asked_at": uow.now,
        "due_at": None,
        "ended_at": None,
        "version": 1,
    }
    uow.execute(mediations.insert(), row)
    return load_mediation(uow, str(row["id"]))


def load_mediation(uow: UnitOfWork, mediation_id: str) -> Mediation:
    """One attempt; KeyError when there is none."""
    row = uow.first(select(mediations).where(mediations.c.id == mediation_id))
    if row is None:
        raise KeyError(mediation_id)
    return _mediation(row)


def living_mediation(uow: UnitOfWork, case_id: str) -> Mediation | None:
    """The attempt that is asked for or running in a case."""
    row = uow.first(select(mediations).where(mediations.c.case_id == case_id, mediations.c.ended_at.is_(None)))
    return _mediation(row) if row is not None else None


def was_declined(uow: UnitOfWork, case_id: str) -> bool:
    """Whether the worker has said no to mediation in this case."""
    declined = mediations.c.status == MediationStatus.DECLINED.value
    return uow.first(select(mediations.c.id).where(mediations.c.case_id == case_id, declined)) is not None


def drop_mediation_of(uow: UnitOfWork, case_id: str) -> None:
    """The case is over: nothing is mediated any more."""
    living = living_mediation(uow, case_id)
    if living is not None:
        change_mediation(uow, living, MediationStatus.DROPPED)


def change_mediation(
    uow: UnitOfWork, mediation: Mediation, status: MediationStatus, due_at: datetime | None = None
) -> Mediation:
    """Its next status; a timer that speaks of the old one is stale from here on."""
    values = {
        "status": status.value,
        "due_at": due_at or mediation.due_at,
        "ended_at": None if status in ALIVE else uow.now,
        "version": mediation.version + 1,
    }
    uow.execute(update(mediations).where(mediations.c.id == mediation.id).values(**values))
    return load_mediation(uow, mediation.id)


def _mediation(row: Row[Any]) -> Mediation:
    return Mediation(
        id=row.id,
        case_id=row.case_id,
        status=MediationStatus(row.status),
        asked_by=row.asked_by,
        due_at=row.due_at,
        version=row.version,
    )
