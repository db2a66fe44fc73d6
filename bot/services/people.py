"""Who people are to the union: what they said of themselves, roles by one-time code, second addresses."""

from datetime import timedelta

from bot.core.errors import DomainError
from bot.core.ids import new_code
from bot.core.messages import Purpose
from bot.domain.access import first_handler
from bot.domain.people import Grid, Role, Speaker
from bot.services.cards import send_card
from bot.services.house import House
from bot.services.letters import tell
from bot.services.menus import show_menu
from bot.store import audit, buttons, cases, outbox, people, places, sessions
from bot.store.people import Code
from bot.store.unit_of_work import UnitOfWork

# OWASP ASVS 5.0, 6.5: a code is used once and lives ten minutes at the most.
CODES_LIVE = timedelta(minutes=10)


def remember(
    uow: UnitOfWork, speaker: Speaker, *, consent: str | None, grid_id: str | None, name: str | None, phone: str | None
) -> None:
    """Keeps consent, grid, name and phone together with the case that they were given for."""
    if consent:
        people.record_consent(uow, speaker, "grievance", consent)
    people.remember(
        uow,
        speaker.person.id,
        consent_version=consent,
        grid_id=grid_id if grid_id != speaker.person.grid_id else None,
        name=name,
        phone=phone,
    )


def invite(uow: UnitOfWork, role: Role, grid: Grid | None) -> str:
    """A one-time code for a new staff member; only its keyed hash is kept."""
    code = new_code()
    meaning = Code(purpose="join", person_id=None, role=role, grid_id=grid.id if grid else None)
    people.add_code(uow, code, meaning, uow.now + CODES_LIVE)
    return code


def join(uow: UnitOfWork, speaker: Speaker, code: str) -> Code:
    """Takes up the role that ``code`` stands for; the same DomainError for every code that is no good."""
    meaning = people.use_code(uow, code)
    if meaning is None or meaning.purpose != "join" or meaning.role is None:
        raise DomainError("staff.code_refused")
    people.add_grant(uow, speaker.person.id, meaning.role, meaning.grid_id, None)
    audit.record(uow, speaker.person.id, "role_taken", "person", speaker.person.id, meaning.role.value)
    return meaning


def offer_link(uow: UnitOfWork, speaker: Speaker) -> str:
    """A one-time code that joins another chat of the same person to this one."""
    code = new_code()
    people.add_code(
        uow, code, Code(purpose="link", person_id=speaker.person.id, role=None, grid_id=None), uow.now + CODES_LIVE
    )
    return code


def link(uow: UnitOfWork, speaker: Speaker, code: str) -> None:
    """Joins this chat to the person who showed ``code`` elsewhere.

    A chat that already stands for somebody with cases, bookings or a role is not swallowed: they would change hands.
    """
    meaning = people.use_code(uow, code)
    if meaning is None or meaning.purpose != "link" or meaning.person_id is None:
        raise DomainError("link.refused")
    own_matters = (
        cases.cases_owned_by(uow, speaker.person.id)
        or places.has_bookings(uow, speaker.person.id)
        or people.has_other_records(uow, speaker.person.id)
    )
    if own_matters and meaning.person_id != speaker.person.id:
        raise DomainError("link.two_lives")
    people.move_address(uow, speaker.address_id, meaning.person_id)
    audit.record(uow, meaning.person_id, "address_linked", "person", meaning.person_id, speaker.address.channel)


def remove_staff(uow: UnitOfWork, house: House, person_id: str, removed_by: str | None) -> int:
    """Takes every role away at once: buttons, open forms and waiting messages die, cases go to other hands.

    Returns how many cases were handed on; their clocks keep their start. Raises DomainError for no staff member.
    """
    if people.revoke_grants(uow, person_id, removed_by) == 0:
        raise DomainError("staff.not_staff")
    audit.record(uow, removed_by, "roles_removed", "person", person_id)
    address_ids = people.address_ids_of(uow, person_id)
    buttons.drop_buttons_of(uow, person_id)
    sessions.erase_states(uow, address_ids)
    outbox.withdraw(uow, address_ids, (Purpose.URGENT, Purpose.STAFF, Purpose.REMINDER))
    grants = people.active_grants(uow)
    held = cases.open_cases(uow, assignee_id=person_id)
    for case in held:
        heir = first_handler(case, grants, other_than=person_id)
        case = cases.change_case(uow, case, assignee_id=heir)
        if heir:
            send_card(uow, house, case, heir, "card.inherited")
    tell(uow, house, person_id, "staff.removed")
    show_menu(uow, house, person_id)
    return len(held)
