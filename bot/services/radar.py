"""The radar: when many report the same, the committee hears of it once, as a count, and the workers may join."""

from dataclasses import replace
from datetime import timedelta

from bot.core.cleaning import inline
from bot.core.clock import local_date
from bot.core.errors import DomainError
from bot.core.messages import Choice, Purpose
from bot.domain.cases import Case
from bot.domain.people import Role, holders
from bot.domain.radar import Pattern, pattern_of
from bot.services.cards import BUTTONS_LIVE
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import audit, buttons, grids, people, radar
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.radar import Alert
from bot.store.unit_of_work import UnitOfWork

_VERBS = ("show", "close")


def note_case(uow: UnitOfWork, house: House, case: Case, person_id: str) -> Alert | None:
    """Counts the worker of a new case; the alert it belongs to, with the people so far, once there are enough.

    Below the threshold nobody learns a count: few people are persons.
    """
    grid = grids.grid_by_id(uow, case.grid_id)
    pattern = pattern_of(case.category, case.facts, grid.code if grid else None)
    if pattern is None:
        return None
    today = local_date(uow.now)
    radar.mark(uow, pattern, person_id, today)
    count = radar.people_since(uow, pattern, today - timedelta(days=house.radar.days - 1))
    if count < house.radar.people:
        return None
    alert = radar.open_alert(uow, pattern) or _raise(uow, house, pattern, count)
    return replace(alert, people=count)


def _raise(uow: UnitOfWork, house: House, pattern: Pattern, count: int) -> Alert:
    alert = radar.add_alert(uow, pattern, count)
    audit.record(uow, None, "radar_alert", "alert", alert.id, str(count))
    for person_id in holders(people.active_grants(uow), Role.COMMITTEE):
        write_to(
            uow,
            person_id,
            alert_text(house, alert, people.locale_of(uow, person_id)),
            purpose=Purpose.STAFF,
            choices=alert_buttons(uow, house, alert, person_id),
            key=f"radar:{alert.id}:{person_id}",
        )
    return alert


def alert_text(house: House, alert: Alert, locale: str) -> str:
    """How many, and what about; never who."""
    return house.texts.get(
        "radar.alert",
        locale,
        people=alert.people,
        days=house.radar.days,
        platform=alert.pattern.platform,
        place=inline(alert.pattern.place, 40),
        category=house.texts.get(f"category.{alert.pattern.category}", locale),
    )


def alert_buttons(uow: UnitOfWork, house: House, alert: Alert, person_id: str) -> Rows:
    """What a member of the committee may do with an alert."""
    locale = people.locale_of(uow, person_id)
    return (tuple(_button(uow, house, person_id, verb, alert.id, locale) for verb in _VERBS),)


def join_buttons(uow: UnitOfWork, house: House, alert: Alert, case: Case, person_id: str) -> Rows:
    """For the worker: to have his case handled with the others."""
    locale = people.locale_of(uow, person_id)
    return ((_button(uow, house, person_id, "join", case.id, locale, alert.id),),)


def visible_alert(uow: UnitOfWork, alert_id: str, person_id: str) -> Alert:
    """The alert, for a member of the committee; raises the same DomainError for all others and for no alert."""
    held = people.grants_of(uow, [person_id]).get(person_id, ())
    if not any(grant.role is Role.COMMITTEE for grant in held):
        raise DomainError("case.not_found")
    try:
        return radar.load_alert(uow, alert_id)
    except KeyError:
        raise DomainError("case.not_found") from None


def forget_marks(uow: UnitOfWork, house: House) -> None:
    """Marks that no alert can count any more go."""
    radar.forget_marks(uow, local_date(uow.now) - timedelta(days=house.radar.days - 1))


def _button(
    uow: UnitOfWork, house: House, person_id: str, verb: str, subject_id: str, locale: str, argument: str = ""
) -> Choice:
    action = Action(name=f"alert.{verb}", subject_id=subject_id, argument=argument)
    label = house.texts.get(f"radar.button_{verb}", locale)
    return buttons.add_button(uow, person_id, label, action, uow.now + BUTTONS_LIVE)
