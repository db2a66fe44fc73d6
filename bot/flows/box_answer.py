"""回复意见箱: the union's words on an item of the anonymous box; its writer finds them by his receipt."""

from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import box


def submit(ctx: FlowContext, form: Form) -> Done:
    """Lays it beside the item, if this person still keeps the box."""
    item = box.item_for(ctx.uow, form.answers["item"], ctx.speaker.person.id)
    box.answer(ctx.uow, item, ctx.speaker.person.id, form.answers["words"])
    return Done(text=ctx.say("box.answer_kept"), tracked=False)


FLOW = Flow(
    name="box_answer",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    submit=submit,
    steps=(Ask(name="words", text="box.ask_answer", parse=parsers.words(least=5, most=parsers.MOST_STORY)),),
)
