"""Which part of the house a message belongs to. Pure: crisis > global words > old button > open form > the rest."""

from enum import StrEnum

from bot.core.messages import Kind
from bot.domain.categories import Urgency
from bot.domain.suggestions import receipt_in
from bot.flows.catalog import flow_named
from bot.flows.engine import asks_to_cancel
from bot.handlers.turn_context import TurnContext


class Route(StrEnum):
    """Where a message goes."""

    CRISIS = "crisis"
    COMMAND = "command"
    BUTTON = "button"
    PLACED = "placed"  # a choice about words that are kept
    FORM = "form"
    EDIT = "edit"
    LEFT = "left"
    UNSUPPORTED = "unsupported"
    FREE = "free"


# Words that leave a form for a moment; the others (back, skip, cancel ...) are the form's own.
ANYWHERE = frozenset(
    (
        "menu",
        "status",
        "help",
        "human",
        "faq",
        "mine",
        "callback",
        "language",
        "resume",
        "board",
        "tools",
        "cases",
        "proposal",
        "receipt",
    )
)
_GO = "go:"


def command_of(turn: TurnContext) -> str | None:
    """The command in a message: a button ``go:status``, a slash, a receipt, or a word that means one."""
    if turn.inbound.kind is Kind.CHOICE:
        choice = turn.inbound.choice or ""
        return choice.removeprefix(_GO) if choice.startswith(_GO) else None
    if turn.inbound.kind is not Kind.TEXT:
        return None
    word = turn.text.strip()
    if word.startswith("/"):
        return word[1:].split("@", 1)[0].split(" ", 1)[0].lower() or None
    return "receipt" if receipt_in(word) else turn.house.words.global_word(word)


def route(turn: TurnContext) -> Route:
    """Decides; what a token means is looked up by its handler."""
    kind, form = turn.inbound.kind, turn.conversation.form
    if kind in (Kind.FOLLOW, Kind.UNFOLLOW):
        return Route.LEFT if kind is Kind.UNFOLLOW else Route.COMMAND
    if _is_crisis(turn):
        return Route.CRISIS
    command = command_of(turn)
    if command is not None and (
        kind is Kind.CHOICE or turn.text.startswith("/") or form is None or command in ANYWHERE
    ):
        return Route.COMMAND
    if kind is Kind.CHOICE:
        return _route_choice(turn)
    if kind is Kind.EDITED:
        return Route.EDIT
    if kind is Kind.UNSUPPORTED:
        return Route.UNSUPPORTED
    return Route.FORM if form is not None else Route.FREE


def _is_crisis(turn: TurnContext) -> bool:
    """Within a form only words that say it outright count, or a scrap of an answer would tear it away.

    A liaison who writes to a worker in danger uses the same words: in a form of staff they are no crisis.
    """
    intent, form = turn.intent, turn.conversation.form
    if intent is None or intent.urgency is Urgency.NORMAL or turn.inbound.kind is Kind.EDITED:
        return False
    if form is None:
        return True
    if not intent.outright or (intent.urgency is Urgency.URGENT and asks_to_cancel(form)):
        return False
    return not (turn.speaker.is_staff and flow_named(form.flow).roles is not None)


def _route_choice(turn: TurnContext) -> Route:
    token = turn.inbound.choice or ""
    form, offer = turn.conversation.form, turn.conversation.offer
    if offer.nonce and offer.chosen(token) is not None:
        return Route.PLACED
    if form is not None and form.offer.chosen(token) is not None:
        return Route.FORM
    return Route.BUTTON
