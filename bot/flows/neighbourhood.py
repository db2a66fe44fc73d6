"""The question for the worker's grid: a list of all, or the place where he stands."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.people import Grid
from bot.flows.declining import unsure
from bot.flows.flow import FlowContext, Option
from bot.flows.form import Form
from bot.flows.long_choice import ChooseFromMany
from bot.nlu.normalize import normalize
from bot.store import grids

NO_GRID = "none"
_SHORT = 10  # characters; a longer sentence that names a place is the story
_SENTENCE = 24  # characters; no longer is an answer that begins with where it was
_WORDS = re.compile(r"[A-Za-z]+|\S")
_WHERE = re.compile(r"^(?:我|俺|主要|平时|平常|一般|就|都|是|也|基本|多数|人)*[在喺住]")


def neighbourhood(*, only_once: bool = False) -> ChooseFromMany:
    """The step ``grid``; ``only_once`` leaves it out for those who have a grid."""
    asked = _has_no_grid if only_once else _there_are_grids
    return replace(
        GRID,
        locate=_locate,
        otherwise=(NO_GRID, "grid.unknown"),
        declined=_unsure,
        asked=asked,
    )


def grid_options(every: Iterable[Grid]) -> list[Option]:
    """A button for each grid."""
    return [Option(value=grid.id, label=f"{grid.code} {grid.name}") for grid in every]


def _there_are_grids(ctx: FlowContext) -> bool:
    return bool(grids.all_grids(ctx.uow))


def _has_no_grid(ctx: FlowContext) -> bool:
    return ctx.speaker.person.grid_id is None and _there_are_grids(ctx)


def _locate(ctx: FlowContext, latitude: float, longitude: float) -> str | None:
    grid = grids.nearest_grid(grids.all_grids(ctx.uow), latitude, longitude)
    return grid.id if grid else None


def _unsure(text: str) -> bool:
    return len(text.strip()) <= _SHORT and unsure(text)


def grid_named(ctx: FlowContext, text: str) -> str | None:
    """The grid whose name the words hold (东湖商圈 before 东湖); None when none is, or more than one."""
    plain = normalize(text)
    named = [grid for grid in grids.all_grids(ctx.uow) if normalize(grid.name) in plain]
    widest = [grid for grid in named if not any(grid.name in other.name for other in named if other is not grid)]
    return widest[0].id if len(widest) == 1 else None


def _all(ctx: FlowContext, form: Form) -> list[Option]:
    return grid_options(grids.all_grids(ctx.uow))


def _said(ctx: FlowContext, text: str) -> str | None:
    """A short answer, counted in Latin words and other characters; or a longer one that says where he is."""
    short = len(_WORDS.findall(text)) <= _SHORT
    return grid_named(ctx, text) if short or (len(text) <= _SENTENCE and _WHERE.search(text)) else None


# A question for one of the grids; whoever uses it names its own sentence and, where not all do, its own options.
GRID = ChooseFromMany(
    name="grid",
    text="grid.ask",
    options=_all,
    many="grid.type_a_name",
    found="grid.found",
    none="grid.no_such_name",
    page=24,
    understand=_said,
)
