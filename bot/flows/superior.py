"""求助上级: the handler asks the grid's officer to step in."""

from bot.domain.people import CASEWORKERS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import cases as case_service


def submit(ctx: FlowContext, form: Form) -> Done:
    """Tells the officer, with the reason."""
    case = case_service.visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    case_service.ask_superior(ctx.uow, ctx.house, case, ctx.speaker.person.id, form.answers["reason"])
    return Done(text=ctx.say("staff.help_asked", number=case_service.number_of(case)), tracked=False)


FLOW = Flow(
    name="superior",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(Ask(name="reason", text="staff.ask_help_reason", parse=parsers.words(least=2, most=500)),),
)
