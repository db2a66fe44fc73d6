"""Words that may mean two services: the likely ones as buttons, the sentence kept, and never a dead end."""

from collections.abc import Callable

from bot.flows.form import Offer
from bot.handlers import care, events, human, knowledge, membership, status
from bot.handlers.clinic import take_legal_words
from bot.handlers.forms import open_flow
from bot.handlers.held_words import ask_what_is_meant
from bot.handlers.turn_context import Answers, TurnContext
from bot.nlu.intent import Intent

SERVE, DROP = "serve:", "drop"
_SURE = 0.45  # below this probability the reading is a guess
_APART = 0.12  # nearer than this, two readings are equally likely
_PLAUSIBLE = 0.08
_MOST = 3
_MISSES = 2  # so often not understood: a human being is offered

# The label of a service's button, by intent; "other" is no service.
_LABELS = {
    "grievance": "menu.grievance",
    "legal": "menu.clinic",
    "care": "menu.care",
    "event": "menu.events",
    "join": "menu.join",
    "status": "menu.status",
    "suggestion": "menu.suggest",
    "human": "menu.human",
    "help": "menu.faq",
}


def is_unsure(intent: Intent) -> bool:
    """Whether the best reading is weak, or the next one is as good."""
    if intent.name not in _LABELS or intent.urgency != "normal":
        return False
    second = next((score for name, score in intent.others if name in _LABELS), 0.0)
    return intent.score < _SURE or intent.score - second < _APART


def service_command(intent: str) -> str:
    """The command that opens the service of an intent."""
    return _LABELS[intent].removeprefix("menu.")


def offer_services(turn: TurnContext, words: str) -> Answers:
    """Asks which of the likely services is meant; the words wait in the session."""
    intent = turn.intent
    turn.conversation.misses += 1
    names = [*_likely(intent)] if intent is not None else []
    if turn.conversation.misses >= _MISSES and "human" not in names:
        names.append("human")
    offer = Offer(
        values=[*(f"{SERVE}{name}" for name in names), DROP],
        labels=[*(turn.say(_LABELS[name]) for name in names), turn.say("talk.drop")],
    )
    return ask_what_is_meant(turn, words, "talk.which_service", offer)


def serve(turn: TurnContext, name: str, words: str, message: str | None = None) -> Answers:
    """Opens the service of an intent with the words that were kept."""
    openers: dict[str, Callable[[], Answers]] = {
        "legal": lambda: take_legal_words(turn, words, message),
        "care": lambda: care.from_words(turn, words),
        "event": lambda: events.show_events(turn),
        "join": lambda: membership.join(turn, words),
        "status": lambda: status.show_status(turn),
        "suggestion": lambda: open_flow(turn, "suggestion", text=words, source=message),
        "human": lambda: human.ask_human(turn),
        "help": lambda: knowledge.show_topics(turn),
    }
    turn.conversation.misses = 0
    if name in openers:
        return openers[name]()
    return open_flow(turn, "grievance", text=words, source=message)


def _likely(intent: Intent) -> list[str]:
    """The best reading and what comes near it, two at least."""
    others = [name for name, score in intent.others if name in _LABELS and score >= _PLAUSIBLE]
    found = list(dict.fromkeys((*([intent.name] if intent.name in _LABELS else []), *others)))
    return found[:_MOST] if len(found) > 1 else list(dict.fromkeys((*found, "grievance", "human")))[:_MOST]
