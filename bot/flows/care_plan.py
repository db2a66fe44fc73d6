"""安排: what the union planned for a wish that many had; everybody who wished for it is told."""

from bot.domain.care import WishKind
from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import wishes


def submit(ctx: FlowContext, form: Form) -> Done:
    """Tells the wishers, once."""
    kind = WishKind(form.answers["kind"])
    wishes.plan(ctx.uow, ctx.house, form.answers["quarter"], kind, ctx.speaker.person.id, form.answers["plan"])
    return Done(text=ctx.say("wish.plan_told"), tracked=False)


FLOW = Flow(
    name="care_plan",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    submit=submit,
    steps=(Ask(name="plan", text="wish.ask_plan", parse=parsers.words(least=4, most=1000)),),
)
