"""发放: staff types a worker's pick-up code, one after the other; a code that was used before says so."""

from bot.core.errors import DomainError
from bot.core.messages import Choice
from bot.domain.people import CASEWORKERS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Reject
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import packs


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Hands the pack out, if there is one under this code; people stand in line, so the next code is a tap away."""
    try:
        handed = packs.hand_out(ctx.uow, ctx.house, form.answers["code"], ctx.speaker.person.id)
    except DomainError as error:
        return Reject(step="code", key=error.key)
    key = "pack.handed_before" if handed.again else "pack.handed"
    name = handed.campaign.names[ctx.speaker.person.locale]
    following = Choice(label=ctx.say("pack.button_next"), token="go:handout")  # noqa: S106 (a button's)
    return Done(text=ctx.say(key, name=name, place=handed.slot.place), choices=((following,),), tracked=False)


FLOW = Flow(
    name="handout",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(Ask(name="code", text="pack.ask_code", parse=parsers.words(least=4, most=40)),),
)
