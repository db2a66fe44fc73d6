"""The 收到 button under a notice to many."""

from bot.handlers.turn_context import Answers, TurnContext
from bot.services import acknowledgements
from bot.store.buttons import Action

_NAME = "acknowledge.broadcast"


def find_acknowledgement(turn: TurnContext) -> Action | None:
    """What the pressed button means, if it is such a one of this person; its token proves itself."""
    broadcast_id = acknowledgements.acknowledged_by(turn.uow, turn.inbound.choice or "", turn.speaker.person.id)
    return Action(name=_NAME, subject_id=broadcast_id) if broadcast_id else None


def _received(turn: TurnContext, action: Action) -> Answers:
    if not acknowledgements.acknowledge(turn.uow, action.subject_id, turn.speaker.person.id):
        return turn.answer("talk.old_button")
    return turn.answer("sending.thanks")


ACTIONS = {_NAME: _received}
