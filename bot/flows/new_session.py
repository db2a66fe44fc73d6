"""An officer opens one more session of the legal clinic, beside those of the monthly rule (config/clinic.yaml)."""

from collections.abc import Sequence

from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Option, Reject
from bot.flows.form import Form
from bot.flows.review import Review
from bot.flows.steps import Ask, Choose
from bot.flows.time_spans import hours_ahead, show_span, span_of
from bot.services import clinic

_LENGTHS = (15, 20, 30, 45, 60)  # minutes for each worker
_MOST_AT_ONCE = 20


def _lengths(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=str(minutes), label=ctx.say("new_session.minutes", minutes=minutes)) for minutes in _LENGTHS]


QUESTIONS = (
    Ask(name="when", text="new_session.ask_when", parse=hours_ahead, shown=show_span),
    Choose(name="minutes", text="new_session.ask_minutes", options=_lengths, columns=3),
    Ask(name="capacity", text="new_session.ask_capacity", parse=parsers.count(most=_MOST_AT_ONCE)),
    Ask(name="lawyer", text="new_session.ask_lawyer", parse=parsers.words(least=2, most=40)),
    Ask(name="place", text="new_session.ask_place", parse=parsers.words(least=2, most=80)),
)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Opens its places; workers can book at once."""
    starts, ends = span_of(form.answers["when"])
    if starts <= ctx.now:
        return Reject(step="when", key="time.already_past")
    many = clinic.open_session(
        ctx.uow,
        (starts, ends),
        minutes=int(form.answers["minutes"]),
        capacity=form.answers["capacity"],
        lawyer=form.answers["lawyer"],
        place=form.answers["place"],
        officer_id=ctx.speaker.person.id,
    )
    if not many:
        return Reject(step="when", key="new_session.nothing_new")
    return Done(text=ctx.say("new_session.opened", when=show_span(ctx, form.answers["when"]), count=many))


FLOW = Flow(
    name="new_session",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    steps=(*QUESTIONS, Review(text="new_session.review", fields="new_session.field", of=QUESTIONS)),
    submit=submit,
)
