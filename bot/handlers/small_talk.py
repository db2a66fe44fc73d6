"""Words that belong to no open question: a new matter, more about an old one, or something we cannot place."""

import re
from datetime import timedelta

from bot.core.ids import show_case_number
from bot.core.messages import Kind
from bot.domain.cases import Case, Status
from bot.domain.categories import Category, Urgency
from bot.flows.form import Offer
from bot.handlers import about_staff, actions, care, membership, status, suggestions, unsure
from bot.handlers.clinic import (
    take_legal_words,
    words_about_another_time,
    words_about_bookings,
    words_about_giving_up,
    words_about_moving,
)
from bot.handlers.event_words import words_about_events
from bot.handlers.forms import advance_form, open_flow, resume
from bot.handlers.held_words import ask_what_is_meant
from bot.handlers.turn_context import Answers, TurnContext, go
from bot.nlu.choice import same_label
from bot.nlu.intent import Intent
from bot.services import cases as case_service
from bot.services import places as place_service
from bot.store import attachments, cases

NEW_MATTER, DROP = "new", "drop"
EMERGENCY_LASTS = timedelta(hours=24)  # so long nobody in distress is asked where his words belong
_SURE = 0.8  # probability from which words beside an open case are taken for another matter
_COMPLAINS = re.compile("投诉|举报|告他")  # about a human being, not a wish to talk to one
# Which flow a sentence opens, by its intent.
_FLOW_OF = {"grievance": "grievance", "suggestion": "suggestion"}


def place(turn: TurnContext) -> Answers:
    """Finds a place for free words (or a picture): nothing that was said is lost."""
    if turn.conversation.held and turn.text and (chosen := _chosen(turn)) is not None:
        return placed(turn, chosen)
    open_cases = cases.cases_owned_by(turn.uow, turn.speaker.person.id)
    known = _given_up(turn, open_cases) or _about_something_known(turn, open_cases) or status.hear(turn)
    if known is not None:
        return known
    words, intent = words_of(turn), turn.intent
    if (case := _meant(turn, open_cases)) is not None:
        case_service.add_from_worker(turn.uow, turn.house, case, words, list(turn.attachments), turn.source)
        return turn.answer("case.passed_on", number=show_case_number(case.number))
    if open_cases:
        return _ask_where(turn, open_cases)
    if turn.attachments:
        return _new_matter(turn, words, list(turn.attachments), turn.inbound.message_id)
    return fallback(turn) if intent is None else _by_intent(turn, intent, words)


def _chosen(turn: TurnContext) -> str | None:
    """Where the kept words are to go, in words; "取消" lets them go."""
    return DROP if _says_cancel(turn) else turn.conversation.offer.typed(turn.text)


def _says_cancel(turn: TurnContext) -> bool:
    return turn.inbound.kind is Kind.TEXT and turn.house.words.global_word(turn.text) in ("cancel", "withdraw")


def _given_up(turn: TurnContext, open_cases: list[Case]) -> Answers | None:
    """ "取消" of a form that was put aside, or of nothing; of a booking or a case it is asked what is meant."""
    if not _says_cancel(turn) or open_cases or place_service.bookings_of(turn.uow, turn.speaker.person.id):
        return None
    return nothing_open(turn)


def _about_something_known(turn: TurnContext, open_cases: list[Case]) -> Answers | None:
    """Words about a sign-up, a booking, an answer that was given, an idea, joining: what they mean is beyond doubt."""
    if turn.conversation.held:
        return _on_the_outcome(turn, open_cases)
    found = _about_bookings(turn) or _on_the_outcome(turn, open_cases)
    if (said := found or about_staff.hear(turn)) is not None or turn.attachments:
        return said
    if (said := suggestions.from_words(turn)) is not None:
        return said
    wants_to_join = turn.intent is not None and turn.intent.name == "join"
    return membership.join(turn, words_of(turn)) if wants_to_join else None


def _about_bookings(turn: TurnContext) -> Answers | None:
    """Giving one up goes first: what is meant is asked there, whatever else the words sound like."""
    return (
        words_about_giving_up(turn)
        or words_about_moving(turn)
        or words_about_another_time(turn)
        or words_about_events(turn)
        or words_about_bookings(turn)
    )


def _by_intent(turn: TurnContext, intent: Intent, words: str) -> Answers:
    """The service that the words ask for; where two are as likely, the person is asked."""
    if unsure.is_unsure(intent):
        return unsure.offer_services(turn, words)
    if intent.name == "human":
        return unsure.serve(turn, "grievance" if _COMPLAINS.search(words) else "human", words, turn.inbound.message_id)
    if intent.name == "care":
        return care.from_words(turn, words)
    if intent.name == "legal":
        return take_legal_words(turn, words, turn.inbound.message_id)
    if intent.name in _FLOW_OF:
        return open_flow(turn, _FLOW_OF[intent.name], text=words, source=turn.inbound.message_id)
    return fallback(turn)


def words_of(turn: TurnContext) -> str:
    """What was said, in words: a place on the map and a shared number are words too, and may be what saves somebody."""
    inbound = turn.inbound
    if inbound.latitude is not None and inbound.longitude is not None:
        return turn.say("talk.location", latitude=f"{inbound.latitude:.5f}", longitude=f"{inbound.longitude:.5f}")
    return turn.text or inbound.phone or ""


def _on_the_outcome(turn: TurnContext, open_cases: list[Case]) -> Answers | None:
    """ "没解决" in words is worth the button, where it can only mean one case."""
    answered = [case for case in open_cases if case.status is Status.ANSWERED]
    if len(answered) != 1 or not turn.text:
        return None
    words, about_it = turn.house.words, "解决" in turn.text
    for name, do, said in (
        ("solved", actions.solved, words.affirmative),
        ("unsolved", actions.unsolved, words.negative),
    ):
        label = turn.say(f"button.{name}").partition(" ")[2]  # without its emoji, which means yes or no by itself
        if same_label(turn.text, label) or (about_it and said(turn.text)):
            return do(turn, answered[0])
    return None


def placed(turn: TurnContext, value: str) -> Answers:
    """The person said where the kept words belong."""
    held, turn.conversation.held = turn.conversation.held, {}
    turn.conversation.offer = Offer(nonce="")
    if value == DROP or not held:
        attachments.abandon(turn.uow, held.get("files", []))
        return turn.answer("talk.dropped", go(turn, "grievance", "status"))
    if value.startswith(unsure.SERVE):
        return unsure.serve(turn, value.removeprefix(unsure.SERVE), held["text"], held["message"])
    if value == NEW_MATTER:
        return _new_matter(turn, held["text"], held["files"], held["message"])
    case = case_service.own_case(turn.uow, value, turn.speaker.person.id)
    source = f"{turn.speaker.address.key}:{held['message']}" if held["message"] else None
    case_service.add_from_worker(turn.uow, turn.house, case, held["text"], held["files"], source)
    return turn.answer("case.passed_on", number=show_case_number(case.number))


def nothing_open(turn: TurnContext) -> Answers:
    """ "取消" where no form is open: the words that were kept, a form that was put aside, a booking, or nothing."""
    if turn.conversation.held:
        return placed(turn, DROP)
    if (draft := turn.conversation.draft) is not None:
        resume(turn, draft)
        return advance_form(turn, draft, "cancel")
    return words_about_giving_up(turn) or turn.answer("talk.nothing_open", go(turn, "mine"))


def fallback(turn: TurnContext) -> Answers:
    """Not understood: never a dead end."""
    turn.conversation.misses += 1
    name = turn.intent.name if turn.intent else "other"
    key = f"talk.{name}" if turn.house.texts.has(f"talk.{name}") else "talk.not_understood"
    if turn.inbound.kind is Kind.UNSUPPORTED:
        key = "talk.unsupported"
    if key == "talk.not_understood" and turn.conversation.misses > 1:
        key = "talk.not_understood_again"
    if turn.speaker.is_staff and key.startswith("talk.not_understood"):
        return turn.answer("talk.staff_lost", go(turn, "cases", "tools"))
    more = ("human",) if turn.conversation.misses > 1 else ("help",)
    return turn.answer(key, go(turn, "grievance", "faq", *more))


def _meant(turn: TurnContext, open_cases: list[Case]) -> Case | None:
    """The case that words belong to without asking: an emergency of the last hours, or the only open one."""
    if turn.conversation.held:
        return None
    fresh = [c for c in open_cases if c.urgency is not Urgency.NORMAL and turn.uow.now - c.opened_at < EMERGENCY_LASTS]
    if fresh:
        return fresh[0]
    return open_cases[0] if len(open_cases) == 1 and not _is_another_matter(turn, open_cases[0]) else None


def _is_another_matter(turn: TurnContext, case: Case) -> bool:
    if turn.intent is None or turn.intent.score < _SURE:
        return False
    category = turn.intent.category
    return category is not None and category not in (case.category, Category.OTHER)


def _new_matter(turn: TurnContext, text: str, files: list[str], message: str | None) -> Answers:
    answers = {"evidence": files} if files else {}
    return open_flow(turn, "grievance", answers=answers, text=text, source=message)


def _ask_where(turn: TurnContext, open_cases: list[Case]) -> Answers:
    """Several matters are kept apart: the words wait in the session until the person says which is meant."""
    offer = Offer()
    for case in open_cases[:8]:
        offer.values.append(case.id)
        offer.labels.append(
            turn.say(
                "talk.add_to", number=show_case_number(case.number), category=turn.say(f"category.{case.category}")
            )
        )
    offer.values += [NEW_MATTER, DROP]
    offer.labels += [turn.say("talk.new_matter"), turn.say("talk.drop")]
    return ask_what_is_meant(turn, words_of(turn), "talk.where", offer)
