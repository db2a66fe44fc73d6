"""转派: the case goes to another pair of hands, with a reason; its clocks keep their start."""

from collections.abc import Sequence

from bot.domain.access import may_see
from bot.domain.people import CASEWORKERS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Form
from bot.flows.steps import Ask, Choose
from bot.services import cases as case_service
from bot.services.presence import is_away
from bot.store import people


def _candidates(ctx: FlowContext, form: Form) -> Sequence[Option]:
    case = case_service.visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    grants = people.active_grants(ctx.uow)
    others = sorted(
        {
            (g.role, g.person_id)
            for g in grants
            if g.person_id != ctx.speaker.person.id
            and may_see(case, g.person_id, grants)
            and not is_away(ctx.uow, g.person_id)
        }
    )
    names = people.people_named(ctx.uow, [person_id for _, person_id in others])
    options: dict[str, Option] = {}
    for role, person_id in others:
        label = f"{ctx.say(f'role.{role}')} {names.get(person_id, '')}".strip()
        options.setdefault(person_id, Option(value=person_id, label=label))
    return list(options.values())[:20]


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
        Choose(name="to", text="staff.ask_transfer_to", options=_candidates),
        Ask(name="reason", text="staff.ask_reason", parse=parsers.words(least=2, most=500)),
    ),
)
