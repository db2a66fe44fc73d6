"""值班表: who is on duty in a grid on which days of the week; new matters go to him first."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.errors import AccessRefused
from bot.domain.people import SUPERVISORS
from bot.flows.colleagues import ChooseColleague, colleague_options
from bot.flows.flow import Done, Flow, FlowContext, Option, Reject
from bot.flows.form import Form
from bot.flows.neighbourhood import GRID, grid_options
from bot.flows.review import Review
from bot.flows.steps import Choose
from bot.services.duty import may_be_on_duty, may_set_duty, set_duty
from bot.store import people
from bot.store.grids import all_grids

_NOBODY = "nobody"
_SPANS = {"workdays": range(5), "weekend": range(5, 7), "all": range(7), **{str(day): (day,) for day in range(7)}}


def _grids(ctx: FlowContext, form: Form) -> Sequence[Option]:
    own, grants = ctx.speaker.person.id, people.active_grants(ctx.uow)
    return grid_options(grid for grid in all_grids(ctx.uow) if may_set_duty(own, grid.id, grants))


def _days(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=span, label=ctx.say(f"rota.days_{span}")) for span in _SPANS]


def _people(ctx: FlowContext, form: Form) -> Sequence[Option]:
    grants, grid_id = people.active_grants(ctx.uow), form.answers["grid"]
    return colleague_options(
        ctx, {g.person_id for g in grants if may_be_on_duty(g.person_id, grid_id, grants)}, (grid_id,)
    )


QUESTIONS = (
    replace(GRID, text="rota.ask_grid", options=_grids),
    Choose(name="days", text="rota.ask_days", options=_days, columns=3),
    ChooseColleague(
        name="person",
        text="rota.ask_person",
        options=_people,
        otherwise=(_NOBODY, "rota.nobody"),
        depends_on=("grid",),
    ),
)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Keeps it; the right to do so is looked at again."""
    grid_id, chosen, grants = form.answers["grid"], form.answers["person"], people.active_grants(ctx.uow)
    if not may_set_duty(ctx.speaker.person.id, grid_id, grants):
        raise AccessRefused("case.not_found", grid_id)
    if chosen != _NOBODY and not may_be_on_duty(chosen, grid_id, grants):
        return Reject(step="person", key="rota.cannot")
    person_id = None if chosen == _NOBODY else chosen
    set_duty(ctx.uow, grid_id, _SPANS[form.answers["days"]], person_id, ctx.speaker.person.id)
    return Done(text=ctx.say("rota.kept"))


FLOW = Flow(
    name="set_rota",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    steps=(*QUESTIONS, Review(text="rota.review", fields="rota.field", of=QUESTIONS)),
    submit=submit,
)
