"""Who helps with a case: the list for its staff, and what a mediator or volunteer can do with his part."""

from bot.core.ids import show_case_number
from bot.core.messages import Choice
from bot.domain.cases import Case
from bot.domain.helpers import Helper
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import helpers as helper_service
from bot.services.card_sides import name_of
from bot.services.cards import BUTTONS_LIVE
from bot.services.cases import visible_case
from bot.store import helpers
from bot.store.buttons import Action


def show(turn: TurnContext, case: Case) -> Answers:
    """Everybody who helps with the case, each with a way to end it, and a way to ask somebody."""
    found = helpers.helpers_of(turn.uow, case.id)
    locale, number = turn.speaker.person.locale, show_case_number(case.number)
    names = [name_of(turn.uow, turn.house, part, locale) for part in found]
    rows = [
        (_button(turn, case, "remove", part, turn.say("helper.button_remove", name=name)),)
        for part, name in zip(found, names, strict=True)
    ]
    rows.append((_button(turn, case, "add", None, turn.say("helper.button_add")),))
    text = turn.say("helper.list" if names else "helper.none", number=number, names="、".join(names))
    return [Answer(text=text, choices=tuple(rows))]


def _button(turn: TurnContext, case: Case, verb: str, part: Helper | None, label: str) -> Choice:
    action = Action(name=f"helping.{verb}", subject_id=case.id, argument=part.id if part else "")
    return turn.button(label, action, BUTTONS_LIVE)


def _add(turn: TurnContext, action: Action) -> Answers:
    case = visible_case(turn.uow, action.subject_id, turn.speaker.person.id)
    return open_flow(turn, "helper", answers={"case": case.id, "number": show_case_number(case.number)})


def _remove(turn: TurnContext, action: Action) -> Answers:
    case = visible_case(turn.uow, action.subject_id, turn.speaker.person.id)
    helper_service.remove(turn.uow, turn.house, case, action.argument, turn.speaker.person.id)
    return turn.answer("helper.ended", number=show_case_number(case.number))


def _card(turn: TurnContext, action: Action) -> Answers:
    person_id = turn.speaker.person.id
    case, _ = helper_service.helped_case(turn.uow, action.subject_id, person_id)
    text = helper_service.helper_text(turn.uow, turn.house, case, person_id)
    return [Answer(text=text, choices=helper_service.helper_buttons(turn.uow, turn.house, case, person_id))]


def _report(turn: TurnContext, action: Action) -> Answers:
    case, _ = helper_service.helped_case(turn.uow, action.subject_id, turn.speaker.person.id)
    return open_flow(turn, "helper_report", answers={"case": case.id})


def _leave(turn: TurnContext, action: Action) -> Answers:
    case, part = helper_service.helped_case(turn.uow, action.subject_id, turn.speaker.person.id)
    helper_service.leave(turn.uow, turn.house, case, part)
    return turn.answer("helper.left_yourself", number=show_case_number(case.number))


ACTIONS = {
    "helping.add": _add,
    "helping.remove": _remove,
    "helping.card": _card,
    "helping.report": _report,
    "helping.leave": _leave,
}
