"""What a flow is made of: steps that ask and read, and a function that submits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from bot.core.clock import local_date
from bot.core.errors import GongyiError
from bot.core.messages import Inbound
from bot.domain.people import Role, Speaker
from bot.flows.form import Answers, Form
from bot.nlu.intent import Intent
from bot.services.house import House
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowContext:
    """What a step and a submit may use."""

    uow: UnitOfWork
    house: House
    speaker: Speaker

    @property
    def now(self) -> datetime:
        """The instant of this turn."""
        return self.uow.now

    @property
    def today(self) -> date:
        """The day in China."""
        return local_date(self.uow.now)

    def say(self, key: str, **params: object) -> str:
        """A sentence in the speaker's language."""
        return self.house.texts.get(key, self.speaker.person.locale, **params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the person just did, as a step reads it: a chosen value, or words, or files already noted."""

    inbound: Inbound
    text: str = ""
    value: str | None = None
    attachments: tuple[str, ...] = ()
    intent: Intent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A button before it has a token."""

    value: str
    label: str


Grid = Sequence[Sequence[Option]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question with its buttons, row by row."""

    text: str
    options: Grid = ()
    ask_location: bool = False


class Invalid(GongyiError):
    """An answer that cannot be taken; ``key`` names the sentence that helps.

    ``stray`` says that the words were hardly meant as an answer: what they tell is kept all the same.
    """

    def __init__(self, key: str, *, stray: bool = False, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.stray = stray
        self.params = params


class Leave(GongyiError):
    """The person does not want to go on (no consent): the form is erased; ``key`` says what remains for him."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Step(Protocol):
    """One question."""

    @property
    def name(self) -> str:
        """Under which its answer is stored."""

    @property
    def optional(self) -> bool:
        """Whether it may be skipped."""

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Answers whose change makes this one void."""

    @property
    def numbered(self) -> bool:
        """Whether a typed number means a button (a sum of money never does)."""

    @property
    def takes_files(self) -> bool:
        """Whether photos and files are its answer."""

    def applies(self, ctx: FlowContext, answers: Answers) -> bool:
        """Whether it is asked at all."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The question in the person's language."""

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The answer as a JSON value; raises :class:`Invalid` or :class:`Leave`; None asks the same again."""

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """The answer in words, for the review page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The form was submitted. ``text`` is the last word; ``options`` are buttons made by the submit itself.

    The words of a ``fleeting`` one are erased once they are sent.
    """

    text: str
    choices: tuple[tuple[Any, ...], ...] = ()
    tracked: bool = True
    fleeting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """One answer no longer holds: it is asked again, after the sentence ``key``."""

    step: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A guided form. ``gather`` finds answers in words that were said before they were asked for, ``correct`` the
    answers that such words take back ("说错了 是4600").

    ``story`` is the answer to which stray sentences of at least ``keeps`` characters are added, and the answers to
    ``told_by`` where they say more than their value keeps ("上礼拜五 还有上个月二十七八号那阵子").
    ``release`` lets go what a form keeps from others (a held place). It is called whenever the form is no longer the
    open one: cancelled, put aside, left for something else; after a submit it finds nothing to let go.
    ``ends_with`` is the answer that ends a form whose answers are kept at once: cancelling it destroys nothing.
    ``gives_up`` is said to "取消" in a form that itself asks whether something is to be cancelled: it may mean either.
    ``resumable`` flows survive a change of subject as drafts; the small ones of staff (a reply) simply end.
    """

    name: str
    version: int
    steps: tuple[Step, ...]
    submit: Callable[[FlowContext, Form], Done | Reject]
    roles: frozenset[Role] | None = None
    gather: Callable[[FlowContext, str, Answers], Answers] = lambda ctx, text, known: {}
    correct: Callable[[FlowContext, str, Answers], Answers] = lambda ctx, text, known: {}
    story: str | None = None
    keeps: int = 14
    told_by: tuple[str, ...] = ()
    upgrade: Callable[[int, Answers], Answers] = lambda version, answers: answers
    release: Callable[[FlowContext, Form], None] = lambda ctx, form: None
    ends_with: str | None = None
    gives_up: str | None = None
    resumable: bool = True

    def step(self, name: str) -> Step | None:
        """The step with this name."""
        return next((step for step in self.steps if step.name == name), None)
