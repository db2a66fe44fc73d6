"""A wish: what should there be for everybody (courses, child care ...); counted, planned, and answered."""

import re
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

_KINDS = {
    WishKind.SKILLS: re.compile("手艺|考证|证书|技能|培训|学车|电工|叉车|课|skill|certificate|course", re.IGNORECASE),
    WishKind.CAREER: re.compile("职业规划|转行|换行|规划|career", re.IGNORECASE),
    WishKind.CHILDCARE: re.compile("托管|孩子|小孩|娃|带娃|child", re.IGNORECASE),
    WishKind.HEALTH: re.compile("体检|义诊|看病|身体|health|check-?up", re.IGNORECASE),
}


def _kinds(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=kind.value, label=ctx.say(f"wish.kind_{kind}")) for kind in WishKind]


def _kind(ctx: FlowContext, text: str) -> str | None:
    """The one kind that words name."""
    named = [kind for kind, words in _KINDS.items() if words.search(text)]
    return named[0].value if len(named) == 1 else None


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
        Choose(name="kind", text="wish.ask_kind", options=_kinds, understand=_kind),
        Ask(name="note", text="wish.ask_note", parse=parsers.words(least=2, most=500), optional=True),
    ),
)
