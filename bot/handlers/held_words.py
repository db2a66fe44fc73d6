"""Words that wait in the session until the person says what they are about."""

from bot.core.ids import new_id
from bot.core.messages import Choice
from bot.flows.form import Offer
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import drafts


def ask_what_is_meant(turn: TurnContext, words: str, question: str, offer: Offer) -> Answers:
    """Keeps ``words`` and their files beside those that wait already, and asks with the buttons of ``offer``."""
    before = turn.conversation.held
    turn.conversation.held = {
        "text": "\n".join(part for part in (before.get("text"), words) if part),
        "files": [*before.get("files", []), *turn.attachments],
        "message": before.get("message") or turn.inbound.message_id,
        "id": before.get("id") or new_id(),
    }
    if not before:
        drafts.watch(turn.uow, turn.house, turn.speaker.address_id, turn.conversation.held["id"])
    turn.conversation.offer = offer
    rows = tuple((Choice(label=label, token=offer.token(i)),) for i, label in enumerate(offer.labels))
    return [Answer(text=turn.say(question), choices=rows)]
