"""A message that was changed after it had become an answer changes the answer."""

from dataclasses import replace

from bot.flows.asking import Outcome, ask
from bot.flows.engine import touch
from bot.flows.flow import Done, Flow, FlowContext, Heard, Invalid, Leave, Step
from bot.flows.form import Form, Offer
from bot.flows.keeping import gather, keep


def edit(flow: Flow, ctx: FlowContext, form: Form, heard: Heard) -> Outcome:
    """A message that became an answer was changed: so is the answer, and what had been gathered from the old words."""
    touch(flow, ctx, form)
    step = flow.step(form.sources.get(heard.inbound.message_id or "", ""))
    if step is None or step.takes_files or step.name not in form.answers:
        return Outcome(form=form, silent=True)
    before = form.answers[step.name]
    try:
        answer = step.read(ctx, form, replace(heard, value=_typed_anew(ctx, form, step, heard.text)))
    except Invalid as error:
        return ask(flow, ctx, form, note=error.key, params=error.params)
    except Leave as error:
        return Outcome(form=None, done=Done(text=ctx.say(error.key), tracked=False))
    keep(flow, ctx, form, step.name, answer)
    if step.name == flow.story:
        _gather_anew(flow, ctx, form, before, answer)
    return ask(flow, ctx, form, note="flow.edited")


def _typed_anew(ctx: FlowContext, form: Form, step: Step, text: str) -> str | None:
    """A typed number or label that was changed means the buttons of its own question, not those shown now."""
    options = [option for row in step.prompt(ctx, form).options for option in row]
    offer = Offer(values=[o.value for o in options], labels=[o.label for o in options], numbered=step.numbered)
    return offer.typed(text)


def _gather_anew(flow: Flow, ctx: FlowContext, form: Form, before: str, after: str) -> None:
    for name, value in flow.gather(ctx, before, form.answers).items():
        if name != flow.story and form.answers.get(name) == value and name not in form.order:
            form.forget(name)
    gather(flow, ctx, form, after, None)
