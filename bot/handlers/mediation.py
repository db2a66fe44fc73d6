"""Mediation by buttons: proposed and ended by staff, agreed to or left by the worker."""

from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.cases import Case
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import mediation
from bot.services.cards import case_button


def _propose(turn: TurnContext, case: Case) -> Answers:
    mediation.propose(turn.uow, turn.house, case, turn.speaker.person.id)
    return turn.answer("mediation.asked", number=show_case_number(case.number))


def _agreed(turn: TurnContext, case: Case) -> Answers:
    """What was agreed is the outcome, in words; the worker says whether it solves the matter."""
    mediation.succeed(turn.uow, case, turn.speaker.person.id)
    return open_flow(turn, "outcome", answers={"case": case.id, "number": show_case_number(case.number)})


def _failed(turn: TurnContext, case: Case) -> Answers:
    mediation.fail(turn.uow, turn.house, case, turn.speaker.person.id)
    return turn.answer("mediation.failed_kept", number=show_case_number(case.number))


def _yes(turn: TurnContext, case: Case) -> Answers:
    begun = mediation.consent(turn.uow, turn.house, case)
    locale = turn.speaker.person.locale
    due = show_moment(begun.due_at, locale) if begun.due_at else ""
    way_out = case_button(turn.uow, turn.house, case, turn.speaker.person.id, "mediation_leave", locale)
    text = turn.say("mediation.begins", number=show_case_number(case.number), due=due)
    return [Answer(text=text, choices=((way_out,),), tracked=True)]


def _no(turn: TurnContext, case: Case) -> Answers:
    mediation.decline(turn.uow, turn.house, case)
    return turn.answer("mediation.declined", number=show_case_number(case.number))


def _leave(turn: TurnContext, case: Case) -> Answers:
    mediation.leave(turn.uow, turn.house, case)
    return []  # what comes next is on its way


STAFF = {"mediate": _propose, "mediation_agreed": _agreed, "mediation_failed": _failed}
WORKER = {"mediation_yes": _yes, "mediation_no": _no, "mediation_leave": _leave}
