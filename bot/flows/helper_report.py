"""What a mediator or volunteer tells the staff of the case that he helps with."""

from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import helpers
from bot.services.cases import number_of


def submit(ctx: FlowContext, form: Form) -> Done:
    """Keeps it and passes it on, if he still helps."""
    case, part = helpers.helped_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    helpers.report(ctx.uow, ctx.house, case, part, form.answers["words"])
    return Done(text=ctx.say("helper.report_kept", number=number_of(case)), tracked=False)


FLOW = Flow(
    name="helper_report",
    version=1,
    resumable=False,
    submit=submit,
    steps=(Ask(name="words", text="helper.ask_report", parse=parsers.words(least=2, most=2000)),),
)
