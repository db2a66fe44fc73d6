"""Help that is asked for: an officer decides with a reason either way, hands it over, and the worker says it is there.

Sudden hardship is no application: it is a case on the 48-hour channel, with a liaison.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import AccessRefused, DomainError
from bot.core.moments import show_moment
from bot.domain import sla
from bot.domain.care import Aid, AidKind, AidStatus
from bot.domain.cases import Identity
from bot.domain.categories import Category, Urgency
from bot.domain.people import Grant, Role, holders
from bot.domain.timers import Timer, TimerKind
from bot.services import presence
from bot.services.care_cards import send_aid_card, tell_worker
from bot.services.cases import Opened, open_case
from bot.services.house import House
from bot.services.letters import tell
from bot.services.people import same_human
from bot.store import audit, care, people, timers
from bot.store.cases import NewCase
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """An application that was just made, with what the worker is promised."""

    aid: Aid
    decide_by: datetime
    role: Role


def apply(
    uow: UnitOfWork,
    house: House,
    person_id: str,
    kind: AidKind,
    grid_id: str | None,
    story: str,
    details: dict[str, str],
) -> Applied:
    """Stores an application and puts it before those who decide, with a clock behind it."""
    aid = care.add_aid(uow, person_id, kind, grid_id, story, details)
    audit.record(uow, None, "aid_applied", "aid", aid.id, kind.value)
    role, deciders = deciders_now(uow, aid)
    for decider in deciders:
        send_aid_card(uow, house, aid, decider, "care.card_new")
    due = house.sla.later(uow.now, house.care.decide_within)
    _look_again(uow, house, aid, due)
    return Applied(aid=aid, decide_by=due, role=role)


def open_sudden(uow: UnitOfWork, house: House, person_id: str, grid_id: str | None, story: str) -> Opened:
    """Sudden hardship: a case with the clocks of 24 and 48 hours and a liaison (best practices, 48小时响应通道)."""
    new = NewCase(
        owner_id=person_id,
        category=Category.OTHER,
        urgency=Urgency.NORMAL,
        identity=Identity.NAMED,
        grid_id=grid_id,
        accused_id=None,
        about_staff=False,
        company_may_know=False,
        story=story,
        facts={"care": AidKind.SUDDEN.value},
    )
    return open_case(uow, house, new, files=[], source=None)


def deciders_now(uow: UnitOfWork, aid: Aid) -> tuple[Role, tuple[str, ...]]:
    """Who is asked: the officers of the grid; without any, the committee. Nobody decides on his own application."""
    grants = people.active_grants(uow)
    return presence.deciders_now(uow, aid.grid_id, lambda person_id: may_decide(aid, person_id, grants))


def show_to_stand_ins(uow: UnitOfWork, house: House, away_id: str) -> None:
    """Somebody who decides is away from now on: what waits is shown to those who decide in his place."""
    grants = people.active_grants(uow)
    for aid in care.aids_at(uow, AidStatus.SUBMITTED):
        if may_decide(aid, away_id, grants):
            near = (grant for grant in grants if grant.covers(aid.grid_id))
            shown = holders(near, Role.OFFICER) or holders(grants, Role.COMMITTEE)
            for decider in sorted({*deciders_now(uow, aid)[1]}.difference(shown)):
                send_aid_card(uow, house, aid, decider, "care.card_new")


def may_decide(aid: Aid, person_id: str, grants: Collection[Grant]) -> bool:
    """Whether this person may see and decide on an application: an officer of its grid, or the committee."""
    return person_id != aid.person_id and any(
        grant.role is Role.COMMITTEE or (grant.role is Role.OFFICER and grant.covers(aid.grid_id))
        for grant in grants
        if grant.person_id == person_id
    )


def visible_aid(uow: UnitOfWork, aid_id: str, person_id: str) -> Aid:
    """The application, for somebody who may decide on it; the same DomainError for all others and for none.

    Nobody decides for himself, nor from a second account.
    """
    aid = _load(uow, aid_id)
    if not may_decide(aid, person_id, people.active_grants(uow)) or same_human(uow, aid.person_id, person_id):
        raise AccessRefused("care.not_found", aid_id)
    return aid


def own_aid(uow: UnitOfWork, aid_id: str, person_id: str) -> Aid:
    """The application, for the worker whose it is; the same DomainError for all others and for none."""
    aid = _load(uow, aid_id)
    if aid.person_id != person_id:
        raise AccessRefused("care.not_found", aid_id)
    return aid


def decide(uow: UnitOfWork, house: House, aid: Aid, person_id: str, *, approved: bool, reason: str) -> None:
    """Approves or refuses, once, with a reason that the worker reads."""
    status = AidStatus.APPROVED if approved else AidStatus.REFUSED
    if aid.status is not AidStatus.SUBMITTED:
        raise DomainError("care.decided_before")
    aid = _move(uow, aid, status, decided_by=person_id, reason=reason)
    audit.record(uow, person_id, f"aid_{status.value}", "aid", aid.id)
    tell_worker(uow, house, aid, f"care.worker_{status.value}", reason=reason)
    if approved:
        send_aid_card(uow, house, aid, person_id, "care.card_to_deliver")


def deliver(uow: UnitOfWork, house: House, aid: Aid, person_id: str) -> None:
    """It was handed over; whether it arrived, the worker says."""
    if aid.status is not AidStatus.APPROVED:
        raise DomainError("care.not_to_deliver")
    aid = _move(uow, aid, AidStatus.DELIVERED)
    audit.record(uow, person_id, "aid_delivered", "aid", aid.id)
    tell_worker(uow, house, aid, "care.worker_delivered", "received", "missing")
    _look_again(uow, house, aid, house.sla.later(uow.now, house.care.ask_again))


def receive(uow: UnitOfWork, house: House, aid: Aid) -> None:
    """The worker has it."""
    if aid.status is AidStatus.RECEIVED:
        return
    _must_be_delivered(aid)
    aid = _move(uow, aid, AidStatus.RECEIVED)
    audit.record(uow, None, "aid_received", "aid", aid.id)
    if aid.decided_by and may_decide(aid, aid.decided_by, people.active_grants(uow)):
        tell(uow, house, aid.decided_by, "care.staff_received", kind=_kind(uow, house, aid, aid.decided_by))


def report_missing(uow: UnitOfWork, house: House, aid: Aid) -> None:
    """The worker does not have it: it is to be delivered again, by whoever decided or those who may."""
    _must_be_delivered(aid)
    aid = _move(uow, aid, AidStatus.APPROVED)
    audit.record(uow, None, "aid_missing", "aid", aid.id)
    grants = people.active_grants(uow)
    still_there = (
        aid.decided_by and may_decide(aid, aid.decided_by, grants) and not presence.is_away(uow, aid.decided_by)
    )
    for person_id in (aid.decided_by,) if still_there else deciders_now(uow, aid)[1]:
        if person_id:
            send_aid_card(uow, house, aid, person_id, "care.card_missing")


def look(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """Nobody has decided yet, or the worker has not said whether it arrived."""
    aid = care.load_aid(uow, timer.subject_id)
    if str(aid.version) != timer.fence:
        return
    if aid.status is AidStatus.SUBMITTED:
        _remind_deciders(uow, house, aid)
    elif aid.status is AidStatus.DELIVERED:
        tell_worker(uow, house, aid, "care.worker_ask_again", "received", "missing")


def _remind_deciders(uow: UnitOfWork, house: House, aid: Aid) -> None:
    """The promise is broken: the deciders and the whole committee hear of it, and so does the worker."""
    grants = people.active_grants(uow)
    committee = (member for member in holders(grants, Role.COMMITTEE) if may_decide(aid, member, grants))
    for person_id in sorted({*deciders_now(uow, aid)[1], *committee}):
        send_aid_card(uow, house, aid, person_id, "care.card_late")
    due = house.sla.later(uow.now, house.care.decide_within)
    tell_worker(uow, house, aid, "care.worker_late", due=show_moment(due, people.locale_of(uow, aid.person_id)))
    _look_again(uow, house, aid, due)


def _look_again(uow: UnitOfWork, house: House, aid: Aid, due: datetime) -> None:
    at = sla.send_time(house.sla, Urgency.NORMAL, due)
    timers.set_timer(uow, TimerKind.CARE_AID, aid.id, at, fence=str(aid.version))


def _load(uow: UnitOfWork, aid_id: str) -> Aid:
    try:
        return care.load_aid(uow, aid_id)
    except KeyError:
        raise DomainError("care.not_found") from None


def _move(
    uow: UnitOfWork, aid: Aid, status: AidStatus, *, decided_by: str | None = None, reason: str | None = None
) -> Aid:
    if not care.move_aid(uow, aid, status, decided_by=decided_by, reason=reason):
        raise DomainError("care.decided_before")
    timers.drop_timers_of(uow, TimerKind.CARE_AID, [aid.id])
    return care.load_aid(uow, aid.id)


def _must_be_delivered(aid: Aid) -> None:
    if aid.status is not AidStatus.DELIVERED:
        raise DomainError("care.not_delivered")


def _kind(uow: UnitOfWork, house: House, aid: Aid, reader_id: str) -> str:
    return house.texts.get(f"care.kind_{aid.kind}", people.locale_of(uow, reader_id))
