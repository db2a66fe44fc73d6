"""Signed suggestions and proposals: put before the officer of the grid, answered, and never left without an echo."""

from datetime import datetime, time, timedelta

from bot.core.cleaning import inline, quote
from bot.core.clock import SHANGHAI, local_date
from bot.core.errors import AccessRefused, DomainError
from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.core.moments import show_moment
from bot.domain.people import Role, holders
from bot.domain.suggestions import (
    Suggestion,
    SuggestionKind,
    may_read_suggestion,
    suggestion_readers,
)
from bot.domain.timers import Timer, TimerKind
from bot.services import presence
from bot.services.house import House
from bot.services.letters import tell, write_to
from bot.store import audit, buttons, grids, people, suggestions, timers
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

# "7个工作日内公示分办结果": the term that the union's paper gives for saying what becomes of proposals.
ANSWER_WITHIN, REMIND_AT = 7, 5  # working days
_END_OF_DAY, _MORNING = time(18, 0), time(9, 0)
_BUTTONS_LIVE = timedelta(days=90)
_REMIND, _OVERDUE = 1, 2  # steps of the timer


def propose(
    uow: UnitOfWork, house: House, kind: SuggestionKind, person_id: str, grid_id: str | None, fields: dict[str, str]
) -> Suggestion:
    """Keeps a suggestion, puts it before those who answer it, and sets the clock of the promise."""
    due_at = _working_day(house, uow.now, ANSWER_WITHIN, _END_OF_DAY)
    suggestion = suggestions.add_suggestion(uow, kind, person_id, grid_id, fields, due_at)
    remind_at = _working_day(house, uow.now, REMIND_AT, _MORNING)
    timers.set_timer(uow, TimerKind.SUGGESTION, suggestion.id, remind_at, step=_REMIND)
    timers.set_timer(uow, TimerKind.SUGGESTION, suggestion.id, due_at, step=_OVERDUE)
    audit.record(uow, None, "suggestion_made", "suggestion", suggestion.id, kind.value)
    for reader in _readers_now(uow, grid_id):
        _send_card(uow, house, suggestion, reader, "suggestion.card_new")
    return suggestion


def answering_role(uow: UnitOfWork, grid_id: str | None) -> Role:
    """Who the proposer is told will answer."""
    grants = people.active_grants(uow)
    readers = suggestion_readers(grid_id, grants)
    return Role.OFFICER if {*holders(grants, Role.OFFICER)}.intersection(readers) else Role.COMMITTEE


def readable(uow: UnitOfWork, suggestion_id: str, person_id: str) -> Suggestion:
    """The suggestion, for staff who answer it; raises the same DomainError for everybody else and for none."""
    try:
        suggestion = suggestions.load_suggestion(uow, suggestion_id)
    except KeyError:
        raise DomainError("case.not_found") from None
    if not may_read_suggestion(suggestion.grid_id, person_id, people.active_grants(uow)):
        raise AccessRefused("case.not_found", suggestion_id)
    return suggestion


def answer(uow: UnitOfWork, house: House, suggestion: Suggestion, staff_id: str, text: str) -> None:
    """Sends the union's answer to the proposer and keeps it."""
    suggestions.add_answer(uow, suggestion, staff_id, text)
    timers.drop_timers_of(uow, TimerKind.SUGGESTION, [suggestion.id])
    audit.record(uow, staff_id, "suggestion_answered", "suggestion", suggestion.id)
    tell(
        uow,
        house,
        suggestion.person_id,
        "suggestion.answered",
        purpose=Purpose.REPLY,
        number=show_case_number(suggestion.number),
        text=text,
    )


def remind(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """Nobody has answered yet: those who should are reminded, then the committee and the proposer are told."""
    suggestion = suggestions.load_suggestion(uow, timer.subject_id)
    if suggestion.answered_at is not None:
        return
    grants = people.active_grants(uow)
    if timer.step == _REMIND:
        for reader in _readers_now(uow, suggestion.grid_id):
            _send_card(uow, house, suggestion, reader, "suggestion.card_soon")
        return
    for member in holders(grants, Role.COMMITTEE):
        _send_card(uow, house, suggestion, member, "suggestion.card_overdue")
    number = show_case_number(suggestion.number)
    tell(uow, house, suggestion.person_id, "suggestion.overdue", purpose=Purpose.REMINDER, number=number)


def _readers_now(uow: UnitOfWork, grid_id: str | None) -> tuple[str, ...]:
    """Who is shown a suggestion: who answers it, or whoever stands in for him."""
    grants = people.active_grants(uow)
    return presence.deciders_now(uow, grid_id, lambda person_id: may_read_suggestion(grid_id, person_id, grants))[1]


def card_text(uow: UnitOfWork, house: House, suggestion: Suggestion, locale: str) -> str:
    """The suggestion as staff read it: who, where, what, and the promise."""
    say = house.texts.get
    contact = people.contact_of(uow, suggestion.person_id)
    grid = grids.grid_by_id(uow, suggestion.grid_id)
    words = [
        say(
            "suggestion.card_field",
            locale,
            field=say(f"suggestion.field.{name}", locale),
            text=quote(text, 1500),
        )
        for name, text in suggestion.fields.items()
    ]
    who = say(
        "suggestion.card_who",
        locale,
        name=inline(contact.name or say("card.no_name", locale), 40),
        grid=f"{grid.code} {grid.name}" if grid else say("card.no_grid", locale),
        due=show_moment(suggestion.due_at, locale),
    )
    return "\n\n".join([who, *words])


def _send_card(uow: UnitOfWork, house: House, suggestion: Suggestion, person_id: str, headline: str) -> None:
    locale = people.locale_of(uow, person_id)
    above = house.texts.get(
        headline,
        locale,
        number=show_case_number(suggestion.number),
        kind=house.texts.get(f"suggestion.kind_{suggestion.kind}", locale),
    )
    text = f"{above}\n\n{card_text(uow, house, suggestion, locale)}"
    audit.record(uow, person_id, "suggestion_read", "suggestion", suggestion.id)
    write_to(uow, person_id, text, purpose=Purpose.STAFF, choices=_buttons(uow, house, suggestion, person_id, locale))


def _buttons(uow: UnitOfWork, house: House, suggestion: Suggestion, person_id: str, locale: str) -> Rows:
    action = Action(name="suggestions.answer", subject_id=suggestion.id, argument="")
    label = house.texts.get("suggestion.button_answer", locale)
    return ((buttons.add_button(uow, person_id, label, action, uow.now + _BUTTONS_LIVE),),)


def _working_day(house: House, now: datetime, days: int, at: time) -> datetime:
    """``at`` on the ``days``-th working day from now."""
    return datetime.combine(house.calendar.add_working_days(local_date(now), days), at, SHANGHAI)
