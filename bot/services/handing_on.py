"""What somebody had in hand goes to others: the clocks keep their start, and the workers hear who has it now."""

from dataclasses import replace

from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.domain import sla
from bot.domain.access import may_see
from bot.domain.callbacks import may_know
from bot.domain.cases import Case
from bot.domain.people import Role
from bot.services import callbacks as callback_service
from bot.services import presence
from bot.services.cards import is_urgent, send_card
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import audit, callbacks, cases, people
from bot.store.unit_of_work import UnitOfWork


def hand_on(
    uow: UnitOfWork, house: House, case: Case, heir: str | None, headline: str, *, name: str = "", ends: str = ""
) -> Case:
    """Puts a running case into other hands, under the sentence ``headline`` (with who is away, and until when).

    What is not urgent keeps the quiet hours.
    """
    case = cases.change_case(uow, case, assignee_id=heir)
    audit.record(uow, None, "case_handed_on", "case", case.id, heir)
    if heir is None:
        return case
    due_at = sla.send_time(house.sla, case.urgency, uow.now)
    purpose = Purpose.URGENT if is_urgent(case) else Purpose.STAFF
    send_card(uow, house, case, heir, headline, purpose=purpose, due_at=due_at, name=name, ends=ends)
    owner = cases.owner_of(uow, case)
    locale = people.locale_of(uow, owner)
    role = next((g.role for g in people.active_grants(uow) if g.person_id == heir), Role.COMMITTEE)
    words = house.texts.get(
        "case.transferred", locale, number=show_case_number(case.number), role=house.texts.get(f"role.{role}", locale)
    )
    write_to(uow, owner, words, purpose=Purpose.REMINDER, due_at=due_at)
    return case


def hand_on_what_he_may_not_see(uow: UnitOfWork, house: House, person_id: str) -> int:
    """Somebody lost a role: what he had in hand and has no right to any more goes to others; returns how many cases."""
    grants, handed = people.active_grants(uow), 0
    for case in cases.open_cases(uow, assignee_id=person_id):
        if may_see(replace(case, assignee_id=None), person_id, grants):
            continue
        hand_on(uow, house, case, presence.handler_now(uow, case, other_than=person_id), "card.inherited")
        handed += 1
    for callback in callbacks.open_callbacks_at(uow, person_id):
        if not may_know(replace(callback, assignee_id=None), person_id, grants):
            callback_service.hand_on(uow, house, callback, presence.caller_now(uow, callback))
    return handed
