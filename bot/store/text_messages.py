"""Texts to phones, as rows: ``sending`` is committed before the provider hears of one.

A row names the person, not the number: that is looked up when it is sent, and nobody gets a text who no longer wants
any.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, not_, select, update

from bot.core.ids import new_id
from bot.domain.audience import Audience
from bot.domain.legs import SmsState
from bot.domain.notices import NoticeKind
from bot.store.audience import meant, opted_out, reachable
from bot.store.tables import people, sms_agreements, text_messages
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_ignore, insert_or_replace

_AGREE = insert_or_replace(sms_agreements, ["person_id"])
_ADD = insert_or_ignore(text_messages, ["broadcast_id", "person_id"])
_DUE = (text_messages.c.state == SmsState.READY.value,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A text that was taken to be sent."""

    id: str
    broadcast_id: str
    person_id: str
    tries: int
    created_at: datetime


def agree(uow: UnitOfWork, person_id: str, version: str) -> None:
    """This person wants texts when nothing else arrives."""
    uow.execute(_AGREE[uow.dialect], {"person_id": person_id, "version": version, "agreed_at": uow.now})


def withdraw(uow: UnitOfWork, person_id: str) -> None:
    """And now he does not any more."""
    uow.execute(delete(sms_agreements).where(sms_agreements.c.person_id == person_id))


def agreed(uow: UnitOfWork, person_ids: Collection[str]) -> frozenset[str]:
    """Who of these wants texts."""
    query = select(sms_agreements.c.person_id).where(sms_agreements.c.person_id.in_(person_ids))
    return frozenset(row.person_id for row in uow.rows(query))


def count_reached(uow: UnitOfWork, whom: Audience, kind: NoticeKind) -> tuple[int, int]:
    """How many of an audience would get a text as things stand now, and how many if no chat reached anybody."""
    able = (meant(uow, whom), not_(opted_out(kind)), people.c.phone_sealed.is_not(None))
    row = uow.execute(
        select(func.count().filter(not_(reachable())).label("now"), func.count().label("most"))
        .select_from(sms_agreements)
        .join(people, people.c.id == sms_agreements.c.person_id)
        .where(*able)
    ).one()
    return row.now, row.most


def add_text(uow: UnitOfWork, broadcast_id: str, person_id: str, segments: int, due_at: datetime) -> None:
    """A text that is to be sent; one to the same person about the same notice is left out."""
    row = {
        "id": new_id(),
        "broadcast_id": broadcast_id,
        "person_id": person_id,
        "state": SmsState.READY.value,
        "segments": segments,
        "tries": 0,
        "due_at": due_at,
        "created_at": uow.now,
    }
    uow.execute(_ADD[uow.dialect], row)


def any_due(uow: UnitOfWork) -> bool:
    """Whether a text waits to be sent now."""
    query = select(text_messages.c.id).where(*_DUE, text_messages.c.due_at <= uow.now)
    return uow.first(query.limit(1)) is not None


def claim(uow: UnitOfWork, most: int) -> list[Taken]:
    """Takes the next texts, the oldest first."""
    rows = uow.rows(
        select(text_messages)
        .where(*_DUE, text_messages.c.due_at <= uow.now)
        .order_by(text_messages.c.due_at, text_messages.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    if rows:
        taken = update(text_messages).where(text_messages.c.id.in_([row.id for row in rows]))
        uow.execute(taken.values(state=SmsState.SENDING.value, tries=text_messages.c.tries + 1))
    return [
        Taken(
            id=row.id,
            broadcast_id=row.broadcast_id,
            person_id=row.person_id,
            tries=row.tries + 1,
            created_at=row.created_at,
        )
        for row in rows
    ]


def settle_interrupted(uow: UnitOfWork) -> list[str]:
    """What a dead process left in ``sending`` is uncertain, for good; returns the notices that these were about."""
    left = text_messages.c.state == SmsState.SENDING.value
    found = [row.broadcast_id for row in uow.rows(select(text_messages.c.broadcast_id).where(left).distinct())]
    if found:
        values = {"state": SmsState.UNCERTAIN.value, "error": "interrupted", "settled_at": uow.now}
        uow.execute(update(text_messages).where(left).values(**values))
    return found


def settle(uow: UnitOfWork, text_id: str, state: SmsState, *, vendor_id: str = "", error: str | None = None) -> None:
    """Says how it ended."""
    statement = update(text_messages).where(text_messages.c.id == text_id)
    values = {"state": state.value, "vendor_id": vendor_id[:64] or None, "error": error and error[:64]}
    uow.execute(statement.values(**values, settled_at=uow.now))


def put_back(uow: UnitOfWork, text_id: str, wait: timedelta, *, error: str, counts: bool) -> None:
    """It was not sent; it may be tried again after ``wait``. A try that does not ``count`` is given back."""
    values: dict[str, object] = {"state": SmsState.READY.value, "due_at": uow.now + wait, "error": error[:64]}
    if not counts:
        values["tries"] = text_messages.c.tries - 1
    uow.execute(update(text_messages).where(text_messages.c.id == text_id).values(values))


def waiting(uow: UnitOfWork) -> int:
    """How many texts wait, whatever they are about."""
    return int(uow.execute(select(func.count()).select_from(text_messages).where(*_DUE)).scalar_one())


def any_left(uow: UnitOfWork, broadcast_id: str) -> bool:
    """Whether a text about this notice still waits or is under way."""
    under_way = text_messages.c.state.in_((SmsState.READY.value, SmsState.SENDING.value))
    query = select(text_messages.c.id).where(and_(text_messages.c.broadcast_id == broadcast_id, under_way))
    return uow.first(query.limit(1)) is not None


def counts(uow: UnitOfWork, broadcast_id: str) -> dict[SmsState, int]:
    """How many texts stand where."""
    rows = uow.rows(
        select(text_messages.c.state, func.count().label("texts"))
        .where(text_messages.c.broadcast_id == broadcast_id)
        .group_by(text_messages.c.state)
    )
    return dict.fromkeys(SmsState, 0) | {SmsState(row.state): row.texts for row in rows}


def paid_segments(uow: UnitOfWork, broadcast_id: str) -> int:
    """How many parts have to be paid for: of what was sent, and of what perhaps was."""
    gone = text_messages.c.state.in_((SmsState.SENT.value, SmsState.UNCERTAIN.value))
    query = select(func.sum(text_messages.c.segments)).where(text_messages.c.broadcast_id == broadcast_id, gone)
    return int(uow.execute(query).scalar() or 0)
