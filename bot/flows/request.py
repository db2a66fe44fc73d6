"""补充材料: the handler asks the worker for what is missing."""

from bot.domain.cases import MessageKind
from bot.domain.people import CASEWORKERS
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.messages import Message, on_its_way
from bot.services import cases as case_service


def submit(ctx: FlowContext, form: Form) -> Done:
    """Asks the worker, under the case number."""
    case = case_service.visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    said = form.answers["message"]
    case_service.reply(
        ctx.uow, ctx.house, case, ctx.speaker.person.id, said["text"], said["files"], MessageKind.REQUEST
    )
    return Done(text=on_its_way(ctx, case, "staff.request_sent"), tracked=False)


FLOW = Flow(
    name="request",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(Message(name="message", text="staff.ask_request"),),
)
