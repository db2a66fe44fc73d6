"""A wish: what should there be for everybody (courses, child care ...); counted, planned, and answered."""

from collections.abc import Sequence

from bot.core.moments import show_moment
from bot.domain.care import WishKind
from bot.flows import parsers
from bot.flows.consent import consent_step
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Form
from bot.flows.steps import Ask, Choose
from bot.services import wishes
from bot.services.people import remember


def _kinds(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=kind.value, label=ctx.say(f"wish.kind_{kind}")) for kind in WishKind]


def submit(ctx: FlowContext, form: Form) -> Done:
    """Counts it, and says when what was planned is told."""
    remember(ctx.uow, ctx.speaker, consent=form.answered("privacy"), grid_id=None, name=None, phone=None)
    kind = WishKind(form.answers["kind"])
    at = wishes.wish(ctx.uow, ctx.speaker.person.id, kind, form.answered("note") or "")
    due = show_moment(at, ctx.speaker.person.locale)
    return Done(text=ctx.say("wish.counted", kind=ctx.say(f"wish.kind_{kind}"), due=due))


FLOW = Flow(
    name="wish",
    version=1,
    submit=submit,
    steps=(
        consent_step(),
        Choose(name="kind", text="wish.ask_kind", options=_kinds),
        Ask(name="note", text="wish.ask_note", parse=parsers.words(least=2, most=500), optional=True),
    ),
)
