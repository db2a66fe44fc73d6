"""What a handler may use of the present turn, and what it gives back: answers to the speaker. It sends nothing
itself.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.core.messages import Choice, Inbound
from bot.domain.people import Speaker
from bot.flows.conversation import Conversation
from bot.flows.flow import FlowContext
from bot.nlu.intent import Intent
from bot.services.house import House
from bot.store.buttons import Action, add_button
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One message to the speaker. ``tracked``: its arrival must be known, so it never leaves in a response body.

    ``fleeting``: its words are erased once it is sent.
    """

    text: str
    choices: Rows = ()
    tracked: bool = False
    ask_location: bool = False
    urgent: bool = False
    fleeting: bool = False


Answers = list[Answer]


@dataclass(slots=True, kw_only=True)
class TurnContext:
    """One message being handled."""

    uow: UnitOfWork
    house: House
    speaker: Speaker
    inbound: Inbound
    conversation: Conversation
    text: str
    intent: Intent | None = None
    attachments: tuple[str, ...] = field(default=())

    @property
    def flow(self) -> FlowContext:
        """The part that flows see."""
        return FlowContext(uow=self.uow, house=self.house, speaker=self.speaker)

    @property
    def source(self) -> str | None:
        """The platform's name of this message, by which a later edit finds what it became."""
        return f"{self.speaker.address.key}:{self.inbound.message_id}" if self.inbound.message_id else None

    def say(self, key: str, **params: object) -> str:
        """A sentence in the speaker's language."""
        return self.house.texts.get(key, self.speaker.person.locale, **params)

    def answer(self, key: str, choices: Rows = (), **params: object) -> Answers:
        """The sentence ``key`` as the only answer."""
        return [Answer(text=self.say(key, **params), choices=choices)]

    def button(self, label: str, action: Action, lives: timedelta) -> Choice:
        """A button for the speaker that outlives the question that is open now."""
        return add_button(self.uow, self.speaker.person.id, label, action, self.uow.now + lives)


def topic(turn: TurnContext) -> str:
    """What the button of a command is about: ``event`` of ``go:notices.event``; empty where it says nothing."""
    return (turn.inbound.choice or "").partition(".")[2]


def with_words_above(said: Answers, words: str) -> Answers:
    """The answers, the first of them under some more words."""
    return [replace(said[0], text=f"{words}\n\n{said[0].text}"), *said[1:]]


def go(turn: TurnContext, *commands: str) -> Rows:
    """Buttons that are plain commands, one in a row: they never grow stale."""
    return tuple((Choice(label=turn.say(f"menu.{command}"), token=f"go:{command}"),) for command in commands)
