"""Asking for a human being: who is asked, by when he answers, and whom the worker does not want to talk to."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.callbacks import RUNGS, Callback
from bot.domain.people import Grant, Role
from bot.services import callbacks as callback_service
from bot.services import presence
from bot.services.house import House
from bot.store import callbacks, cases, people
from bot.store.unit_of_work import UnitOfWork

# "别给我转姓赵的", "换个人 不要王芳", "唔好搵赵磊"
_AVOIDS = re.compile(r"(?:别|甭|莫|不要|不想|不找|不跟|不给|唔要|唔好|除了|换掉|避开)")
_SURNAME = re.compile(r"姓(?P<surname>[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Who answers, in which role and by when; ``on_duty`` tells whether somebody is at the desk now."""

    callback: Callback
    role: Role
    name: str | None
    on_duty: bool
    starts: datetime


def ask(
    uow: UnitOfWork,
    house: House,
    person_id: str,
    grid_id: str | None,
    *,
    topic: str = "",
    avoided: tuple[str, ...] = (),
) -> Promise | None:
    """Asks the right person to write to a worker, once; None where the union has nobody who may know.

    Nothing that the worker has said goes along. Asking again says again who and by when.
    """
    grants = people.active_grants(uow)
    old = callbacks.open_callback_of(uow, person_id)
    avoided = tuple(dict.fromkeys((*(old.avoided if old else ()), *avoided, *_accused_by(uow, person_id))))
    due_at = house.sla.later(house.duty.next_start(uow.now), house.duty.answer)
    callback = old or callbacks.add_callback(uow, person_id, grid_id, due_at)
    wanted = replace(callback, avoided=avoided, topic=topic or callback.topic)
    keeps = (
        old is not None
        and old.assignee_id is not None
        and avoided == old.avoided
        and not presence.is_away(uow, old.assignee_id)
    )
    assignee = callback.assignee_id if keeps else presence.caller_now(uow, wanted)
    wanted = replace(wanted, assignee_id=assignee)
    if old is None or wanted != old:
        callback = callback_service.assign(uow, house, callback, wanted)
    return promise_of(uow, house, callback, grants)


def promise_of(uow: UnitOfWork, house: House, callback: Callback, grants: tuple[Grant, ...]) -> Promise | None:
    """What the worker is told about a request; None while nobody has it."""
    if callback.assignee_id is None:
        return None
    roles = {grant.role for grant in grants if grant.person_id == callback.assignee_id}
    return Promise(
        callback=callback,
        role=next(role for role in RUNGS if role in roles),
        name=people.contact_of(uow, callback.assignee_id).name,
        on_duty=house.duty.open_at(uow.now),
        starts=house.duty.next_start(uow.now),
    )


def avoided_in(uow: UnitOfWork, text: str, grid_id: str | None, assignee_id: str | None = None) -> tuple[str, ...]:
    """The staff whom a sentence asks to be spared: by surname, by name, or "换个人"; those of his own grid first."""
    if assignee_id and re.search(r"换(?:一)?个人|换人|别(?:的)?人来|somebody else|someone else", text):
        return (assignee_id,)
    if not _AVOIDS.search(text):
        return ()
    near = {grant.person_id for grant in people.active_grants(uow) if grant.covers(grid_id)}
    everybody = {grant.person_id for grant in people.active_grants(uow)}
    return _named_in(uow, text, near) or _named_in(uow, text, everybody)


def _named_in(uow: UnitOfWork, text: str, staff: set[str]) -> tuple[str, ...]:
    surname = found["surname"] if (found := _SURNAME.search(text)) else None
    names = people.people_named(uow, sorted(staff))
    return tuple(
        person for person, name in names.items() if name in text or (surname is not None and name.startswith(surname))
    )


def _accused_by(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """Whoever a worker has complained about is never sent to him (信访工作条例 Art. 30)."""
    return tuple(case.accused_id for case in cases.cases_owned_by(uow, person_id) if case.accused_id)
