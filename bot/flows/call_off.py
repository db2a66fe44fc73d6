"""取消场次: a clinic session, a reception day or an event does not take place; those who booked hear why."""

from collections.abc import Sequence

from bot.core.errors import DomainError
from bot.core.moments import show_moment
from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Option, Reject
from bot.flows.form import Form
from bot.flows.long_choice import ChooseFromMany
from bot.flows.review import Review
from bot.flows.steps import Ask
from bot.services import calling_off
from bot.services.calling_off import Gathering
from bot.services.place_letters import MOST_REASON


def _gatherings(ctx: FlowContext, form: Form) -> Sequence[Option]:
    found = calling_off.gatherings(ctx.uow, ctx.speaker)
    return [Option(value=each[0].id, label=_label(ctx, each)) for each in found]


def _label(ctx: FlowContext, gathering: Gathering) -> str:
    first = gathering[0]
    return ctx.say(
        "call_off.option",
        what=ctx.say(f"place.kind_{first.kind}", title=first.title),
        at=show_moment(first.starts_at, ctx.speaker.person.locale) if first.starts_at else "",
        count=calling_off.people_in(ctx.uow, gathering),
    )


QUESTIONS = (
    ChooseFromMany(
        name="gathering",
        text="call_off.ask_which",
        options=_gatherings,
        many="call_off.many",
        found="call_off.found",
        none="call_off.none_named",
        page=8,
        columns=1,
    ),
    Ask(name="reason", text="call_off.ask_reason", parse=parsers.words(least=2, most=MOST_REASON)),
)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Calls it off; what has begun meanwhile, or was called off by somebody else, is gone."""
    try:
        count = calling_off.call_off(ctx.uow, ctx.house, ctx.speaker, form.answers["gathering"], form.answers["reason"])
    except DomainError as error:
        return Reject(step="gathering", key=error.key)
    return Done(text=ctx.say("call_off.done", count=count), tracked=False)


FLOW = Flow(
    name="call_off",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    steps=(*QUESTIONS, Review(text="call_off.review", fields="call_off.field", of=QUESTIONS)),
    submit=submit,
)
