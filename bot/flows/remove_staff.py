"""移除: somebody leaves the staff. Asked once more before it is done, for everything that he had is gone at once."""

from collections.abc import Sequence

from bot.core.errors import AccessRefused
from bot.domain.appointments import is_superior
from bot.domain.people import SUPERVISORS
from bot.flows.colleagues import ChooseColleague, colleague_options
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Form
from bot.flows.review import Review
from bot.services.people import remove_staff
from bot.store import people


def _people(ctx: FlowContext, form: Form) -> Sequence[Option]:
    grants, own = people.active_grants(ctx.uow), ctx.speaker.person.id
    return colleague_options(ctx, {g.person_id for g in grants if is_superior(own, g.person_id, grants)})


QUESTIONS = (ChooseColleague(name="person", text="remove_staff.ask_person", options=_people),)


def submit(ctx: FlowContext, form: Form) -> Done:
    """Takes all his roles away; the right to do so is looked at again."""
    person, own = form.answers["person"], ctx.speaker.person.id
    if not is_superior(own, person, people.active_grants(ctx.uow)):
        raise AccessRefused("case.not_found", person)
    handed_on = remove_staff(ctx.uow, ctx.house, person, own)
    return Done(text=ctx.say("remove_staff.done", count=handed_on))


FLOW = Flow(
    name="remove_staff",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    steps=(*QUESTIONS, Review(text="remove_staff.review", fields="remove_staff.field", of=QUESTIONS)),
    submit=submit,
)
