"""退回: a notice to many is not agreed to; its author reads why."""

from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import broadcast_desk


def submit(ctx: FlowContext, form: Form) -> Done:
    """Tells the author; who may send it back is decided now, not when the button was made."""
    answers = form.answers
    broadcast_desk.send_back(ctx.uow, ctx.house, answers["broadcast"], ctx.speaker.person.id, answers["reason"])
    return Done(text=ctx.say("approval.sent_back"), tracked=False)


FLOW = Flow(
    name="send_back",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    submit=submit,
    steps=(Ask(name="reason", text="approval.ask_reason", parse=parsers.words(least=4, most=300)),),
)
