"""Puts the open question: with its buttons, with a note above it, and with the way on for whoever cannot answer it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.flows.flow import Done, Flow, FlowContext, Invalid, Option, Prompt, Step
from bot.flows.form import Form, Offer
from bot.flows.review import Review
from bot.flows.steps import collected

SKIP = "!skip"  # the value of the button; it can never be an answer, which has no exclamation mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the engine made of it: what to say, and the form as it goes on (None: it is over).

    ``silent`` is for the later photos of an album: heard, stored, not answered one by one. ``submitted`` tells a
    form that became something from one that was given up.
    """

    form: Form | None
    prompt: Prompt | None = None
    done: Done | None = None
    silent: bool = False
    submitted: bool = False


def current(flow: Flow, ctx: FlowContext, form: Form) -> Step:
    """Where we are: the first step that applies and has no answer."""
    return next(step for step in flow.steps if step.name not in form.answers and step.applies(ctx, form.answers))


def ask(
    flow: Flow,
    ctx: FlowContext,
    form: Form,
    *,
    note: str | None = None,
    about: Iterable[str] = (),
    params: Mapping[str, object] | None = None,
    again: bool = False,
) -> Outcome:
    """The open question, after a ``note`` if there is one, with the answers that it is ``about``.

    Only where it is put ``again`` do its buttons stay good: the second tap of two must not answer what comes next.
    """
    told = [line for review in flow.steps if isinstance(review, Review) for line in review.lines(ctx, form, about)]
    above = [ctx.say(note, **(params or {})), *told] if note else []
    return _put(flow, ctx, form, above, again=again)


def ask_after_slip(flow: Flow, ctx: FlowContext, form: Form, error: Invalid, *, gave_up: bool) -> Outcome:
    """The question once more: what would be an answer, and how to get past it for whoever has none (``gave_up``)."""
    form.misses += 1
    step, way = current(flow, ctx, form), []
    if step.optional and not collected(form, step.name):
        way = [ctx.say("flow.may_skip", skip=_skip_button(ctx, form, step))]
    elif gave_up or form.misses > 1:
        way = [ctx.say("flow.stuck" if flow.roles is None else "flow.may_cancel")]
    return _put(flow, ctx, form, [ctx.say(error.key, **error.params), *way], again=True)


def _skip_button(ctx: FlowContext, form: Form, step: Step) -> str:
    """What it says: some questions have words of their own for it."""
    shown = (option for row in step.prompt(ctx, form).options for option in row)
    return next((option.label for option in shown if option.value == SKIP), ctx.say("flow.skip"))


def offer(form: Form, prompt: Prompt, *, numbered: bool = True, step: str = "", again: bool = False) -> Prompt:
    """Remembers the buttons that are shown now; returns what is shown."""
    flat, before = [option for row in prompt.options for option in row], form.offer
    form.offer = Offer(values=[o.value for o in flat], labels=[o.label for o in flat], numbered=numbered, step=step)
    if again and (before.step, before.values) == (step, form.offer.values):
        form.offer.nonce = before.nonce
    return prompt


def _put(flow: Flow, ctx: FlowContext, form: Form, above: list[str], *, again: bool) -> Outcome:
    step = current(flow, ctx, form)
    prompt = step.prompt(ctx, form)
    options = [list(row) for row in prompt.options]
    offered = any(option.value == SKIP for row in options for option in row)
    if step.optional and not offered and not collected(form, step.name):
        options.append([Option(value=SKIP, label=ctx.say("flow.skip"))])
    text = "\n".join([*above, "", prompt.text]) if above else prompt.text
    shown = Prompt(text=text, options=options, ask_location=prompt.ask_location)
    return Outcome(form=form, prompt=offer(form, shown, numbered=step.numbered, step=step.name, again=again))
