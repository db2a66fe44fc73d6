"""Words that go to and fro under a request for a human being: the worker's to whoever has it, and the answer."""

from bot.core.errors import AccessRefused
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import callbacks as callback_service


def submit(ctx: FlowContext, form: Form) -> Done:
    """Passes them on to the other side; who the speaker is decides which side that is."""
    callback_id, person_id, words = form.answers["callback"], ctx.speaker.person.id, form.answers["words"]
    try:
        callback = callback_service.own(ctx.uow, callback_id, person_id)
    except AccessRefused:
        callback = callback_service.visible(ctx.uow, callback_id, person_id)
        callback_service.answer(ctx.uow, ctx.house, callback, person_id, words)
    else:
        callback_service.pass_on(ctx.uow, ctx.house, callback, words)
    return Done(text=ctx.say("callback.passed_on"), tracked=False)


FLOW = Flow(
    name="callback_words",
    version=1,
    resumable=False,
    submit=submit,
    steps=(Ask(name="words", text="callback.ask_words", parse=parsers.words(least=1, most=1500)),),
)
