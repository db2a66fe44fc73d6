"""Joining and leaving the union: the application, the officer's answer, its clock, and the member's card.

Helping somebody never asks whether he is a member; nothing outside this room looks here.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.cleaning import inline
from bot.core.clock import local
from bot.core.errors import AccessRefused, DomainError
from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.core.moments import show_days, show_moment
from bot.domain import sla
from bot.domain.categories import Urgency
from bot.domain.membership import Application, ApplicationStatus, Member, may_decide
from bot.domain.people import Role, holders
from bot.domain.timers import Timer, TimerKind
from bot.services import presence
from bot.services.house import House
from bot.services.letters import write_to
from bot.services.people import same_human
from bot.store import audit, buttons, membership, people, timers, traits
from bot.store.buttons import Action
from bot.store.grids import grid_by_id
from bot.store.outbox import Rows
from bot.store.traits import Source, Trait
from bot.store.unit_of_work import UnitOfWork

_BUTTONS_LIVE = timedelta(days=60)
_REMIND, _OVERDUE = 0, 1  # the steps of an application's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What an applicant told of his work; empty where he left it open."""

    work: str
    platforms: tuple[str, ...]
    area: str


def apply(uow: UnitOfWork, house: House, person_id: str, answers: Answers, grid_id: str | None) -> Application:
    """Hands an application in, in the present transaction; raises DomainError where there is nothing to apply for."""
    if membership.member_of(uow, person_id) or membership.waiting_application(uow, person_id):
        raise DomainError("join.already")
    grid = grid_by_id(uow, grid_id)
    union = house.unions.union_for(answers.platforms, grid.code if grid else None)
    application = membership.add_application(
        uow,
        person_id,
        union_key=union.key,
        grid_id=grid_id,
        details={"work": answers.work, "platforms": "、".join(answers.platforms), "area": answers.area},
        due_at=house.sla.later(uow.now, house.unions.decide_within),
    )
    reminder = house.sla.later(uow.now, house.unions.remind_after)
    for step, at in ((_REMIND, reminder), (_OVERDUE, application.due_at)):
        timers.set_timer(uow, TimerKind.APPLICATION, application.id, at, fence=str(application.version), step=step)
    audit.record(uow, None, "membership_applied", "application", application.id)
    for decider in _deciders(uow, application):
        _send_card(uow, house, application, decider, "join.card_new")
    return application


def approve(uow: UnitOfWork, house: House, application_id: str, officer_id: str) -> Member:
    """Makes the applicant a member and sends him his card; raises AccessRefused or DomainError."""
    application = decidable(uow, application_id, officer_id)
    _settle(uow, application, ApplicationStatus.APPROVED, officer_id)
    member = membership.add_member(
        uow, application.person_id, union_key=application.union_key, grid_id=application.grid_id
    )
    traits.add_traits(uow, member.person_id, Source.MEMBERSHIP, _traits_in(application))
    locale = people.locale_of(uow, member.person_id)
    text = house.texts.get("join.welcome", locale, card=card_text(uow, house, member))
    write_to(uow, member.person_id, text, purpose=Purpose.STAFF, choices=own_buttons(uow, house, member, "leave"))
    return member


def refuse(uow: UnitOfWork, house: House, application_id: str, officer_id: str, reason: str, next_step: str) -> None:
    """Tells the applicant why not, and what he can do now; raises AccessRefused or DomainError."""
    application = decidable(uow, application_id, officer_id)
    _settle(uow, application, ApplicationStatus.REFUSED, officer_id, f"{reason}\n{next_step}")
    locale = people.locale_of(uow, application.person_id)
    text = house.texts.get("join.refused_by_officer", locale, reason=reason, next=next_step)
    write_to(uow, application.person_id, text, purpose=Purpose.STAFF)


def decidable(uow: UnitOfWork, application_id: str, officer_id: str) -> Application:
    """The application, for those who may decide it; AccessRefused for others, DomainError when it is settled.

    Nobody decides for himself, nor from a second account.
    """
    try:
        application = membership.load_application(uow, application_id)
    except KeyError:
        raise DomainError("case.not_found") from None
    able = may_decide(application, officer_id, people.active_grants(uow))
    if not able or same_human(uow, application.person_id, officer_id):
        raise AccessRefused("case.not_found", application_id)
    if application.status is not ApplicationStatus.SUBMITTED:
        raise DomainError("join.settled")
    return application


def withdraw(uow: UnitOfWork, person_id: str) -> None:
    """The worker takes his application back (PIPL Art. 15); raises DomainError when none waits."""
    application = membership.waiting_application(uow, person_id)
    if application is None:
        raise DomainError("join.settled")
    _settle(uow, application, ApplicationStatus.WITHDRAWN, None)


def leave(uow: UnitOfWork, person_id: str) -> None:
    """The member leaves, at once and without a reason; raises DomainError for somebody who is none."""
    member = membership.member_of(uow, person_id)
    if member is None or not membership.end_membership(uow, person_id):
        raise DomainError("join.settled")
    traits.drop_traits(uow, person_id, Source.MEMBERSHIP)
    audit.record(uow, None, "membership_left", "member", member.id)


def remind(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """Nobody has decided yet: the officer hears of it, and at the promised time the committee and the worker do."""
    application = membership.load_application(uow, timer.subject_id)
    if str(application.version) != timer.fence:
        return  # decided or taken back meanwhile
    if timer.step == _REMIND:
        for decider in _deciders(uow, application):
            _send_card(uow, house, application, decider, "join.card_reminder")
        return
    for person_id in holders(people.active_grants(uow), Role.COMMITTEE):
        _send_card(uow, house, application, person_id, "join.card_overdue")
    locale = people.locale_of(uow, application.person_id)
    _write_politely(uow, house, application.person_id, house.texts.get("join.late", locale), ())


def card_text(uow: UnitOfWork, house: House, member: Member) -> str:
    """The member's card in his language."""
    locale = people.locale_of(uow, member.person_id)
    say = house.texts.get
    grid = grid_by_id(uow, member.grid_id)
    return say(
        "join.card",
        locale,
        union=house.unions.union(member.union_key).names[locale],
        name=inline(people.contact_of(uow, member.person_id).name or say("join.no_name", locale), 30),
        number=show_case_number(member.number),
        since=show_days(local(member.since).date().isoformat(), locale),
        grid=grid.name if grid else say("card.no_grid", locale),
    )


def own_buttons(uow: UnitOfWork, house: House, thing: Member | Application, *verbs: str) -> Rows:
    """Buttons for the person whom a membership or an application belongs to."""
    return _buttons(uow, house, thing.person_id, thing.id, verbs)


def _deciders(uow: UnitOfWork, application: Application) -> tuple[str, ...]:
    """Who is asked to decide: the grid's officers, or whoever stands in for them; without any, the committee."""
    grants = people.active_grants(uow)
    return presence.deciders_now(uow, application.grid_id, lambda p: may_decide(application, p, grants))[1]


def _traits_in(application: Application) -> list[tuple[Trait, str]]:
    work, platforms = application.details["work"], application.details["platforms"]
    return [
        *((Trait.WORK, told) for told in (work,) if told),
        *((Trait.PLATFORM, name) for name in platforms.split("、") if name),
    ]


def _settle(
    uow: UnitOfWork, application: Application, status: ApplicationStatus, by: str | None, reason: str | None = None
) -> None:
    if not membership.settle_application(uow, application, status, decided_by=by, reason=reason):
        raise DomainError("join.settled")
    audit.record(uow, by, f"membership_{status}", "application", application.id)


def _send_card(uow: UnitOfWork, house: House, application: Application, to: str, headline: str) -> None:
    locale = people.locale_of(uow, to)
    say = house.texts.get
    contact, details = people.contact_of(uow, application.person_id), application.details
    grid, unknown = grid_by_id(uow, application.grid_id), say("flow.skipped", locale)
    text = say(
        "join.officer_card",
        locale,
        headline=say(headline, locale),
        name=inline(contact.name or unknown, 30),
        phone=contact.phone or unknown,
        work=say(f"work.{details['work']}", locale) if details["work"] else unknown,
        platforms=inline(details["platforms"] or unknown, 80),
        area=inline(details["area"] or unknown, 80),
        grid=grid.name if grid else say("card.no_grid", locale),
        union=house.unions.union(application.union_key).names[locale],
        due=show_moment(application.due_at, locale),
    )
    _write_politely(uow, house, to, text, _buttons(uow, house, to, application.id, ("approve", "refuse")))


def _write_politely(uow: UnitOfWork, house: House, person_id: str, text: str, rows: Rows) -> None:
    at = sla.send_time(house.sla, Urgency.NORMAL, uow.now)
    write_to(uow, person_id, text, purpose=Purpose.REMINDER, choices=rows, due_at=at)


def _buttons(uow: UnitOfWork, house: House, person_id: str, subject_id: str, verbs: tuple[str, ...]) -> Rows:
    locale, expires = people.locale_of(uow, person_id), uow.now + _BUTTONS_LIVE
    return tuple(
        (
            buttons.add_button(
                uow,
                person_id,
                house.texts.get(f"join.button_{verb}", locale),
                Action(name=f"member.{verb}", subject_id=subject_id),
                expires,
            ),
        )
        for verb in verbs
    )
