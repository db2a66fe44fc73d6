"""请人协助: a mediator or a volunteer for one case, somebody known or whoever is given a one-time code."""

from collections.abc import Sequence

from bot.domain.helpers import HelperRole
from bot.domain.people import CASEWORKERS
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Form
from bot.flows.steps import Choose
from bot.services import helpers
from bot.services.cases import number_of, visible_case
from bot.store import people

_SOMEBODY_NEW = "new"


def _roles(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=role.value, label=ctx.say(f"helper.role_{role}")) for role in HelperRole]


def _people(ctx: FlowContext, form: Form) -> Sequence[Option]:
    case = visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    known = helpers.known(ctx.uow, case, HelperRole(form.answers["role"]), ctx.speaker.grants)
    names = people.people_named(ctx.uow, known)
    options = [Option(value=person_id, label=names[person_id]) for person_id in known if person_id in names]
    return [*options, Option(value=_SOMEBODY_NEW, label=ctx.say("helper.somebody_new"))]


def submit(ctx: FlowContext, form: Form) -> Done:
    """Asks him, or makes the code that is given to him."""
    asker = ctx.speaker.person.id
    case = visible_case(ctx.uow, form.answers["case"], asker)
    role, chosen = HelperRole(form.answers["role"]), form.answers["who"]
    if chosen == _SOMEBODY_NEW:
        code = helpers.ask(ctx.uow, case, role, asker)
        text = ctx.say("helper.code", number=number_of(case), role=ctx.say(f"helper.role_{role}"), code=code)
        return Done(text=text, tracked=False, fleeting=True)
    helpers.add(ctx.uow, ctx.house, case, role, asker, chosen)
    return Done(text=ctx.say("helper.added", number=number_of(case)), tracked=False)


FLOW = Flow(
    name="helper",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(
        Choose(name="role", text="helper.ask_role", options=_roles),
        Choose(name="who", text="helper.ask_who", options=_people),
    ),
)
