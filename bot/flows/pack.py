"""领礼包: which campaign and where; one for each person, and a code to show at the counter."""

from collections.abc import Sequence

from bot.core.errors import DomainError
from bot.flows.consent import consent_step
from bot.flows.flow import Done, Flow, FlowContext, Option, Reject
from bot.flows.form import Form
from bot.flows.steps import Choose
from bot.services import packs
from bot.services.pack_letters import pack_rows, pack_text
from bot.services.people import remember


def _offers(ctx: FlowContext, form: Form) -> Sequence[Option]:
    locale = ctx.speaker.person.locale
    return [
        Option(value=slot.id, label=ctx.say("pack.option", name=campaign.names[locale], place=slot.place, left=left))
        for campaign, slot, left in packs.offers(ctx.uow, ctx.house, ctx.speaker.person.id)
    ]


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Keeps a pack and shows its code; when the last one went meanwhile, another place is asked for."""
    remember(ctx.uow, ctx.speaker, consent=form.answered("privacy"), grid_id=None, name=None, phone=None)
    try:
        pack = packs.take(ctx.uow, ctx.house, form.answers["slot"], ctx.speaker.person.id)
    except DomainError as error:
        if error.key != "place.full":
            raise
        if _offers(ctx, form):
            return Reject(step="slot", key="pack.gone")
        return Done(text=ctx.say("pack.none"), tracked=False)
    locale = ctx.speaker.person.locale
    return Done(
        text=pack_text(ctx.house, pack, locale),
        choices=pack_rows(ctx.uow, ctx.house, [pack], ctx.speaker.person.id, locale),
    )


FLOW = Flow(
    name="pack",
    version=1,
    submit=submit,
    steps=(consent_step(), Choose(name="slot", text="pack.ask_slot", options=_offers)),
)
