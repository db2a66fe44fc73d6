"""请假: who is away, from when until when, and who stands in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.errors import AccessRefused, DomainError
from bot.core.windows import read_window
from bot.domain.absences import LONGEST
from bot.domain.appointments import is_superior
from bot.domain.people import CASEWORKERS, SUPERVISORS
from bot.flows import parsers
from bot.flows.colleagues import ChooseColleague, colleague_options
from bot.flows.flow import Done, Flow, FlowContext, Option, Reject
from bot.flows.form import Answers, Form
from bot.flows.review import Review
from bot.flows.steps import Ask
from bot.nlu.times import ImpossibleTime, when_ahead
from bot.services import absences
from bot.store import people

NOBODY = "nobody"
_MINUTE = timedelta(minutes=1)


def _people(ctx: FlowContext, form: Form) -> Sequence[Option]:
    """Himself first, then those for whom he may write it down."""
    grants, own = people.active_grants(ctx.uow), ctx.speaker.person.id
    below = {grant.person_id for grant in grants if is_superior(own, grant.person_id, grants)}
    return [Option(value=own, label=ctx.say("absence.myself")), *colleague_options(ctx, below)]


def _deputies(ctx: FlowContext, form: Form) -> Sequence[Option]:
    whose = _whose(ctx, form)
    near = {grant.grid_id for grant in people.active_grants(ctx.uow) if grant.person_id == whose}
    return colleague_options(ctx, absences.deputies_for(ctx.uow, whose), near)


def _whose(ctx: FlowContext, form: Form) -> str:
    return str(form.answered("person") or ctx.speaker.person.id)


def _until_open(answers: Answers) -> bool:
    """Whether only the beginning was said ("明天上午九点起")."""
    return "when" in answers and read_window(answers["when"]).exact


def _span(ctx: FlowContext, form: Form) -> tuple[datetime, datetime]:
    first = read_window(form.answers["when"])
    last = read_window(form.answers["until"]) if first.exact else first
    # "Today" was read as from the next full minute on: who leaves within a minute has left.
    return ctx.now if first.starts <= ctx.now + _MINUTE else first.starts, last.ends


def _gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    try:
        found = when_ahead(text, ctx.now)
    except ImpossibleTime:
        return {}
    return {"when": found.stored()} if found else {}


QUESTIONS = (
    ChooseColleague(
        name="person",
        text="absence.ask_person",
        options=_people,
        asked=lambda ctx: bool(ctx.speaker.roles & SUPERVISORS),
    ),
    Ask(name="when", text="absence.ask_when", parse=parsers.future_time, shown=parsers.show_time),
    Ask(
        name="until",
        text="absence.ask_until",
        parse=parsers.future_time,
        shown=parsers.show_time,
        when=_until_open,
        depends_on=("when",),
    ),
    ChooseColleague(
        name="deputy",
        text="absence.ask_deputy",
        options=_deputies,
        otherwise=(NOBODY, "absence.next_in_line"),
        depends_on=("person",),
    ),
    Ask(name="reason", text="absence.ask_reason", parse=parsers.words(least=1, most=200), optional=True),
)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Writes it down, for himself or for somebody below him; asked again where the days cannot be."""
    person, deputy = _whose(ctx, form), form.answers["deputy"]
    own = ctx.speaker.person.id
    if not ctx.speaker.is_staff or (person != own and not is_superior(own, person, people.active_grants(ctx.uow))):
        raise AccessRefused("case.not_found", person)
    if deputy != NOBODY and deputy not in absences.deputies_for(ctx.uow, person):
        return Reject(step="deputy", key="absence.cannot_stand_in")
    starts, ends = _span(ctx, form)
    if not starts < ends <= starts + LONGEST or ends <= ctx.now:
        return Reject(step="until" if _until_open(form.answers) else "when", key="absence.no_such_span")
    try:
        absences.enter(
            ctx.uow,
            ctx.house,
            person,
            None if deputy == NOBODY else deputy,
            starts,
            ends,
            reason=form.answered("reason"),
            entered_by=own,
        )
    except DomainError as error:
        return Reject(step="when", key=error.key)
    return Done(text=ctx.say("absence.entered"))


FLOW = Flow(
    name="absence",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    gather=_gather,
    steps=(*QUESTIONS, Review(text="absence.review", fields="absence.field", of=QUESTIONS)),
    submit=submit,
)
