"""取消场次, where there is one to call off; the flow knows who may."""

from bot.domain.people import SUPERVISORS
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answers, TurnContext
from bot.services.calling_off import gatherings


def ask_which(turn: TurnContext) -> Answers:
    """The form, or that nothing is ahead."""
    if turn.speaker.roles & SUPERVISORS and not gatherings(turn.uow, turn.speaker):
        return turn.answer("call_off.nothing")
    return open_flow(turn, "call_off")
