"""The questions of a sign-up that depend on the chosen event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.domain.events import Event
from bot.flows.event_list import SHOWN, event_title
from bot.flows.flow import FlowContext, Heard, Invalid, Prompt
from bot.flows.form import SKIPPED, Answers, Form
from bot.flows.review import Review
from bot.flows.steps import Ask, Choose
from bot.services import events as event_service
from bot.services import places as place_service
from bot.store import events

About = Callable[[FlowContext, Event, Answers], bool]
WAIT, OTHER = "wait", "other"  # the answers of one who finds an event full


def chosen(ctx: FlowContext, answers: Answers) -> Event | None:
    """The event that the form is about, once it is known."""
    return events.load_event(ctx.uow, answers["event"]) if isinstance(answers.get("event"), str) else None


def _holds(ctx: FlowContext, answers: Answers, about: About) -> bool:
    event = chosen(ctx, answers)
    return event is not None and about(ctx, event, answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAbout(Ask):
    """A question that depends on the chosen event."""

    about: About

    def applies(self, ctx: FlowContext, answers: Answers) -> bool:
        """Only where the event wants it."""
        return _holds(ctx, answers, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseAbout(Choose):
    """The same with given answers."""

    about: About

    def applies(self, ctx: FlowContext, answers: Answers) -> bool:
        """Only where the event wants it."""
        return _holds(ctx, answers, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganiserAsks(AskAbout):
    """The organiser's own question; ``position`` counts from 0."""

    position: int

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """In the organiser's words."""
        return Prompt(text=ctx.say(self.text, question=self._question(ctx, form.answers)))

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """The question and the answer."""
        value = answers.get(self.name)
        said = ctx.say("flow.skipped") if value == SKIPPED else str(value)
        return ctx.say("event.answered", question=self._question(ctx, answers), answer=said)

    def _question(self, ctx: FlowContext, answers: Answers) -> str:
        event = chosen(ctx, answers)
        return event.questions[self.position] if event else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSignUp(Review):
    """Left out by one who says "then I wait" and was asked nothing else: those words were the confirmation."""

    def applies(self, ctx: FlowContext, answers: Answers) -> bool:
        """Whether there is something to look over."""
        told = [step.name for step in self.of if step.name in answers and step.name not in ("event", "waiting")]
        return answers.get("waiting") != WAIT or bool(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(ChooseAbout):
    """Asked when there are too few places left."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """How full it is, and which number in the queue one would have."""
        event = chosen(ctx, form.answers)
        assert event is not None  # else it would not be asked
        return Prompt(
            text=ctx.say(
                self.text,
                title=event_title(ctx, event),
                free=place_service.free_places(ctx.uow, event.slot),
                position=event_service.in_line(ctx.uow, event.slot) + 1,
            ),
            options=[[option] for option in self.options(ctx, form)],
        )

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """Another event means: the list again."""
        value = heard.value or self.understand(ctx, heard.text)
        if value == OTHER:
            form.forget("event")
            form.answers.pop(SHOWN, None)
            return None
        if value is None:
            raise Invalid("flow.choose_one", stray=True)
        return value
