"""Words that belong to no open question: a new matter, more about an old one, or something we cannot place."""

from bot.core.ids import show_case_number
from bot.core.messages import Choice, Kind
from bot.domain.cases import Case
from bot.domain.categories import Category
from bot.flows.form import Offer
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services import cases as case_service
from bot.store import cases

NEW_MATTER, DROP = "new", "drop"
_LEAST_STORY = 5
_PLACED = {"grievance", "legal"}


def place(turn: TurnContext) -> Answers:
    """Finds a place for free words (or a picture): nothing that was said is lost."""
    open_cases = cases.cases_owned_by(turn.uow, turn.speaker.person.id)
    intent = turn.intent
    if len(open_cases) == 1 and not _is_another_matter(turn, open_cases[0]):
        case_service.add_from_worker(turn.uow, turn.house, open_cases[0], turn.text, list(turn.attachments), turn.source)
        return turn.answer("case.passed_on", number=show_case_number(open_cases[0].number))
    if open_cases:
        return _ask_where(turn, open_cases)
    if turn.attachments or (intent is not None and intent.name in _PLACED and len(turn.text) >= _LEAST_STORY):
        return _new_matter(turn, turn.text, list(turn.attachments), turn.inbound.message_id)
    return fallback(turn)


def placed(turn: TurnContext, value: str) -> Answers:
    """The person said where the kept words belong."""
    held, turn.conversation.held = turn.conversation.held, {}
    turn.conversation.offer = Offer(nonce="")
    if value == DROP or not held:
        return turn.answer("talk.dropped", go(turn, "grievance", "status"))
    if value == NEW_MATTER:
        return _new_matter(turn, held["text"], held["files"], held["message"])
    case = case_service.own_case(turn.uow, value, turn.speaker.person.id)
    source = f"{turn.speaker.address.key}:{held['message']}" if held["message"] else None
    case_service.add_from_worker(turn.uow, turn.house, case, held["text"], held["files"], source)
    return turn.answer("case.passed_on", number=show_case_number(case.number))


def fallback(turn: TurnContext) -> Answers:
    """Not understood: never a dead end."""
    turn.conversation.misses += 1
    name = turn.intent.name if turn.intent else "other"
    key = f"talk.{name}" if turn.house.texts.has(f"talk.{name}") else "talk.not_understood"
    if turn.inbound.kind is Kind.UNSUPPORTED:
        key = "talk.unsupported"
    if key == "talk.not_understood" and turn.conversation.misses > 1:
        key = "talk.not_understood_again"
    return turn.answer(key, go(turn, "grievance", "status", "help"))


def _is_another_matter(turn: TurnContext, case: Case) -> bool:
    category = turn.intent.category if turn.intent else None
    return category is not None and category not in (case.category, Category.OTHER)


def _new_matter(turn: TurnContext, text: str, files: list[str], message: str | None) -> Answers:
    answers = {"evidence": files} if files else {}
    return open_flow(turn, "grievance", answers=answers, text=text, source=message)


def _ask_where(turn: TurnContext, open_cases: list[Case]) -> Answers:
    """Several matters are kept apart: the words wait in the session until the person says which is meant."""
    turn.conversation.held = {"text": turn.text, "files": list(turn.attachments), "message": turn.inbound.message_id}
    offer = Offer()
    for case in open_cases[:8]:
        offer.values.append(case.id)
        offer.labels.append(turn.say("talk.add_to", number=show_case_number(case.number),
                                     category=turn.say(f"category.{case.category}")))
    offer.values += [NEW_MATTER, DROP]
    offer.labels += [turn.say("talk.new_matter"), turn.say("talk.drop")]
    turn.conversation.offer = offer
    rows = tuple((Choice(label=label, token=offer.token(i)),) for i, label in enumerate(offer.labels))
    return [Answer(text=turn.say("talk.where"), choices=rows)]
