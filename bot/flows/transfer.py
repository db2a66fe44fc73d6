"""转派: the case goes to another pair of hands, with a reason; its clocks keep their start."""

from collections.abc import Sequence

from bot.domain.access import may_see
from bot.domain.people import CASEWORKERS
from bot.flows import parsers
from bot.flows.colleagues import ChooseColleague, colleague_options
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import cases as case_service
from bot.store import people
from bot.store.absences import away_now


def _candidates(ctx: FlowContext, form: Form) -> Sequence[Option]:
    case = case_service.visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    grants, away, own = people.active_grants(ctx.uow), away_now(ctx.uow), ctx.speaker.person.id
    able = {p for p in {g.person_id for g in grants} - {own} if p not in away and may_see(case, p, grants)}
    return colleague_options(ctx, able, (case.grid_id,))


def submit(ctx: FlowContext, form: Form) -> Done:
    """Hands the case over."""
    case = case_service.visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    case_service.transfer(ctx.uow, ctx.house, case, ctx.speaker.person.id, form.answers["to"], form.answers["reason"])
    return Done(text=ctx.say("staff.transferred", number=case_service.number_of(case)), tracked=False)


FLOW = Flow(
    name="transfer",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(
        ChooseColleague(name="to", text="staff.ask_transfer_to", options=_candidates),
        Ask(name="reason", text="staff.ask_reason", parse=parsers.words(least=2, most=500)),
    ),
)
