"""The kinds of questions that a flow is made of."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.flows.declining import unsure
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
        return self.when(answers) and not self.given(ctx)

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The notice on one screen, and two plain buttons; asked again, it is one line (nobody reads it twice)."""
        return Prompt(
            text=ctx.say(self.text) if form.offer.step == self.name else self.words(ctx),
            options=(
                (Option(value="yes", label=ctx.say("flow.agree")),),
                (Option(value="no", label=ctx.say("flow.refuse")),),
            ),
        )

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """Yes or no, by button or in words."""
        if heard.value == "yes" or ctx.house.words.affirmative(heard.text):
            return self.version(ctx)
        words = ctx.house.words
        # "跳过" or "不知道" is no refusal: a refusal erases everything.
        if heard.value == "no" or (words.negative(heard.text) and words.global_word(heard.text) is None):
            raise Leave(self.refused)
        raise Invalid("flow.agree_first", stray=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Question):
    """One of several answers. ``options`` makes them, ``understand`` reads one from free words (or None).

    ``again`` is the key of a shorter question for whoever has just read the long one.
    """

    options: Callable[[FlowContext, Form], Sequence[Option]]
    columns: int = 1
    understand: Callable[[FlowContext, str], str | None] = lambda ctx, text: None
    numbered: bool = True
    again: str | None = None

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The question with its answers as buttons."""
        options = list(self.options(ctx, form))
        rows = [options[i : i + self.columns] for i in range(0, len(options), self.columns)]
        key = self.again if self.again and form.offer.step == self.name else self.text
        return Prompt(text=ctx.say(key), options=rows)

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The chosen value."""
        if heard.value is not None:
            return heard.value
        understood = self.understand(ctx, heard.text) if heard.text else None
        if understood is None:
            raise Invalid("flow.your_choice" if unsure(heard.text) else "flow.choose_one", stray=True)
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
        rows = [options[i : i + self.columns] for i in range(0, len(options), self.columns)]
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


DONE, REMOVE = "done", "remove"
MOST_FILES = 9
_ALL = re.compile(r"发完|好了|没了|就这(?:些|张|几张|么多)|完了|齐了")
_TAKES_BACK = re.compile(r"发错|传错|(?:删|撤)(?:掉|了|除|回)|不要这张|这张不要|别存")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach(Question):
    """Photos and files, one after the other or as an album, until the person says that it is all."""

    most: int = MOST_FILES
    optional: bool = True
    takes_files: bool = True
    numbered: bool = True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """What helps as evidence; after the first photo, how many there are."""
        kept = form.answers.get(_draft(self.name))
        if not kept:
            return Prompt(text=ctx.say(self.text))
        done = (
            Option(value=DONE, label=ctx.say("flow.files_done")),
            Option(value=REMOVE, label=ctx.say("flow.file_remove")),
        )
        # Of an album only the first photo is answered, when nobody knows yet how many there are.
        text = ctx.say("flow.files_coming") if form.album else ctx.say("flow.files_so_far", count=len(kept))
        return Prompt(text=text, options=(done,))

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """Collects; the answer is the list of attachment ids."""
        kept = list(form.answers.get(_draft(self.name)) or [])
        if heard.attachments:
            keep_files(form, self.name, heard.attachments, self.most)
            return None
        if kept and (heard.value == REMOVE or takes_back(heard.text)):
            form.answers[_draft(self.name)] = kept[:-1]
            return None
        if kept and (
            heard.value == DONE
            or _ALL.search(heard.text)
            or ctx.house.words.affirmative(heard.text)
            or ctx.house.words.negative(heard.text)
        ):
            form.answers.pop(_draft(self.name))
            return kept
        raise Invalid("flow.files_please", stray=True)

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """How many there are."""
        value = answers.get(self.name)
        return ctx.say("flow.skipped") if value == SKIPPED else ctx.say("flow.files_count", count=len(value or []))


def _draft(name: str) -> str:
    return f"{name}+"


def keep_files(form: Form, name: str, files: Sequence[str], most: int = MOST_FILES, *, early: bool = False) -> None:
    """Adds files to the question ``name``; those that come ``early`` are its whole answer unless it was begun.

    Raises Invalid when there would be too many.
    """
    key = name if (early and not collected(form, name)) or isinstance(form.answers.get(name), list) else _draft(name)
    kept = list(form.answered(key) or [])
    if len(kept) + len(files) > most:
        raise Invalid("flow.files_enough", most=most)
    form.answers[key] = [*kept, *files]


def reopen_files(form: Form, name: str) -> None:
    """Makes a finished list of files one that can still be changed: fixing it must not throw it away."""
    kept = form.answers.get(name)
    if isinstance(kept, list) and kept:
        form.answers[_draft(name)] = kept


def takes_back(text: str) -> bool:
    """Whether words take a photo back ("这张发错了 删掉")."""
    return _TAKES_BACK.search(text) is not None


def files_of(form: Form) -> list[str]:
    """The attachments that a form holds now, whether their question is finished or not."""
    kept = [value for name, value in form.answers.items() if isinstance(value, list) and name.rstrip("+") == "evidence"]
    return [attachment for files in kept for attachment in files]


def take_collected(form: Form, name: str) -> list[str]:
    """The files that have come for a question, which is finished with them; empty when none has come."""
    return list(form.answers.pop(_draft(name), None) or [])


def collected(form: Form, name: str) -> bool:
    """Whether files for a question have come, but not yet the word that they are all."""
    return bool(form.answers.get(_draft(name)))
