"""An officer announces a reception day: when it begins; the rest is in config/clinic.yaml."""

from bot.core.errors import DomainError
from bot.core.windows import read_window
from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Invalid, Reject
from bot.flows.form import Form
from bot.flows.review import Review
from bot.flows.steps import Ask
from bot.services import reception


def _start(ctx: FlowContext, text: str) -> str:
    """One minute of one day; "下周三下午" leaves open when it begins."""
    stored = parsers.future_time(ctx, text)
    if not read_window(stored).exact:
        raise Invalid("reception.which_minute")
    return stored


QUESTIONS = (Ask(name="starts", text="reception.ask_start", parse=_start, shown=parsers.show_time),)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Opens the day; one that is announced too late is refused with the first day that would do."""
    starts = read_window(form.answers["starts"]).starts
    try:
        count = reception.announce(ctx.uow, ctx.house, starts, ctx.speaker.person.id)
    except DomainError as error:
        return Reject(step="starts", key=error.key, params=error.params)
    return Done(text=ctx.say("reception.announced", starts=parsers.show_time(ctx, form.answers["starts"]), count=count))


FLOW = Flow(
    name="announce",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    steps=(*QUESTIONS, Review(text="reception.announce_review", fields="reception.field", of=QUESTIONS)),
    submit=submit,
)
