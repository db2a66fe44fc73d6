"""Opening a sealed name: one committee member asks with a reason, a second one must agree."""

from bot.domain.people import Role
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import sealing
from bot.services.cases import number_of, visible_case


def submit(ctx: FlowContext, form: Form) -> Done:
    """Asks the other members."""
    case = visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    sealing.ask(ctx.uow, ctx.house, case, ctx.speaker, form.answers["reason"])
    return Done(text=ctx.say("unseal.asked", number=number_of(case)), tracked=False)


FLOW = Flow(
    name="unseal",
    version=1,
    roles=frozenset((Role.COMMITTEE,)),
    resumable=False,
    submit=submit,
    steps=(Ask(name="reason", text="unseal.ask_reason", parse=parsers.words(least=5, most=500)),),
)
