"""What the worker and the staff of a case are written about it, each in his own language."""

from datetime import datetime

from bot.core.cleaning import inline, quote
from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.core.moments import show_moment
from bot.domain.access import may_see
from bot.domain.cases import Case, CaseMessage, MessageKind
from bot.domain.people import Role
from bot.services import call_tasks, presence
from bot.services.cards import case_button, is_urgent, send_card
from bot.services.house import House
from bot.services.letters import send_files, tell, write_to
from bot.store import addresses, attachments, cases, people
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

# What stands under a staff message; under the others the worker may answer.
_UNDER = {MessageKind.OUTCOME: ("solved", "unsolved"), MessageKind.REQUEST: ("answer", "checklist")}


def owner_has_chat(uow: UnitOfWork, case: Case) -> bool:
    """Whether the worker can be written to; the others are called (:mod:`bot.services.call_tasks`)."""
    return bool(addresses.address_ids_of(uow, cases.owner_of(uow, case)))


def announce(uow: UnitOfWork, house: House, case: Case, headline: str) -> None:
    """Puts the card before whoever has the case; one that fell to the committee is before all of it.

    For an urgent case everybody is called whom it concerns.
    """
    if is_urgent(case):
        _page(uow, house, case)
        return
    members = presence.staff_now(uow, Role.COMMITTEE, case)
    told = members if case.assignee_id in members else tuple(filter(None, (case.assignee_id,)))
    for person_id in told:
        send_card(uow, house, case, person_id, headline, unique=f"card:{case.id}:{case.round}:{person_id}")


def _page(uow: UnitOfWork, house: House, case: Case) -> None:
    for person_id in presence.called_now(uow, case):
        unique = f"page:{case.id}:{case.round}:{person_id}"
        send_card(uow, house, case, person_id, "card.page", purpose=Purpose.URGENT, unique=unique)


def pass_to_owner(uow: UnitOfWork, house: House, case: Case, message: CaseMessage, files: list[str]) -> None:
    """A staff member's words and pictures to the worker. The message's clocks stop when the words have arrived."""
    owner = cases.owner_of(uow, case)
    locale = people.locale_of(uow, owner)
    number, role = show_case_number(case.number), _role_words(uow, house, case, locale)
    if message.text:
        words = house.texts.get(
            f"case.from_staff_{message.kind.value}", locale, number=number, role=role, text=message.text
        )
        row = _buttons(uow, house, case, owner, locale, *_UNDER.get(message.kind, ("answer",)))
        write_to(uow, owner, words, purpose=Purpose.REPLY, choices=row, settles=message.id)
    send_files(uow, owner, number, attachments.load_attachments(uow, files), purpose=Purpose.REPLY)


def pass_to_staff(
    uow: UnitOfWork, house: House, case: Case, person_id: str, headline: str, text: str, files: list[str]
) -> None:
    """A worker's words and pictures to one of the staff."""
    purpose = Purpose.URGENT if is_urgent(case) else Purpose.STAFF
    locale, number = people.locale_of(uow, person_id), show_case_number(case.number)
    words = house.texts.get(headline, locale, number=number, text=quote(text, 3000))
    row = _buttons(uow, house, case, person_id, locale, "reply", "card")
    write_to(uow, person_id, words, purpose=purpose, choices=row)
    send_files(uow, person_id, number, attachments.load_attachments(uow, files), purpose=purpose)


def tell_owner(uow: UnitOfWork, house: House, case: Case, key: str, *, due: datetime | None = None) -> None:
    """The worker hears in whose hands his case is; ``due`` is when he has the next answer."""
    owner = cases.owner_of(uow, case)
    locale = people.locale_of(uow, owner)
    text = house.texts.get(
        key,
        locale,
        number=show_case_number(case.number),
        role=f"{_role_words(uow, house, case, locale)} {_handler_name(uow, case)}".strip(),
        due=show_moment(due, locale) if due else house.texts.get("case.soon", locale),
    )
    write_to(uow, owner, text, purpose=Purpose.REMINDER)


def tell_others(uow: UnitOfWork, house: House, case: Case, taken_by: str) -> None:
    """Somebody takes a case in hand: whoever had it until now, and for an urgent one whoever was called, hears who."""
    called = presence.called_now(uow, case) if is_urgent(case) else ()
    grants, name = people.active_grants(uow), people.contact_of(uow, taken_by).name
    taker = role_of(uow, taken_by)
    for person_id in {case.assignee_id, *called} - {taken_by, None}:
        if person_id is not None and may_see(case, person_id, grants):
            role = house.texts.get(f"role.{taker}", people.locale_of(uow, person_id))
            who = f"{role} {inline(name, 20) if name else ''}".strip()
            tell(uow, house, person_id, "staff.taken_over", number=show_case_number(case.number), who=who)


def ask_whether_solved(uow: UnitOfWork, house: House, case: Case, key: str) -> None:
    """A reminder to the worker, with the two buttons; also the last word when silence closed the case."""
    if not owner_has_chat(uow, case):
        call_tasks.ask_to_ask(uow, house, case, key)
        return
    owner = cases.owner_of(uow, case)
    locale = people.locale_of(uow, owner)
    text = house.texts.get(key, locale, number=show_case_number(case.number))
    row = _buttons(uow, house, case, owner, locale, *(("solved", "unsolved") if case.is_open else ("unsolved",)))
    write_to(uow, owner, text, purpose=Purpose.REMINDER, choices=row)


def role_of(uow: UnitOfWork, person_id: str | None) -> Role:
    """As what somebody handles a case; what is in nobody's hands lies with the committee."""
    held = [grant.role for grant in people.active_grants(uow) if grant.person_id == person_id]
    return held[0] if held else Role.COMMITTEE


def _role_words(uow: UnitOfWork, house: House, case: Case, locale: str) -> str:
    return house.texts.get(f"role.{role_of(uow, case.assignee_id)}", locale)


def _handler_name(uow: UnitOfWork, case: Case) -> str:
    """Who has the case; in a sealed one neither side is named."""
    name = None if case.sealed or not case.assignee_id else people.contact_of(uow, case.assignee_id).name
    return inline(name, 20) if name else ""


def _buttons(uow: UnitOfWork, house: House, case: Case, person_id: str, locale: str, *names: str) -> Rows:
    return (tuple(case_button(uow, house, case, person_id, name, locale) for name in names),)
