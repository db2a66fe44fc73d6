"""The question for the worker's grid: a list of all, or the place where he stands."""

from collections.abc import Sequence

from bot.flows.declining import unsure
from bot.flows.flow import FlowContext, Option
from bot.flows.form import Form
from bot.flows.steps import Choose
from bot.nlu.normalize import normalize
from bot.store import grids

NO_GRID = "none"
_SHORT = 10  # characters; a longer sentence that names a place is the story


def neighbourhood(*, only_once: bool = False) -> Choose:
    """The step ``grid``; ``only_once`` leaves it out for those who have a grid."""
    asked = _has_no_grid if only_once else _there_are_grids
    return Choose(
        name="grid",
        text="grid.ask",
        options=_options,
        columns=2,
        takes_location=True,
        locate=_locate,
        understand=_said,
        asked=asked,
    )


def _there_are_grids(ctx: FlowContext) -> bool:
    return bool(grids.all_grids(ctx.uow))


def _has_no_grid(ctx: FlowContext) -> bool:
    return ctx.speaker.person.grid_id is None and _there_are_grids(ctx)


def _options(ctx: FlowContext, form: Form) -> Sequence[Option]:
    known = [Option(value=grid.id, label=f"{grid.code} {grid.name}") for grid in grids.all_grids(ctx.uow)]
    return [*known, Option(value=NO_GRID, label=ctx.say("grid.unknown"))]


def _locate(ctx: FlowContext, latitude: float, longitude: float) -> str | None:
    grid = grids.nearest_grid(grids.all_grids(ctx.uow), latitude, longitude)
    return grid.id if grid else None


def _said(ctx: FlowContext, text: str) -> str | None:
    if len(text.strip()) > _SHORT:
        return None
    return grid_named(ctx, text) or (NO_GRID if unsure(text) else None)


def grid_named(ctx: FlowContext, text: str) -> str | None:
    """The grid whose name the words hold (东湖商圈 before 东湖); None when none is, or more than one."""
    plain = normalize(text)
    named = [grid for grid in grids.all_grids(ctx.uow) if normalize(grid.name) in plain]
    widest = [grid for grid in named if not any(grid.name in other.name for other in named if other is not grid)]
    return widest[0].id if len(widest) == 1 else None
