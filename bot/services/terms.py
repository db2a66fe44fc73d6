"""The dates of a role: when it begins it is said, and when it ends everything that hung on it is in other hands.

Rights themselves need nobody to look: a role counts from its first to its last moment (:mod:`bot.store.people`).
"""

from datetime import datetime

from bot.core.messages import Purpose
from bot.domain import sla
from bot.domain.categories import Urgency
from bot.domain.timers import Timer, TimerKind
from bot.services.handing_on import hand_on_what_he_may_not_see
from bot.services.house import House
from bot.services.letters import write_to
from bot.services.menus import show_menu, welcome_key
from bot.store import absences, addresses, audit, blanking, buttons, endings, helpers, people, rota, sessions, timers
from bot.store.grids import grid_by_id
from bot.store.terms import Term, load_term
from bot.store.unit_of_work import UnitOfWork

_BEGINS, _ENDS = 0, 1  # steps of the timer


def watch(uow: UnitOfWork, grant_id: str, starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Looks again when a role begins and when it ends."""
    if starts_at is not None and starts_at > uow.now:
        timers.set_timer(uow, TimerKind.GRANT, grant_id, starts_at, step=_BEGINS)
    if ends_at is not None:
        timers.set_timer(uow, TimerKind.GRANT, grant_id, ends_at, step=_ENDS)


def look(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """A role begins or is over; one that was taken away, or given anew with other dates, is nothing to speak of."""
    term = load_term(uow, timer.subject_id)
    if term.revoked:
        return
    if timer.step == _BEGINS:
        _welcome(uow, house, term)
        return
    audit.record(uow, None, "role_over", "person", term.person_id, term.role.value)
    let_go(uow, house, term.person_id, "staff.term_over")


def let_go(uow: UnitOfWork, house: House, person_id: str, key: str) -> int:
    """Somebody has a role less: what he has no right to any more goes to others; returns how many cases did.

    With his last role all buttons, open forms and waiting messages die, and his chat page shows nothing of what he was
    told; he is on duty, away and helping nowhere.
    """
    if not people.grants_of(uow, [person_id]):
        _clear_desk(uow, person_id)
    handed_on = hand_on_what_he_may_not_see(uow, house, person_id)
    _tell(uow, house, person_id, key)
    show_menu(uow, house, person_id)
    return handed_on


def _clear_desk(uow: UnitOfWork, person_id: str) -> None:
    address_ids = addresses.address_ids_of(uow, person_id)
    buttons.drop_buttons_of(uow, person_id)
    sessions.erase_states(uow, address_ids)
    endings.withdraw(uow, address_ids, (Purpose.URGENT, Purpose.STAFF, Purpose.REMINDER))
    for address_id in address_ids:
        blanking.blank_since(uow, address_id, uow.now - blanking.KEPT)
    rota.leave_rota(uow, person_id)
    for part in helpers.parts_of(uow, person_id):
        helpers.end_helper(uow, part.id)
    for absence in absences.absences_of(uow, person_id):
        absences.end_absence(uow, absence.id)


def _welcome(uow: UnitOfWork, house: House, term: Term) -> None:
    locale = people.locale_of(uow, term.person_id)
    grid = grid_by_id(uow, term.grid_id)
    where = grid.name if grid else house.texts.get("staff.whole_union", locale)
    role = house.texts.get(f"role.{term.role}", locale)
    _tell(uow, house, term.person_id, welcome_key(term.role), role=role, grid=where)
    show_menu(uow, house, term.person_id)


def _tell(uow: UnitOfWork, house: House, person_id: str, key: str, **params: str) -> None:
    """Roles begin and end at midnight; nobody is woken for it."""
    text = house.texts.get(key, people.locale_of(uow, person_id), **params)
    due_at = sla.send_time(house.sla, Urgency.NORMAL, uow.now)
    write_to(uow, person_id, text, purpose=Purpose.STAFF, due_at=due_at)
