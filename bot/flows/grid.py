"""换网格: the worker's neighbourhood, by list or by shared location."""

from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.neighbourhood import NO_GRID, neighbourhood
from bot.services.people import remember
from bot.store.grids import grid_by_id


def submit(ctx: FlowContext, form: Form) -> Done:
    """Keeps the choice; open cases stay where they are."""
    grid = None if form.answers["grid"] == NO_GRID else form.answers["grid"]
    remember(ctx.uow, ctx.speaker, consent=None, grid_id=grid, name=None, phone=None)
    found = grid_by_id(ctx.uow, grid)
    return Done(text=ctx.say("menu.grid_set", name=found.name if found else ctx.say("card.no_grid")), tracked=False)


FLOW = Flow(name="grid", version=1, resumable=False, submit=submit, steps=(neighbourhood(),))
