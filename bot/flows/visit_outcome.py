"""What came of a visit on the reception day, in the secretary's own words."""

from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import reception


def submit(ctx: FlowContext, form: Form) -> Done:
    """Writes it down and tells the visitor."""
    booking = reception.visit(ctx.uow, form.answers["booking"], ctx.speaker.roles)
    reception.record_outcome(ctx.uow, ctx.house, booking, ctx.speaker.person.id, form.answers["outcome"])
    return Done(text=ctx.say("reception.outcome_kept"), tracked=False)


FLOW = Flow(
    name="visit_outcome",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    steps=(Ask(name="outcome", text="reception.ask_outcome_words", parse=parsers.words(least=5, most=2000)),),
    submit=submit,
)
