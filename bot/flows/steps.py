"""The kinds of questions that a flow is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.flows.flow import FlowContext, Heard, Invalid, Leave, Option, Prompt
from bot.flows.form import SKIPPED, Answers, Form

Condition = Callable[[Answers], bool]


def always(answers: Answers) -> bool:
    """A question that everybody is asked."""
    return True


def answered(name: str, *values: str) -> Condition:
    """A question that is asked only after one of these answers."""
    return lambda answers: answers.get(name) in values


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What all kinds of questions share. ``text`` is the key of the sentence that asks."""

    name: str
    text: str
    when: Condition = always
    asked: Callable[[FlowContext], bool] = lambda ctx: True
    optional: bool = False
    depends_on: tuple[str, ...] = ()
    numbered: bool = False
    takes_files: bool = False

    def applies(self, ctx: FlowContext, answers: Answers) -> bool:
        """Whether it is asked at all."""
        return self.when(answers) and self.asked(ctx)

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """The answer in words."""
        value = answers.get(self.name)
        return ctx.say("flow.skipped") if value == SKIPPED else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree(Question):
    """A consent: nothing is pre-ticked, and a no leaves the flow with what remains open to the person.

    ``given`` tells whether this version was agreed to before; ``words`` fills the notice.
    """

    given: Callable[[FlowContext], bool]
    version: Callable[[FlowContext], str]
    words: Callable[[FlowContext], str]
    refused: str
    numbered: bool = True

    def applies(self, ctx: FlowContext, answers: Answers) -> bool:
        """Only while the present version is not agreed to."""
        return not self.given(ctx)

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The notice on one screen, and two plain buttons."""
        return Prompt(text=self.words(ctx), options=(
            (Option(value="yes", label=ctx.say("flow.agree")),), (Option(value="no", label=ctx.say("flow.refuse")),)))

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """Yes or no, by button or in words."""
        if heard.value == "yes" or ctx.house.words.affirmative(heard.text):
            return self.version(ctx)
        if heard.value == "no" or ctx.house.words.negative(heard.text):
            raise Leave(self.refused)
        raise Invalid("flow.agree_first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Question):
    """One of several answers. ``options`` makes them, ``understand`` reads one from free words (or None)."""

    options: Callable[[FlowContext, Form], Sequence[Option]]
    columns: int = 1
    understand: Callable[[FlowContext, str], str | None] = lambda ctx, text: None
    takes_location: bool = False
    locate: Callable[[FlowContext, float, float], str | None] = lambda ctx, latitude, longitude: None
    numbered: bool = True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The question with its answers as buttons."""
        options = list(self.options(ctx, form))
        rows = [options[i:i + self.columns] for i in range(0, len(options), self.columns)]
        return Prompt(text=ctx.say(self.text), options=rows, ask_location=self.takes_location)

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The chosen value."""
        if heard.value is not None:
            return heard.value
        inbound = heard.inbound
        if self.takes_location and inbound.latitude is not None and inbound.longitude is not None:
            found = self.locate(ctx, inbound.latitude, inbound.longitude)
            if found is None:
                raise Invalid("flow.no_place")
            return found
        understood = self.understand(ctx, heard.text) if heard.text else None
        if understood is None:
            raise Invalid("flow.choose_one")
        return understood

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """The label of the chosen answer."""
        value = answers.get(self.name)
        if value == SKIPPED:
            return ctx.say("flow.skipped")
        blank = Form(flow="", version=0, opened_at=ctx.now, touched_at=ctx.now, answers=answers)
        return next((o.label for o in self.options(ctx, blank) if o.value == value), str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Question):
    """A free answer. ``parse`` reads words, ``shortcuts`` are the answers most people give, as buttons."""

    parse: Callable[[FlowContext, str], Any]
    shortcuts: Callable[[FlowContext, Form], Sequence[Option]] = lambda ctx, form: ()
    columns: int = 2
    shown: Callable[[FlowContext, Any], str] = lambda ctx, value: str(value)
    takes_contact: bool = False

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The question, with shortcuts if there are any."""
        options = list(self.shortcuts(ctx, form))
        rows = [options[i:i + self.columns] for i in range(0, len(options), self.columns)]
        return Prompt(text=ctx.say(self.text), options=rows)

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """What the words mean; a shortcut's value is read as if it had been typed."""
        if self.takes_contact and heard.inbound.phone:
            return self.parse(ctx, heard.inbound.phone)
        words = heard.value if heard.value is not None else heard.text
        if not words:
            raise Invalid("flow.words_please")
        return self.parse(ctx, words)

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """The answer in words."""
        value = answers.get(self.name)
        return ctx.say("flow.skipped") if value == SKIPPED else self.shown(ctx, value)


DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach(Question):
    """Photos and files, one after the other or as an album, until the person says that it is all."""

    most: int = 9
    optional: bool = True
    takes_files: bool = True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """What helps as evidence; after the first photo, how many there are."""
        kept = form.answers.get(_draft(self.name))
        if not kept:
            return Prompt(text=ctx.say(self.text))
        done = (Option(value=DONE, label=ctx.say("flow.files_done")), Option(value="remove", label=ctx.say("flow.file_remove")))
        return Prompt(text=ctx.say("flow.files_so_far", count=len(kept)), options=(done,))

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """Collects; the answer is the list of attachment ids."""
        kept = list(form.answers.get(_draft(self.name)) or [])
        if heard.attachments:
            if len(kept) + len(heard.attachments) > self.most:
                raise Invalid("flow.files_enough", most=self.most)
            form.answers[_draft(self.name)] = [*kept, *heard.attachments]
            return None
        if heard.value == "remove" and kept:
            form.answers[_draft(self.name)] = kept[:-1]
            return None
        if kept and (heard.value == DONE or ctx.house.words.affirmative(heard.text)
                     or ctx.house.words.negative(heard.text)):
            form.answers.pop(_draft(self.name))
            return kept
        raise Invalid("flow.files_please")

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """How many there are."""
        value = answers.get(self.name)
        return ctx.say("flow.skipped") if value == SKIPPED else ctx.say("flow.files_count", count=len(value or []))


def _draft(name: str) -> str:
    return f"{name}+"


def collected(form: Form, name: str) -> bool:
    """Whether files for a question have come, but not yet the word that they are all."""
    return bool(form.answers.get(_draft(name)))
