"""常见问题: the cards of config/knowledge, by buttons and by words."""

from bot.core.messages import Choice
from bot.domain.knowledge import Card, Status, Topic, in_words
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.nlu.normalize import normalize
from bot.nlu.questions import LONGEST
from bot.store.outbox import Rows

TOPIC, CARD = "faq_", "card_"  # a button is go:faq_limits or go:faq_card_injury: public, so it never grows stale


def show_topics(turn: TurnContext) -> Answers:
    """What one can look up."""
    rows = tuple((Choice(label=turn.say(f"faq.topic_{topic}"), token=f"go:{TOPIC}{topic}"),) for topic in Topic)
    return [Answer(text=turn.say("faq.title"), choices=(*rows, *go(turn, "human")))]


def show(turn: TurnContext, command: str) -> Answers | None:
    """A topic or a card by its command; None for any other command."""
    name = command.removeprefix(TOPIC)
    if name == command:
        return None
    if name in list(Topic):
        return [Answer(text=turn.say("faq.choose"), choices=_cards(turn, Topic(name)))]
    card = turn.house.knowledge.card(name.removeprefix(CARD))
    return _answer(turn, card) if card is not None else show_topics(turn)


def asked(turn: TurnContext) -> Answers | None:
    """The card that a short question asks for."""
    if not 2 <= len(turn.text) <= LONGEST:
        return None
    card = turn.house.knowledge.asked_for(normalize(turn.text))
    return _answer(turn, card) if card is not None else None


def card_text(turn: TurnContext, card: Card) -> str:
    """A card as people read it: a draft says first that it is no law; a rule ends with who has the last word."""
    locale, source = turn.speaker.person.locale, card.source
    lines = [f"【{in_words(card.title, locale)}】", in_words(card.text, locale)]
    if source is not None:
        if source.status is not Status.IN_FORCE:
            lines.insert(1, turn.say(f"faq.status_{source.status}"))
        read = f"{source.checked_on:%Y-%m-%d}"
        lines += [turn.say("faq.source", source=source.name, checked_on=read), in_words(source.last_word, locale)]
    return "\n".join(lines)


def _answer(turn: TurnContext, card: Card) -> Answers:
    return [Answer(text=card_text(turn, card), choices=() if turn.conversation.form else go(turn, "faq", "human"))]


def _cards(turn: TurnContext, topic: Topic) -> Rows:
    locale = turn.speaker.person.locale
    found = [
        Choice(label=in_words(card.title, locale), token=f"go:{TOPIC}{CARD}{card.id}")
        for card in turn.house.knowledge.about(topic)
    ]
    return (*(tuple(found[i : i + 2]) for i in range(0, len(found), 2)), *go(turn, "faq"))
