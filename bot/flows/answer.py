"""The worker's answer under one of his case numbers."""

from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.messages import Message
from bot.services import cases as case_service


def submit(ctx: FlowContext, form: Form) -> Done:
    """Passes it to the handler of the case."""
    case = case_service.own_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    said = form.answers["message"]
    case_service.add_from_worker(ctx.uow, ctx.house, case, said["text"], said["files"], said["source"])
    return Done(text=ctx.say("case.passed_on", number=case_service.number_of(case)), tracked=False)


FLOW = Flow(
    name="answer",
    version=1,
    resumable=False,
    submit=submit,
    steps=(Message(name="message", text="case.ask_answer"),),
)
