"""A case as a liaison reads it in the chat: what, how urgent, until when, and what can be done with it."""

from datetime import datetime, timedelta

from bot.core.cleaning import inline, quote
from bot.core.ids import show_case_number
from bot.core.messages import Choice, Purpose
from bot.core.moments import show_days, show_moment
from bot.domain.cases import Case, CaseClock, ClockKind, Status
from bot.domain.categories import Urgency
from bot.domain.people import Role
from bot.services.card_sides import mediation_verbs, show_sides
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import attachments, audit, buttons, clocks, grids, people
from bot.store.buttons import Action
from bot.store.call_tasks import open_call_tasks
from bot.store.on_behalf import entry_of, waits_for_chat
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

BUTTONS_LIVE = timedelta(days=90)
MOST_STORY = 1500  # characters on the card; the rest is one tap away
FACTS = ("care", "contact", "happened", "platform", "station", "amount")

# What a case may ask of its handler, two buttons in a row.
_LAYOUT = (("claim", "reply"), ("request", "transfer"), ("superior", "outcome"), ("note", "helpers"))


def send_card(
    uow: UnitOfWork,
    house: House,
    case: Case,
    person_id: str,
    headline: str,
    *,
    purpose: Purpose = Purpose.STAFF,
    unique: str | None = None,
    due_at: datetime | None = None,
    **params: object,
) -> str | None:
    """Queues the card of a case for one staff member, under the sentence ``headline``; not sent before ``due_at``."""
    locale = people.locale_of(uow, person_id)
    number = show_case_number(case.number)
    above = house.texts.get(headline, locale, number=number, **params)
    text = f"{above}\n\n{card_text(uow, house, case, locale, person_id)}"
    rows = card_buttons(uow, house, case, person_id, locale)
    return write_to(uow, person_id, text, purpose=purpose, choices=rows, key=unique, due_at=due_at)


def card_text(uow: UnitOfWork, house: House, case: Case, locale: str, reader_id: str) -> str:
    """The card as ``reader_id`` gets it (audited); of a sealed case nothing that tells who the worker is."""
    say = house.texts.get
    count = len(attachments.attachments_of(uow, case.id))
    audit.record(uow, reader_id, "case_read", "case", case.id)
    lines = [
        say(
            "card.title",
            locale,
            number=show_case_number(case.number),
            category=say(f"category.{case.category}", locale),
            urgency=say(f"card.urgency_{case.urgency}", locale),
        ),
        say("card.status", locale, status=say(f"case.status_{case.status}", locale)),
        _handler(uow, house, case, locale, reader_id),
        _who(uow, house, case, locale),
        _entered_by(uow, house, case, locale),
        *_facts(house, case, locale),
        say("card.company_may_know" if case.company_may_know else "card.company_must_not_know", locale),
        say("card.evidence", locale, count=count) if count else say("card.no_evidence", locale),
        *(_clock(house, clock, locale) for clock in clocks.running_clocks(uow, case.id)),
        *show_sides(uow, house, case, locale),
        "",
        say("card.story", locale, story=quote(case.story, MOST_STORY)),
    ]
    return "\n".join(line for line in lines if line is not None)


def summary_text(house: House, case: Case, locale: str) -> str:
    """What a mediator or volunteer needs to know: the matter, and neither the name, the phone nor the pictures."""
    say, number = house.texts.get, show_case_number(case.number)
    lines = [
        say("helper.title", locale, number=number, category=say(f"category.{case.category}", locale)),
        *_facts(house, case, locale),
        say("card.company_may_know" if case.company_may_know else "card.company_must_not_know", locale),
        "",
        say("card.story", locale, story=quote(case.story, MOST_STORY)),
    ]
    return "\n".join(lines)


def card_buttons(uow: UnitOfWork, house: House, case: Case, person_id: str, locale: str) -> Rows:
    """What this person may do with the case now; every button is his alone."""
    names = [[name for name in row if not (name == "claim" and claimed_by(case, person_id))] for row in _LAYOUT]
    names.append((["evidence"] if attachments.attachments_of(uow, case.id) else []) + ["history", "pack"])
    names.append(list(mediation_verbs(uow, case)))
    if waits_for_chat(uow, case):
        names.append([*(["told"] if open_call_tasks(uow, case.id) else []), "join_code"])
    if case.sealed and any(g.role is Role.COMMITTEE for g in people.grants_of(uow, [person_id]).get(person_id, ())):
        names.append(["unseal"])
    return tuple(tuple(case_button(uow, house, case, person_id, name, locale) for name in row) for row in names if row)


def case_button(
    uow: UnitOfWork, house: House, case: Case, person_id: str, name: str, locale: str, argument: str = ""
) -> Choice:
    """One button about a case."""
    action = Action(name=name, subject_id=case.id, argument=argument)
    label = house.texts.get(f"button.{name}", locale, number=show_case_number(case.number))
    return buttons.add_button(uow, person_id, label, action, uow.now + BUTTONS_LIVE)


def claimed_by(case: Case, person_id: str) -> bool:
    """Whether this person has it in hand and said so."""
    return case.status is not Status.SUBMITTED and case.assignee_id == person_id


def _handler(uow: UnitOfWork, house: House, case: Case, locale: str, reader_id: str) -> str | None:
    """Who has it in hand, for everybody else who looks at it."""
    if case.assignee_id in (None, reader_id) or case.status is Status.SUBMITTED:
        return None
    name = people.contact_of(uow, case.assignee_id or "").name
    return house.texts.get("card.handler", locale, name=inline(name, 20)) if name else None


def _who(uow: UnitOfWork, house: House, case: Case, locale: str) -> str:
    grid = grids.grid_by_id(uow, case.grid_id)
    where = f"{grid.code} {grid.name}" if grid else house.texts.get("card.no_grid", locale)
    if case.person_id is None:
        return house.texts.get("card.sealed", locale, grid=where)
    contact = people.contact_of(uow, case.person_id)
    name, phone = contact.name or house.texts.get("card.no_name", locale), contact.phone
    return house.texts.get(
        "card.named", locale, grid=where, name=inline(name, 40), phone=phone or house.texts.get("card.no_phone", locale)
    )


def _entered_by(uow: UnitOfWork, house: House, case: Case, locale: str) -> str | None:
    """Who wrote it down for the worker, as long as no chat reaches him."""
    entry = entry_of(uow, case.id)
    if entry is None or not waits_for_chat(uow, case):
        return None
    return house.texts.get("on_behalf.card", locale, name=people.contact_of(uow, entry.entered_by).name or "")


def _facts(house: House, case: Case, locale: str) -> list[str]:
    shown = {name: inline(value, 80) for name, value in case.facts.items() if value}
    if "happened" in shown:
        shown["happened"] = show_days(case.facts["happened"], locale)
    return [house.texts.get(f"card.{name}", locale, value=shown[name]) for name in FACTS if name in shown]


def _clock(house: House, clock: CaseClock, locale: str) -> str:
    return house.texts.get(f"card.clock_{clock.kind}", locale, due=show_moment(clock.due_at, locale))


def next_due(clocks_running: list[CaseClock]) -> CaseClock | None:
    """The promise that falls due first; taking a case in hand is a promise among staff, not to the worker."""
    return next((clock for clock in clocks_running if clock.kind is not ClockKind.ACKNOWLEDGE), None)


def is_urgent(case: Case) -> bool:
    """Whether the case runs on the urgent clocks."""
    return case.urgency is not Urgency.NORMAL
