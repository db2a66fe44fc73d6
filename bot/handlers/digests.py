"""The answers to the weekly page: nothing new, or one more case that somebody brought to the liaison."""

from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answers, TurnContext
from bot.services import digests
from bot.store.buttons import Action


def _nothing(turn: TurnContext, action: Action) -> Answers:
    return turn.answer("digest.kept" if _answer(turn, action, "nothing") else "digest.kept_before")


def _added(turn: TurnContext, action: Action) -> Answers:
    _answer(turn, action, "added")
    return open_flow(turn, "on_behalf")


def _answer(turn: TurnContext, action: Action, said: str) -> bool:
    return digests.answer(turn.uow, action.argument, action.subject_id, said, turn.speaker.person.id)


ACTIONS = {"weekly.nothing": _nothing, "weekly.added": _added}
