"""The last page of a form: everything shown once, with a button to submit and one to change something."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.flows.declining import agrees
from bot.flows.flow import FlowContext, Heard, Invalid, Option, Prompt, Step
from bot.flows.form import SKIPPED, Answers, Form

FIX = "!fix:"
SUBMIT = "!submit"
REVIEW = "review"  # the name of the step in every flow that has one
_CANCEL, _KEEP = "!cancel", "!keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Shows the answers to the questions ``of``; the labels are the texts ``<fields>.<question>``."""

    text: str
    fields: str
    of: tuple[Step, ...]
    name: str = REVIEW
    optional: bool = False
    depends_on: tuple[str, ...] = ()
    numbered: bool = True
    takes_files: bool = False

    def applies(self, ctx: FlowContext, answers: Answers) -> bool:
        """Always."""
        return True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """All answers in words."""
        lines = self.lines(ctx, form, form.answers)
        options = (
            (Option(value=SUBMIT, label=ctx.say("flow.submit")),),
            (Option(value=FIX, label=ctx.say("flow.fix")), Option(value=_CANCEL, label=ctx.say("flow.cancel"))),
        )
        return Prompt(text="\n".join([ctx.say(self.text), "", *lines]), options=options)

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """A yes in words submits too; anything else is kept for nothing and asked again."""
        if SUBMIT in form.offer.values and agrees(ctx.house.words, heard.text):
            return True
        raise Invalid("flow.review_first", stray=True)

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """Never shown."""
        return ""

    def lines(self, ctx: FlowContext, form: Form, names: Iterable[str]) -> list[str]:
        """The answers ``names`` as they stand on the page."""
        wanted = frozenset(names)
        return [
            ctx.say("flow.review_line", field=self._label(ctx, step), answer=step.show(ctx, form.answers))
            for step in self._answered(ctx, form)
            if step.name in wanted
        ]

    def fixes(self, ctx: FlowContext, form: Form) -> Sequence[Sequence[Option]]:
        """One button for each answer that can be changed, two in a row."""
        buttons = [
            Option(value=f"{FIX}{step.name}", label=self._label(ctx, step)) for step in self._answered(ctx, form)
        ]
        rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
        return [*rows, [Option(value=_KEEP, label=ctx.say("flow.no_change"))]]

    def _label(self, ctx: FlowContext, step: Step) -> str:
        return ctx.say(f"{self.fields}.{step.name}")

    def _answered(self, ctx: FlowContext, form: Form) -> list[Step]:
        return [
            step
            for step in self.of
            if step.name in form.answers and (step.applies(ctx, form.answers) or form.answers[step.name] != SKIPPED)
        ]
