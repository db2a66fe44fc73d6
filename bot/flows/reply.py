"""回复: a staff member's own words and pictures to the worker of one case, through the bot."""

from bot.domain.people import CASEWORKERS
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.messages import Message, on_its_way
from bot.services import cases as case_service

CANNED = ("canned_received", "canned_working")


def submit(ctx: FlowContext, form: Form) -> Done:
    """Sends it, if the case is still this person's to see."""
    case = case_service.visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    said = form.answers["message"]
    canned = said["text"] in {ctx.say(f"staff.{name}") for name in CANNED}
    case_service.reply(ctx.uow, ctx.house, case, ctx.speaker.person.id, said["text"], said["files"], canned=canned)
    return Done(text=on_its_way(ctx, case, "staff.reply_sent"), tracked=False)


FLOW = Flow(
    name="reply",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(Message(name="message", text="staff.ask_reply", canned=CANNED),),
)
