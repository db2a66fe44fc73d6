"""What staff do for a worker without a chat once his case is entered, and how he takes it into his own."""

from collections.abc import Callable

from bot.core.errors import DomainError
from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services import call_tasks, on_behalf
from bot.services import cases as case_service
from bot.store import audit
from bot.store.buttons import Action
from bot.store.on_behalf import waits_for_chat


def join(turn: TurnContext, code: str) -> Answers:
    """The worker types the code that he was read; every refusal is the same."""
    joined = on_behalf.join(turn.uow, turn.house, turn.speaker, code)
    if not joined:
        return turn.answer("on_behalf.code_refused")
    numbers = " ".join(show_case_number(case.number) for case in joined)
    return turn.answer("on_behalf.yours", go(turn, "status"), numbers=numbers)


def _told(turn: TurnContext, action: Action) -> Answers:
    case = case_service.visible_case(turn.uow, action.subject_id, turn.speaker.person.id)
    call_tasks.told(turn.uow, turn.house, case, action.argument, turn.speaker.person.id)
    return turn.answer("on_behalf.noted", number=show_case_number(case.number))


def _code(turn: TurnContext, action: Action) -> Answers:
    case = case_service.visible_case(turn.uow, action.subject_id, turn.speaker.person.id)
    code = on_behalf.offer_code(turn.uow, case, turn.speaker.person.id)
    until = show_moment(turn.uow.now + on_behalf.CODES_LIVE, turn.speaker.person.locale)
    shown = f"{code[:5]} {code[5:]}"
    text = turn.say("on_behalf.code", number=show_case_number(case.number), code=shown, until=until)
    return [Answer(text=text, fleeting=True, tracked=True)]


def _unsolved(turn: TurnContext, action: Action) -> Answers:
    """The worker said so aloud. That it is solved, nobody can say for him: without his word it closes unconfirmed."""
    case = case_service.visible_case(turn.uow, action.subject_id, turn.speaker.person.id)
    if not waits_for_chat(turn.uow, case):
        raise DomainError("on_behalf.has_chat")
    audit.record(turn.uow, turn.speaker.person.id, "unsolved_aloud", "case", case.id)
    opened = case_service.dispute(turn.uow, turn.house, case)
    due = show_moment(opened.answer_by, turn.speaker.person.locale)
    role = turn.say(f"role.{opened.handler_role}")
    return turn.answer("on_behalf.reopened", number=show_case_number(case.number), role=role, due=due)


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "told": _told,
    "join_code": _code,
    "unsolved_aloud": _unsolved,
}
