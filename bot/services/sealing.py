"""Sealed names: opened only by two committee members together, audited, and the worker is told."""

from bot.core.errors import DomainError
from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.domain.access import staff_with
from bot.domain.cases import Case
from bot.domain.people import Role, Speaker
from bot.services.cards import case_button
from bot.services.cases import visible_case
from bot.services.house import House
from bot.services.letters import tell, write_to
from bot.services.people import same_human
from bot.store import addresses, audit, cases, people, unsealings
from bot.store.unit_of_work import UnitOfWork


def ask(uow: UnitOfWork, house: House, case: Case, speaker: Speaker, reason: str) -> None:
    """One member asks; every other one gets the reason and a button. Raises DomainError where nobody else could
    agree.
    """
    _must_be_committee(speaker)
    if not case.sealed:
        raise DomainError("unseal.not_sealed")
    others = [p for p in staff_with(Role.COMMITTEE, case, people.active_grants(uow)) if p != speaker.person.id]
    if not others:
        raise DomainError("unseal.nobody_else")
    unsealing_id = unsealings.ask_unsealing(uow, case.id, speaker.person.id, reason)
    audit.record(uow, speaker.person.id, "unseal_asked", "case", case.id)
    for person_id in others:
        locale = people.locale_of(uow, person_id)
        button = case_button(uow, house, case, person_id, "unseal_agree", locale, unsealing_id)
        text = house.texts.get("unseal.please_agree", locale, number=show_case_number(case.number), reason=reason)
        write_to(uow, person_id, text, purpose=Purpose.STAFF, choices=((button,),))


def agree(uow: UnitOfWork, house: House, case_id: str, unsealing_id: str, speaker: Speaker) -> None:
    """The second member agrees: both learn the name, the worker learns that they did.

    A second account of the one who asked is no second member.
    """
    _must_be_committee(speaker)
    case = visible_case(uow, case_id, speaker.person.id)
    request = unsealings.load_unsealing(uow, unsealing_id)
    if request is None or request.case_id != case.id or same_human(uow, request.asked_by, speaker.person.id):
        raise DomainError("unseal.second_person")
    still_there = staff_with(Role.COMMITTEE, case, people.active_grants(uow))
    if request.asked_by not in still_there:
        raise DomainError("unseal.first_person_gone")
    if not unsealings.agree_unsealing(uow, unsealing_id, speaker.person.id):
        raise DomainError("unseal.done_before")
    owner = cases.owner_of(uow, case)
    contact = people.contact_of(uow, owner)
    accounts = " / ".join(addresses.accounts_of(uow, owner))
    audit.record(uow, speaker.person.id, "unsealed", "case", case.id, request.asked_by)
    for person_id in (request.asked_by, speaker.person.id):
        missing = house.texts.get("card.not_given", people.locale_of(uow, person_id))
        tell(
            uow,
            house,
            person_id,
            "unseal.opened",
            number=show_case_number(case.number),
            name=contact.name or missing,
            phone=contact.phone or missing,
            address=accounts,
        )
    tell(uow, house, owner, "unseal.worker_told", purpose=Purpose.REPLY, number=show_case_number(case.number))


def _must_be_committee(speaker: Speaker) -> None:
    if Role.COMMITTEE not in speaker.roles:
        raise DomainError("case.not_found")
