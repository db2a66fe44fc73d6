"""回电: a number and a good hour, and somebody of the union calls."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import time

from bot.core.moments import show_moment
from bot.core.windows import read_window
from bot.flows import parsers
from bot.flows.consent import consent_step
from bot.flows.flow import Done, Flow, FlowContext, Invalid, Option
from bot.flows.form import Answers, Form
from bot.flows.steps import Ask
from bot.nlu.pii import mobile
from bot.services import callbacks as callback_service
from bot.services import human
from bot.services.people import remember
from bot.store import people

_LATEST_CALL = time(21)  # nobody is rung up later, unless he asked for it


def _known_phone(ctx: FlowContext, form: Form) -> Sequence[Option]:
    known = people.contact_of(ctx.uow, ctx.speaker.person.id).phone
    return [Option(value=known, label=known)] if known else []


def _hours(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=words, label=words) for words in (ctx.say("callback.soon"), ctx.say("callback.tomorrow"))]


def _good_hour(ctx: FlowContext, text: str) -> str:
    """When to call; "after ten" does not mean until midnight."""
    return read_window(parsers.future_time(ctx, text)).ending_at(_LATEST_CALL).stored()


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """A number and an hour that were said before they were asked for."""
    found: Answers = {}
    if phone := mobile(text):
        found["phone"] = phone
    with suppress(Invalid):  # no hour, or one that is gone: the question is asked
        found["when"] = _good_hour(ctx, text)
    return found


def submit(ctx: FlowContext, form: Form) -> Done:
    """Leaves the task with whoever may call, and says who and when."""
    person, phone, when = ctx.speaker.person, form.answers["phone"], form.answers["when"]
    remember(ctx.uow, ctx.speaker, consent=form.answered("privacy"), grid_id=None, name=None, phone=phone)
    promise = human.ask(ctx.uow, ctx.house, person.id, person.grid_id)
    if promise is None:
        return Done(text=ctx.say("human.nobody"), tracked=False)
    callback = callback_service.plan_call(ctx.uow, ctx.house, promise.callback, phone, when)
    text = ctx.say(
        "callback.booked",
        when=parsers.show_time(ctx, when),
        who=f"{ctx.say(f'role.{promise.role}')} {promise.name or ''}".strip(),
        phone=phone,
        due=show_moment(callback.due_at, person.locale),
    )
    closed = callback_service.nobody_there(ctx.house, when, person.locale)
    rows = callback_service.callback_buttons(ctx.uow, ctx.house, callback, person.id, ("change", "cancel"))
    return Done(text="\n".join(line for line in (text, closed) if line), choices=rows)


FLOW = Flow(
    name="callback",
    version=1,
    submit=submit,
    gather=gather,
    steps=(
        consent_step(),
        Ask(
            name="when",
            text="callback.ask_when",
            parse=_good_hour,
            shortcuts=_hours,
            shown=parsers.show_time,
        ),
        Ask(
            name="phone",
            text="callback.ask_phone",
            parse=parsers.mobile,
            shortcuts=_known_phone,
            takes_contact=True,
        ),
    ),
)
