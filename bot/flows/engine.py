"""The flow engine: given a form and what was heard, the next question or the submit. Pure but for the submit.

Back forgets the last answer; fix forgets one and what depends on it; skip stores SKIPPED; cancel asks once.
"""

from dataclasses import replace
from typing import Any

from bot.core.messages import Kind, MediaKind
from bot.flows.asking import SKIP, Outcome, ask, ask_after_slip, current, offer
from bot.flows.declining import declines, refuses
from bot.flows.flow import Done, Flow, FlowContext, Heard, Invalid, Leave, Option, Prompt, Reject, Step
from bot.flows.form import SKIPPED, Answers, Form
from bot.flows.keeping import add_to_story, gather, keep, reopen, tell_more
from bot.flows.review import FIX, REVIEW, SUBMIT, Review
from bot.flows.steps import DONE, Agree, collected, keep_files, take_collected, takes_back

# Values of control buttons: they can never be answers, which have no exclamation mark.
# The rest of the house spells them the same way in buttons of its own.
BACK, NOTHING, CANCEL, CANCEL_YES, KEEP = "!back", "!nothing", "!cancel", "!cancel_yes", "!keep"
_SENTENCE = 12  # characters; a longer answer may tell more than was asked
_CONTROLS = {"back": BACK, "skip": SKIP, "nothing": NOTHING, "cancel": CANCEL, "fix": FIX, "submit": SUBMIT}


def begin(
    flow: Flow, ctx: FlowContext, *, answers: dict[str, Any] | None = None, text: str = "", source: str | None = None
) -> Outcome:
    """Opens ``flow`` with what was said and known; one without a last page is submitted at once if that is all."""
    form = Form(flow=flow.name, version=flow.version, opened_at=ctx.now, touched_at=ctx.now)
    form.answers.update(answers or {})
    gather(flow, ctx, form, text, source)
    return _next(flow, ctx, form)


def advance(flow: Flow, ctx: FlowContext, form: Form, heard: Heard, control: str | None = None) -> Outcome:
    """Takes one message; ``control`` is a global word that was recognised (back, skip, cancel)."""
    touch(flow, ctx, form)
    if not heard.attachments:
        form.album = None
    value = _value(form, heard) or _about_cancelling(ctx, form, heard, control) or (control and _CONTROLS.get(control))
    if value and value.startswith("!"):
        return _control(flow, ctx, form, heard, value)
    if heard.inbound.kind is Kind.CHOICE and value is None:
        return ask(flow, ctx, form, note="flow.old_button", again=True)
    return _answer(flow, ctx, form, heard, value)


def leave_open(flow: Flow, ctx: FlowContext, form: Form) -> Outcome:
    """ "就这些": what need not be answered stays open; the next question is one that must be, or the last page."""
    touch(flow, ctx, form)
    while (step := current(flow, ctx, form)).optional:
        form.answers[step.name] = take_collected(form, step.name) or SKIPPED
        form.order.append(step.name)
    return ask(flow, ctx, form)


def hand_in(flow: Flow, ctx: FlowContext, form: Form) -> Outcome:
    """Submits a form that waited on its last page for another one."""
    touch(flow, ctx, form)
    return _next(flow, ctx, form, submit=True)


def touch(flow: Flow, ctx: FlowContext, form: Form) -> None:
    """The person goes on with a form; one of an older version of the flow is brought up to date."""
    form.touched_at = ctx.now
    form.paused = False
    if form.version != flow.version:
        form.answers = flow.upgrade(form.version, form.answers)
        form.version = flow.version


def _value(form: Form, heard: Heard) -> str | None:
    if heard.inbound.kind is Kind.CHOICE:
        return form.offer.chosen(heard.inbound.choice or "")
    return form.offer.typed(heard.text) if heard.inbound.kind is Kind.TEXT else None


def asks_to_cancel(form: Form) -> bool:
    """Whether the page that asks whether to cancel is open."""
    return {KEEP, CANCEL_YES} <= set(form.offer.values)


def _about_cancelling(ctx: FlowContext, form: Form, heard: Heard, control: str | None) -> str | None:
    """Words on the page that asks whether to cancel: only a plain yes destroys, nothing there is an answer."""
    if heard.inbound.kind is not Kind.TEXT or not asks_to_cancel(form):
        return None
    sure = control == "cancel" or ctx.house.words.affirmative(heard.text)
    return CANCEL_YES if sure and not refuses(heard.text) else KEEP


def _answer(flow: Flow, ctx: FlowContext, form: Form, heard: Heard, value: str | None) -> Outcome:
    step = current(flow, ctx, form)
    if heard.attachments and heard.text and flow.story and takes_back(heard.text):
        return ask(flow, ctx, form, note="flow.photo_left_out")
    if heard.attachments and not step.takes_files:
        return _early_files(flow, ctx, form, heard)
    if value is None and step.name != flow.story and (corrected := _correct(flow, ctx, form, heard.text)):
        return ask(flow, ctx, form, note="flow.edited", about=corrected)
    heard = replace(heard, value=value)
    try:
        answer = step.read(ctx, form, heard)
    except Invalid as error:
        return _no_answer(flow, ctx, form, heard, error)
    except Leave as error:
        return Outcome(form=None, done=Done(text=ctx.say(error.key), tracked=False))
    form.misses = 0
    if heard.attachments and heard.text:
        add_to_story(flow, form, heard.text)
    if answer is None:
        return _more_files(flow, ctx, form, heard)
    _store(flow, ctx, form, step, answer, heard)
    return _next(flow, ctx, form)


def _correct(flow: Flow, ctx: FlowContext, form: Form, text: str) -> Answers:
    """Changes the answers that words take back, and returns them."""
    corrected = flow.correct(ctx, text, form.answers) if text else {}
    for name, answer in corrected.items():
        keep(flow, ctx, form, name, answer)
    return corrected


def _no_answer(flow: Flow, ctx: FlowContext, form: Form, heard: Heard, error: Invalid) -> Outcome:
    """Words that are no answer to the question: a way of skipping it, more of the story, or a slip."""
    step, before = current(flow, ctx, form), set(form.answers)
    gather(flow, ctx, form, heard.text, heard.inbound.message_id)
    found = [name for name in form.answers if name not in before]
    left_open = declines(heard.text) or ctx.house.words.negative(heard.text)
    if not found and step.optional and heard.inbound.kind is Kind.TEXT and left_open:
        return _skip(flow, ctx, form, heard)
    if found or (error.stray and tell_more(flow, form, heard.text)):
        # The last page says more now than its buttons were pressed for.
        return ask(flow, ctx, form, note="flow.noted", about=found, again=not isinstance(step, Review))
    return ask_after_slip(flow, ctx, form, error, gave_up=left_open)


def _more_files(flow: Flow, ctx: FlowContext, form: Form, heard: Heard) -> Outcome:
    """One more photo is in; of an album only the first is answered, and its buttons stay good."""
    silent = heard.inbound.album is not None and form.album == heard.inbound.album
    form.album = heard.inbound.album
    return Outcome(form=form, silent=True) if silent else ask(flow, ctx, form, again=bool(heard.attachments))


def _store(flow: Flow, ctx: FlowContext, form: Form, step: Step, answer: Any, heard: Heard) -> None:
    form.order.append(step.name)
    keep(flow, ctx, form, step.name, answer)
    if heard.inbound.message_id and heard.inbound.kind is not Kind.CHOICE:
        form.sources[heard.inbound.message_id] = step.name
    if heard.text and len(heard.text) > _SENTENCE:
        gather(flow, ctx, form, heard.text, None)
    if step.name in flow.told_by:
        tell_more(flow, form, heard.text)


def _early_files(flow: Flow, ctx: FlowContext, form: Form, heard: Heard) -> Outcome:
    """A photo that comes before it is asked for goes to its own question; its caption answers the open one."""
    step = next((s for s in flow.steps if s.takes_files), None)
    if step is None:
        return ask(flow, ctx, form, note="flow.no_files_here")
    try:
        keep_files(form, step.name, heard.attachments, early=True)
    except Invalid as error:
        return ask(flow, ctx, form, note=error.key, params=error.params)
    if heard.text:
        return _caption(flow, ctx, form, heard)
    more = _more_files(flow, ctx, form, heard)
    voice = any(media.kind is MediaKind.VOICE for media in heard.inbound.media)
    return more if more.silent else ask(flow, ctx, form, note="flow.voice_kept" if voice else "flow.photo_kept")


def _caption(flow: Flow, ctx: FlowContext, form: Form, heard: Heard) -> Outcome:
    """Words under a photo answer the open question, or say what the picture shows: then they go with the story."""
    form.album, before = heard.inbound.album, form.misses
    words = Heard(inbound=heard.inbound, text=heard.text, intent=heard.intent)
    outcome = _answer(flow, ctx, form, words, None)
    if form.misses <= before:
        return outcome
    form.misses = before
    add_to_story(flow, form, heard.text)
    return ask(flow, ctx, form, note="flow.photo_kept")


def _control(flow: Flow, ctx: FlowContext, form: Form, heard: Heard, value: str) -> Outcome:
    if value == CANCEL and flow.gives_up:
        return ask(flow, ctx, form, note=flow.gives_up, again=True)
    if value == CANCEL:
        return _answer(flow, ctx, form, heard, flow.ends_with) if flow.ends_with else _ask_cancel(ctx, form)
    if value == CANCEL_YES:
        return Outcome(form=None, done=Done(text=ctx.say("flow.cancelled"), tracked=False))
    if value == KEEP:
        return ask(flow, ctx, form, note="flow.kept")
    if value == BACK:
        return _back(flow, ctx, form)
    if value in (SKIP, NOTHING):
        return _skip(flow, ctx, form, heard, is_word=value == NOTHING)
    if value.startswith(FIX):
        return _fix(flow, ctx, form, value.removeprefix(FIX))
    at_review = isinstance(current(flow, ctx, form), Review)
    return _next(flow, ctx, form, submit=True) if at_review else ask(flow, ctx, form, note="flow.not_yet")


def _ask_cancel(ctx: FlowContext, form: Form) -> Outcome:
    # Cancelling destroys what was written: a slip of the thumb must cost nothing.
    row = [Option(value=KEEP, label=ctx.say("flow.keep")), Option(value=CANCEL_YES, label=ctx.say("flow.cancel_yes"))]
    return Outcome(form=form, prompt=offer(form, Prompt(text=ctx.say("flow.cancel_sure"), options=[row])))


def _back(flow: Flow, ctx: FlowContext, form: Form) -> Outcome:
    # A consent is no question: what was agreed to is taken back by cancelling, not by a step back.
    asked = [name for name in form.order if not isinstance(flow.step(name), Agree)]
    if not asked:
        return ask(flow, ctx, form, note="flow.first_question")
    reopen(flow, form, asked[-1])
    return ask(flow, ctx, form)


def _skip(flow: Flow, ctx: FlowContext, form: Form, heard: Heard, *, is_word: bool = False) -> Outcome:
    step = current(flow, ctx, form)
    if collected(form, step.name):
        return _answer(flow, ctx, form, Heard(inbound=heard.inbound, value=DONE), DONE)
    if not step.optional:
        # "没有" and "不知道" are words like others where there is nothing to skip; "跳过" never is.
        return _answer(flow, ctx, form, heard, None) if is_word else ask(flow, ctx, form, note="flow.cannot_skip")
    form.answers[step.name] = SKIPPED
    form.order.append(step.name)
    return _next(flow, ctx, form)


def _fix(flow: Flow, ctx: FlowContext, form: Form, name: str) -> Outcome:
    if not name:
        review = current(flow, ctx, form)
        options = review.fixes(ctx, form) if isinstance(review, Review) else ()
        return Outcome(form=form, prompt=offer(form, Prompt(text=ctx.say("flow.fix_which"), options=options)))
    reopen(flow, form, name)
    for step in flow.steps:
        if name in step.depends_on:
            form.forget(step.name)
    return ask(flow, ctx, form)


def _next(flow: Flow, ctx: FlowContext, form: Form, *, submit: bool = False) -> Outcome:
    if not submit and any(s.name not in form.answers and s.applies(ctx, form.answers) for s in flow.steps):
        return ask(flow, ctx, form)
    result = flow.submit(ctx, form)
    if isinstance(result, Reject):
        form.forget(result.step)
        form.forget(REVIEW)
        return ask(flow, ctx, form, note=result.key, params=result.params)
    return Outcome(form=None, done=result, submitted=True)
