"""The anonymous box from both sides: a typed receipt, the keepers' list, and the buttons of suggestions."""

import re
from collections.abc import Callable

from bot.core.ids import show_case_number
from bot.core.moments import show_days
from bot.domain.suggestions import receipt_in
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import box, suggestions
from bot.store.buttons import Action

_PROPOSAL = re.compile(r"\s*(?:正式)?提案")
_SUGGESTION = re.compile(r"建议|意见|提[一个两]{1,2}条|提个|suggest", re.IGNORECASE)
MOST_ITEMS = 8  # with buttons; what waits comes first


def from_words(turn: TurnContext) -> Answers | None:
    """A sentence that says itself what it is ("顺便提一条", "提案：") opens its flow, whatever cases are open."""
    if turn.attachments or turn.intent is None:
        return None
    if _PROPOSAL.match(turn.text):
        return open_flow(turn, "proposal", text=turn.text, source=turn.inbound.message_id)
    if turn.intent.name == "suggestion" and _SUGGESTION.search(turn.text):
        return open_flow(turn, "suggestion", text=turn.text, source=turn.inbound.message_id)
    return None


def read_receipt(turn: TurnContext) -> Answers:
    """What was answered to the item of a typed receipt; words behind the receipt are laid beside it.

    Nothing of it stays with this conversation: the words are not kept once they are sent.
    """
    said = receipt_in(turn.text)
    item = box.look_up(turn.uow, turn.speaker.person.id, said.digits) if said else None
    if said is None or item is None:
        return turn.answer("box.not_found")
    if said.words:
        box.add_words(turn.uow, turn.speaker.person.id, item, said.words)
        return turn.answer("box.words_kept")
    text = "\n\n".join(
        [
            turn.say(f"box.state_{item.state}"),
            box.talk(turn.house, item, turn.speaker.person.locale),
            turn.say("box.how_to_add"),
        ]
    )
    return [Answer(text=text, tracked=True, fleeting=True)]


def show_box(turn: TurnContext) -> Answers:
    """The open items, for those who keep the box: what waits for words first."""
    person, house = turn.speaker.person, turn.house
    found = box.items_for(turn.uow, person.id, most=MOST_ITEMS)
    if not found:
        return turn.answer("box.empty")
    rows = tuple(
        (
            box.item_button(
                turn.uow,
                house,
                item,
                person.id,
                "open",
                person.locale,
                day=show_days(item.touched_on.isoformat(), person.locale),
                state=turn.say(f"box.mark_{item.state}"),
            ),
        )
        for item in found
    )
    return [Answer(text=turn.say("box.list", count=len(found)), choices=rows)]


def _open_item(turn: TurnContext, action: Action) -> Answers:
    person = turn.speaker.person
    item = box.item_for(turn.uow, action.subject_id, person.id)
    rows = box.item_buttons(turn.uow, turn.house, item, person.id, person.locale)
    return [Answer(text=box.talk(turn.house, item, person.locale), choices=rows)]


def _answer_item(turn: TurnContext, action: Action) -> Answers:
    item = box.item_for(turn.uow, action.subject_id, turn.speaker.person.id)
    return open_flow(turn, "box_answer", answers={"item": item.id})


def _close_item(turn: TurnContext, action: Action) -> Answers:
    item = box.item_for(turn.uow, action.subject_id, turn.speaker.person.id)
    box.close(turn.uow, item, turn.speaker.person.id)
    return turn.answer("box.closed")


def _answer(turn: TurnContext, action: Action) -> Answers:
    suggestion = suggestions.readable(turn.uow, action.subject_id, turn.speaker.person.id)
    number = show_case_number(suggestion.number)
    return open_flow(turn, "suggestion_answer", answers={"suggestion": suggestion.id, "number": number})


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "suggestions.answer": _answer,
    "suggestions.item_open": _open_item,
    "suggestions.item_answer": _answer_item,
    "suggestions.item_close": _close_item,
}
