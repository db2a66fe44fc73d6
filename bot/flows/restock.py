"""补货: an officer says how many packs there are in all at a place; what was taken already stays taken."""

from collections.abc import Sequence

from bot.core.errors import DomainError
from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Option, Reject
from bot.flows.form import Form
from bot.flows.steps import Ask, Choose
from bot.services import packs

_MOST = 100_000


def _places(ctx: FlowContext, form: Form) -> Sequence[Option]:
    locale = ctx.speaker.person.locale
    return [
        Option(
            value=slot.id,
            label=ctx.say("pack.option", name=campaign.names[locale], place=slot.place, left=left),
        )
        for campaign, slot, left in packs.stocked(ctx.uow, ctx.house)
    ]


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Changes the stock; fewer than were taken is no number."""
    try:
        left = packs.restock(ctx.uow, form.answers["slot"], form.answers["stock"], ctx.speaker.person.id)
    except DomainError as error:
        return Reject(step="stock", key=error.key, params=error.params)
    return Done(text=ctx.say("restock.done", stock=form.answers["stock"], left=left))


FLOW = Flow(
    name="restock",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    steps=(
        Choose(name="slot", text="restock.ask_place", options=_places, columns=1),
        Ask(name="stock", text="restock.ask_stock", parse=parsers.count(most=_MOST)),
    ),
    submit=submit,
)
