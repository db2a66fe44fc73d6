"""The flow engine: given a form and what was heard, the next question or the submit. Pure but for the submit.

Back forgets the last answer; fix forgets one and what depends on it; skip stores SKIPPED; cancel asks once.
"""

from dataclasses import dataclass
from typing import Any

from bot.core.messages import Kind
from bot.flows.flow import Done, Flow, FlowContext, Heard, Invalid, Leave, Option, Prompt, Reject, Step
from bot.flows.form import SKIPPED, Form, Offer
from bot.flows.review import FIX, SUBMIT, Review
from bot.flows.steps import DONE, collected
from bot.nlu.choice import ordinal, same_label

# Values of control buttons: they can never be answers, which have no exclamation mark.
# The rest of the house spells them the same way in buttons of its own.
BACK, SKIP, CANCEL, CANCEL_YES, KEEP = "!back", "!skip", "!cancel", "!cancel_yes", "!keep"
MOST_FILES = 9
_CONTROLS = {"back": BACK, "skip": SKIP, "cancel": CANCEL, "fix": FIX, "submit": SUBMIT}


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


def begin(flow: Flow, ctx: FlowContext, *, answers: dict[str, Any] | None = None, text: str = "",
          source: str | None = None) -> Outcome:
    """Opens ``flow``; ``text`` is what the person had already said, ``answers`` what is known."""
    form = Form(flow=flow.name, version=flow.version, opened_at=ctx.now, touched_at=ctx.now)
    form.answers.update(answers or {})
    _gather(flow, ctx, form, text, source)
    return ask(flow, ctx, form)


def advance(flow: Flow, ctx: FlowContext, form: Form, heard: Heard, control: str | None = None) -> Outcome:
    """Takes one message; ``control`` is a global word that was recognised (back, skip, cancel)."""
    upgrade(flow, form)
    form.touched_at = ctx.now
    form.paused = False
    if heard.inbound.kind is Kind.EDITED:
        return _edit(flow, ctx, form, heard)
    value = _value(form, heard) or (control and _CONTROLS.get(control))
    if value and value.startswith("!"):
        return _control(flow, ctx, form, heard, value)
    if heard.inbound.kind is Kind.CHOICE and value is None:
        return ask(flow, ctx, form, note="flow.old_button")
    return _answer(flow, ctx, form, heard, value)


def ask(flow: Flow, ctx: FlowContext, form: Form, *, note: str | None = None, **params: object) -> Outcome:
    """The open question (again), after a ``note`` if there is one."""
    step = current(flow, ctx, form)
    prompt = step.prompt(ctx, form)
    options = [list(row) for row in prompt.options]
    if step.optional and not collected(form, step.name) and not any(option.value == SKIP for row in options for option in row):
        options.append([Option(value=SKIP, label=ctx.say("flow.skip"))])
    text = f"{ctx.say(note, **params)}\n\n{prompt.text}" if note else prompt.text
    shown = Prompt(text=text, options=options, ask_location=prompt.ask_location)
    return Outcome(form=form, prompt=_offer(form, shown, numbered=step.numbered))


def current(flow: Flow, ctx: FlowContext, form: Form) -> Step:
    """Where we are: the first step that applies and has no answer."""
    return next(step for step in flow.steps if step.name not in form.answers and step.applies(ctx, form.answers))


def upgrade(flow: Flow, form: Form) -> None:
    """Brings a form of an older version of the flow up to date."""
    if form.version != flow.version:
        form.answers = flow.upgrade(form.version, form.answers)
        form.version = flow.version


def fits(form: Form, text: str) -> bool:
    """Whether words could be meant for the buttons that are shown now."""
    return _typed_choice(form, text) is not None


def _offer(form: Form, prompt: Prompt, *, numbered: bool = True) -> Prompt:
    flat = [option for row in prompt.options for option in row]
    form.offer = Offer(values=[o.value for o in flat], labels=[o.label for o in flat], numbered=numbered)
    return prompt


def _value(form: Form, heard: Heard) -> str | None:
    if heard.inbound.kind is Kind.CHOICE:
        return form.offer.chosen(heard.inbound.choice or "")
    return _typed_choice(form, heard.text) if heard.inbound.kind is Kind.TEXT else None


def _typed_choice(form: Form, text: str) -> str | None:
    for value, label in zip(form.offer.values, form.offer.labels, strict=True):
        if same_label(text, label):
            return value
    number = ordinal(text) if form.offer.numbered else None
    return form.offer.values[number - 1] if number and number <= len(form.offer.values) else None


def _answer(flow: Flow, ctx: FlowContext, form: Form, heard: Heard, value: str | None) -> Outcome:
    step = current(flow, ctx, form)
    if heard.attachments and not step.takes_files:
        return _early_files(flow, ctx, form, heard)
    heard = Heard(inbound=heard.inbound, text=heard.text, value=value, attachments=heard.attachments, intent=heard.intent)
    try:
        answer = step.read(ctx, form, heard)
    except Invalid as error:
        form.misses += 1
        return ask(flow, ctx, form, note=error.key, **error.params)
    except Leave as error:
        return Outcome(form=None, done=Done(text=ctx.say(error.key), tracked=False))
    form.misses = 0
    if answer is None:
        album, form.album = form.album, heard.inbound.album
        again = ask(flow, ctx, form)
        return Outcome(form=form, prompt=again.prompt, silent=album is not None and album == heard.inbound.album)
    _store(flow, ctx, form, step, answer, heard)
    return _next(flow, ctx, form)


def _store(flow: Flow, ctx: FlowContext, form: Form, step: Step, answer: Any, heard: Heard) -> None:
    form.answers[step.name] = answer
    form.order.append(step.name)
    for other in flow.steps:
        # A personal answer that no longer belongs here (a phone after the change to sealed) is erased, not hidden.
        if step.name in other.depends_on and not other.applies(ctx, form.answers):
            form.forget(other.name)
    if heard.inbound.message_id and heard.inbound.kind is not Kind.CHOICE:
        form.sources[heard.inbound.message_id] = step.name
    if heard.text and _is_story(answer):
        _gather(flow, ctx, form, heard.text, None)


def _is_story(answer: Any) -> bool:
    """Whether an answer is the person's own sentence, in which more may be found."""
    return isinstance(answer, str) and len(answer) > 12


def _gather(flow: Flow, ctx: FlowContext, form: Form, text: str, source: str | None) -> None:
    for name, answer in (flow.gather(ctx, text) if text else {}).items():
        if name not in form.answers:
            form.answers[name] = answer
            if source and answer == text:
                form.sources[source] = name


def _early_files(flow: Flow, ctx: FlowContext, form: Form, heard: Heard) -> Outcome:
    """A photo that comes before it is asked for goes to its own question; its caption answers the open one."""
    step = next((s for s in flow.steps if s.takes_files), None)
    if step is None:
        return ask(flow, ctx, form, note="flow.no_files_here")
    kept = form.answered(step.name) or []
    form.answers[step.name] = [*kept, *heard.attachments][:MOST_FILES]
    silent = heard.inbound.album is not None and form.album == heard.inbound.album
    form.album = heard.inbound.album
    if heard.text:
        words = Heard(inbound=heard.inbound, text=heard.text, intent=heard.intent)
        return _answer(flow, ctx, form, words, None)
    again = ask(flow, ctx, form, note="flow.photo_kept")
    return Outcome(form=form, prompt=again.prompt, silent=silent)


def _control(flow: Flow, ctx: FlowContext, form: Form, heard: Heard, value: str) -> Outcome:
    if value == CANCEL:
        return _ask_cancel(ctx, form)
    if value == CANCEL_YES:
        return Outcome(form=None, done=Done(text=ctx.say("flow.cancelled"), tracked=False))
    if value == KEEP:
        return ask(flow, ctx, form, note="flow.kept")
    if value == BACK:
        return _back(flow, ctx, form)
    if value == SKIP:
        return _skip(flow, ctx, form, heard)
    if value.startswith(FIX):
        return _fix(flow, ctx, form, value.removeprefix(FIX))
    at_review = isinstance(current(flow, ctx, form), Review)
    return _next(flow, ctx, form, submit=True) if value == SUBMIT and at_review else ask(flow, ctx, form)


def _ask_cancel(ctx: FlowContext, form: Form) -> Outcome:
    # Cancelling destroys what was written: a slip of the thumb must cost nothing.
    options = [[Option(value=KEEP, label=ctx.say("flow.keep")), Option(value=CANCEL_YES, label=ctx.say("flow.cancel_yes"))]]
    return Outcome(form=form, prompt=_offer(form, Prompt(text=ctx.say("flow.cancel_sure"), options=options)))


def _back(flow: Flow, ctx: FlowContext, form: Form) -> Outcome:
    if not form.order:
        return ask(flow, ctx, form, note="flow.first_question")
    form.forget(form.order[-1])
    return ask(flow, ctx, form)


def _skip(flow: Flow, ctx: FlowContext, form: Form, heard: Heard) -> Outcome:
    step = current(flow, ctx, form)
    if collected(form, step.name):
        return _answer(flow, ctx, form, Heard(inbound=heard.inbound, value=DONE), DONE)
    if not step.optional:
        return ask(flow, ctx, form, note="flow.cannot_skip")
    form.answers[step.name] = SKIPPED
    form.order.append(step.name)
    return _next(flow, ctx, form)


def _fix(flow: Flow, ctx: FlowContext, form: Form, name: str) -> Outcome:
    if not name:
        review = current(flow, ctx, form)
        options = review.fixes(ctx, form) if isinstance(review, Review) else ()
        return Outcome(form=form, prompt=_offer(form, Prompt(text=ctx.say("flow.fix_which"), options=options)))
    form.forget(name)
    for step in flow.steps:
        if name in step.depends_on:
            form.forget(step.name)
    return ask(flow, ctx, form)


def _edit(flow: Flow, ctx: FlowContext, form: Form, heard: Heard) -> Outcome:
    step = flow.step(form.sources.get(heard.inbound.message_id or "", ""))
    if step is None:
        return Outcome(form=form, silent=True)
    try:
        answer = step.read(ctx, form, heard)
    except Invalid as error:
        return ask(flow, ctx, form, note=error.key, **error.params)
    form.answers[step.name] = answer
    return ask(flow, ctx, form, note="flow.edited")


def _next(flow: Flow, ctx: FlowContext, form: Form, *, submit: bool = False) -> Outcome:
    if not submit and any(s.name not in form.answers and s.applies(ctx, form.answers) for s in flow.steps):
        return ask(flow, ctx, form)
    result = flow.submit(ctx, form)
    if isinstance(result, Reject):
        form.forget(result.step)
        form.forget(Review.name)
        return ask(flow, ctx, form, note=result.key, **result.params)
    return Outcome(form=None, done=result, submitted=True)

