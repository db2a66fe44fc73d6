"""不予批准: an officer refuses an application, with a reason and what the worker can do next."""

from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import membership


def submit(ctx: FlowContext, form: Form) -> Done:
    """Tells the applicant; who may refuse is decided now, not when the button was made."""
    answers = form.answers
    membership.refuse(
        ctx.uow, ctx.house, answers["application"], ctx.speaker.person.id, answers["reason"], answers["next_step"]
    )
    return Done(text=ctx.say("join.refusal_sent"), tracked=False)


FLOW = Flow(
    name="refuse_member",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    submit=submit,
    steps=(
        Ask(name="reason", text="join.ask_reason", parse=parsers.words(least=4, most=300)),
        Ask(name="next_step", text="join.ask_next_step", parse=parsers.words(least=4, most=300)),
    ),
)
