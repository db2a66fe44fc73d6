"""One answer of many: the first as buttons, page by page; a part of a name finds any other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.flows.declining import declines
from bot.flows.flow import FlowContext, Heard, Invalid, Option, Prompt
from bot.flows.form import Answers, Form
from bot.flows.steps import Question
from bot.nlu.normalize import normalize

# Values of buttons: they can never be the id of anything.
_MORE, _FROM_THE_START = "more", "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseFromMany(Question):
    """The answer is the value of one of ``options``; nothing else can be chosen, whatever is typed.

    ``many`` is said when there is more than one page of ``page`` buttons, ``columns`` of them in a row, ``found`` above
    those whose name was typed, ``none`` when there is no such name. ``otherwise`` is the one answer that is none of
    them, and the key of its words, ``declined`` tells which typed words mean it. ``understand`` reads one from words
    that are no part of a name, ``locate`` from a place on the map.
    """

    options: Callable[[FlowContext, Form], Sequence[Option]]
    many: str
    found: str
    none: str
    page: int = 12  # six rows of two fit on a phone
    columns: int = 2
    otherwise: tuple[str, str] | None = None
    declined: Callable[[str], bool] = declines
    understand: Callable[[FlowContext, str], str | None] = lambda ctx, text: None
    locate: Callable[[FlowContext, float, float], str | None] | None = None
    numbered: bool = True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """A page of what may be chosen, or of what the words fit that were typed last."""
        every = self.options(ctx, form)
        typed, page = form.answers.get(_looks_at(self.name), ("", 0))
        found = _named(every, typed)
        lines = [ctx.say(self.found, count=len(found)) if typed else ctx.say(self.text)]
        if len(every) > self.page:
            lines.append(ctx.say(self.many))
        shown = found[page * self.page : (page + 1) * self.page]
        rows = [shown[start : start + self.columns] for start in range(0, len(shown), self.columns)]
        more = len(found) > (page + 1) * self.page
        below = self._below(ctx, more, bool(typed or page))
        return Prompt(text="\n".join(lines), options=[*rows, *below], ask_location=self.locate is not None)

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """What was chosen; None after another page was asked for, or when a part of a name fits."""
        if heard.value in (_MORE, _FROM_THE_START):
            typed, page = form.answers.get(_looks_at(self.name), ("", 0))
            form.answers[_looks_at(self.name)] = (typed, page + 1) if heard.value == _MORE else ("", 0)
            return None
        chosen = heard.value or self._located(ctx, heard) or self._meant(ctx, form, heard.text)
        if chosen is not None:
            form.answers.pop(_looks_at(self.name), None)
            return chosen
        if not heard.text or not _named(self.options(ctx, form), heard.text):
            raise Invalid(self.none, stray=True)
        form.answers[_looks_at(self.name)] = (heard.text, 0)
        return None

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """The label of the chosen answer."""
        value = answers.get(self.name)
        if self.otherwise and value == self.otherwise[0]:
            return ctx.say(self.otherwise[1])
        blank = Form(flow="", version=0, opened_at=ctx.now, touched_at=ctx.now, answers=answers)
        return next((option.label for option in self.options(ctx, blank) if option.value == value), str(value))

    def _below(self, ctx: FlowContext, more: bool, elsewhere: bool) -> list[list[Option]]:
        """The ways out of a page: it is never the end."""
        turning = [Option(value=_MORE, label=ctx.say("page.more"))] if more else []
        if elsewhere:
            turning.append(Option(value=_FROM_THE_START, label=ctx.say("page.from_the_start")))
        neither = [Option(value=self.otherwise[0], label=ctx.say(self.otherwise[1]))] if self.otherwise else []
        return [row for row in (turning, neither) if row]

    def _located(self, ctx: FlowContext, heard: Heard) -> str | None:
        latitude, longitude = heard.inbound.latitude, heard.inbound.longitude
        if self.locate is None or latitude is None or longitude is None:
            return None
        found = self.locate(ctx, latitude, longitude)
        if found is None:
            raise Invalid("flow.no_place")
        return found

    def _meant(self, ctx: FlowContext, form: Form, text: str) -> str | None:
        """What is named in full, if only one is; a part of a name only leads to the buttons of those that have it."""
        words, every = set(normalize(text).split()), self.options(ctx, form)
        full = [option for option in every if words and words <= set(normalize(option.label).split())]
        if len(full) == 1 and len(_named(every, text)) == 1:
            return full[0].value
        understood = self.understand(ctx, text) if text else None
        if understood in {option.value for option in every}:
            return understood
        return self.otherwise[0] if self.otherwise and not full and self.declined(text) else None


def _named(options: Sequence[Option], typed: str) -> list[Option]:
    """Those whose button holds every word that was typed; all of them for no words."""
    words = normalize(typed).split()
    return [option for option in options if all(word in normalize(option.label) for word in words)]


def _looks_at(name: str) -> str:
    """Beside the answers: the words that were typed, and which page of those whom they fit."""
    return f"{name}+"
