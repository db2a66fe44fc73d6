"""The anonymous box from both sides: a typed receipt, the keepers' list, and the buttons of suggestions."""

import re
from collections.abc import Callable

from bot.core.cleaning import quote
from bot.core.ids import show_case_number
from bot.core.moments import show_days, show_moment
from bot.domain.cases import Identity
from bot.domain.suggestions import IDEA, SuggestionKind, receipt_in
from bot.flows.case_form import ABOUT_STAFF
from bot.flows.form import Form
from bot.flows.neighbourhood import NO_GRID
from bot.flows.suggestion import LEAST_IDEA
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import box, suggestions
from bot.services.people import remember
from bot.store.buttons import Action

_PROPOSAL = re.compile(r"\s*(?:正式)?提案")
_SUGGESTION = re.compile(r"建议|意见|提[一个两]{1,2}条|提个|suggest", re.IGNORECASE)
_BY_THE_WAY = re.compile(
    r"\s*(?:顺便|順便|另外|还有|再)[，, ]*(?:再)?提(?:一|个)?(?:条|个|点)?(?:建议|意见)?[：:，, ]*"
    r"|by the way[, ]*(?:i suggest)?[: ]*",
    re.IGNORECASE,
)
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


def by_the_way(turn: TurnContext, form: Form) -> Answers | None:
    """ "顺便提一条 ..." in the middle of a matter under one's own name: kept at once, as an item of its own.

    Beside a complaint about the union's own people it goes past the grid, as the complaint does.
    """
    found = _BY_THE_WAY.match(turn.text)
    idea = turn.text[found.end() :].strip() if found else ""
    person, consent = turn.speaker.person, form.answered("privacy")
    named = form.answers.get("identity") == Identity.NAMED.value
    if len(idea) < LEAST_IDEA or not named or not (consent or person.consent_version):
        return None
    remember(turn.uow, turn.speaker, consent=consent, grid_id=None, name=None, phone=None)
    grid_id = person.grid_id or form.answered("grid")
    grid_id = None if grid_id == NO_GRID or form.answers.get("category") == ABOUT_STAFF else grid_id
    made = suggestions.propose(turn.uow, turn.house, SuggestionKind.SUGGESTION, person.id, grid_id, {IDEA: idea})
    return turn.answer(
        "suggestion.kept_beside",
        idea=quote(idea, 200),
        number=show_case_number(made.number),
        role=turn.say(f"role.{suggestions.answering_role(turn.uow, grid_id)}"),
        due=show_moment(made.due_at, person.locale),
    )


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
