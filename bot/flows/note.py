"""内部备注: a few words on a case that only those read who work on it."""

from bot.domain.people import CASEWORKERS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import notes
from bot.services.cases import number_of, visible_case


def submit(ctx: FlowContext, form: Form) -> Done:
    """Keeps it, if the case is still this person's to see."""
    case = visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    notes.write(ctx.uow, case, ctx.speaker.person.id, form.answers["note"])
    return Done(text=ctx.say("note.kept", number=number_of(case)), tracked=False)


FLOW = Flow(
    name="note",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(Ask(name="note", text="note.ask", parse=parsers.words(least=2, most=1000)),),
)
