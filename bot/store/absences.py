"""Who of the staff is away, and the cases that others took over meanwhile."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.core.ids import new_id
from bot.domain.absences import Absence, Away
from bot.store.tables import absences, stand_ins
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_ignore

_NOTE = insert_or_ignore(stand_ins, ["absence_id", "case_id"])


def add_absence(
    uow: UnitOfWork,
    person_id: str,
    deputy_id: str | None,
    starts_at: datetime,
    ends_at: datetime,
    *,
    reason: str | None,
    entered_by: str,
) -> Absence:
    """Writes down that somebody will be away."""
    absence_id = new_id()
    row = {
        "id": absence_id,
        "person_id": person_id,
        "deputy_id": deputy_id,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "ended_at": None,
        "reason_sealed": reason and uow.vault.seal("absences.reason", absence_id, reason),
        "entered_by": entered_by,
        "created_at": uow.now,
    }
    uow.execute(absences.insert(), row)
    uow.memo.pop("away", None)
    return load_absence(uow, absence_id)


def load_absence(uow: UnitOfWork, absence_id: str) -> Absence:
    """One absence; raises KeyError when there is none."""
    row = uow.first(select(absences).where(absences.c.id == absence_id))
    if row is None:
        raise KeyError(absence_id)
    return _absence(uow, row)


def absences_of(uow: UnitOfWork, person_id: str) -> list[Absence]:
    """A person's absences that go on or are to come, the next one first."""
    found = select(absences).where(
        absences.c.person_id == person_id, absences.c.ended_at.is_(None), absences.c.ends_at > uow.now
    )
    return [_absence(uow, row) for row in uow.rows(found.order_by(absences.c.starts_at))]


def coming_absences(uow: UnitOfWork) -> list[Absence]:
    """Everybody's absences that go on or are to come, the next one first; the caller shows each to whom it concerns."""
    found = select(absences).where(absences.c.ended_at.is_(None), absences.c.ends_at > uow.now)
    return [_absence(uow, row) for row in uow.rows(found.order_by(absences.c.starts_at))]


def away_now(uow: UnitOfWork) -> Away:
    """Who is away at this instant, and whom each of them named."""
    if "away" not in uow.memo:
        found = select(absences.c.person_id, absences.c.deputy_id).where(
            absences.c.ends_at > uow.now, absences.c.starts_at <= uow.now, absences.c.ended_at.is_(None)
        )
        uow.memo["away"] = {row.person_id: row.deputy_id for row in uow.rows(found)}
    away: Away = uow.memo["away"]
    return away


def end_absence(uow: UnitOfWork, absence_id: str) -> bool:
    """He is back, or does not go; False when that was said before."""
    statement = update(absences).where(absences.c.id == absence_id, absences.c.ended_at.is_(None))
    uow.memo.pop("away", None)
    return uow.execute(statement.values(ended_at=uow.now)).rowcount == 1


def note_stand_in(uow: UnitOfWork, absence_id: str, case_id: str) -> None:
    """Somebody else took this case over because of this absence."""
    uow.execute(_NOTE[uow.dialect], {"absence_id": absence_id, "case_id": case_id})


def cases_taken_over(uow: UnitOfWork, absence_id: str) -> list[str]:
    """The cases that others took over because of this absence."""
    return [row.case_id for row in uow.rows(select(stand_ins.c.case_id).where(stand_ins.c.absence_id == absence_id))]


def claim_back(uow: UnitOfWork, person_id: str, case_id: str) -> bool:
    """Forgets that others took this case over while this person was away; False when nobody did.

    Whoever took it over after him (the deputy of his deputy) had it in his place, and has no claim to it any more.
    """
    taken = select(absences.c.starts_at, absences.c.person_id, absences.c.id).join(
        stand_ins, stand_ins.c.absence_id == absences.c.id
    )
    rows = uow.rows(taken.where(stand_ins.c.case_id == case_id))
    own = min((row.starts_at for row in rows if row.person_id == person_id), default=None)
    if own is None:
        return False
    since = [row.id for row in rows if row.starts_at >= own]
    uow.execute(delete(stand_ins).where(stand_ins.c.case_id == case_id, stand_ins.c.absence_id.in_(since)))
    return True


def _absence(uow: UnitOfWork, row: Row[Any]) -> Absence:
    reason = uow.vault.open("absences.reason", row.id, row.reason_sealed) if row.reason_sealed else None
    return Absence(
        id=row.id,
        person_id=row.person_id,
        deputy_id=row.deputy_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        reason=reason,
    )
