"""The union's grids."""

import math

from sqlalchemy import select

from bot.domain.people import Area, Grid
from bot.store.tables import grids
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_replace

_SAVE = insert_or_replace(grids, ["id"])
_EARTH_RADIUS = 6_371_000  # metres


def all_grids(uow: UnitOfWork) -> tuple[Grid, ...]:
    """Every grid, by code."""
    if "grids" not in uow.memo:
        uow.memo["grids"] = tuple(_grid(row) for row in uow.rows(select(grids).order_by(grids.c.code)))
    known: tuple[Grid, ...] = uow.memo["grids"]
    return known


def codes_by_id(uow: UnitOfWork) -> dict[str, str]:
    """The code of every grid, by its id."""
    return {grid.id: grid.code for grid in all_grids(uow)}


def grid_by_id(uow: UnitOfWork, grid_id: str | None) -> Grid | None:
    """The grid with this id."""
    return next((grid for grid in all_grids(uow) if grid.id == grid_id), None)


def grid_by_code(uow: UnitOfWork, code: str) -> Grid | None:
    """The grid with this code (``G03``)."""
    return next((grid for grid in all_grids(uow) if grid.code == code), None)


def save_grid(uow: UnitOfWork, grid: Grid) -> None:
    """Adds a grid or changes its name and areas."""
    areas = [[area.latitude, area.longitude, area.radius] for area in grid.areas]
    uow.execute(_SAVE[uow.dialect], {"id": grid.id, "code": grid.code, "name": grid.name, "areas": areas})
    uow.memo.pop("grids", None)


def nearest_grid(grids_known: tuple[Grid, ...], latitude: float, longitude: float) -> Grid | None:
    """The grid whose area holds the point, the nearest centre first; None outside all of them."""
    inside = [
        (metres, grid.code, grid)
        for grid in grids_known
        for area in grid.areas
        if (metres := _distance(area, latitude, longitude)) <= area.radius
    ]
    return min(inside)[2] if inside else None


def _distance(area: Area, latitude: float, longitude: float) -> float:
    # Equirectangular: exact enough for a few kilometres.
    x = math.radians(longitude - area.longitude) * math.cos(math.radians((latitude + area.latitude) / 2))
    y = math.radians(latitude - area.latitude)
    return math.hypot(x, y) * _EARTH_RADIUS


def _grid(row: object) -> Grid:
    areas = tuple(Area(latitude=a[0], longitude=a[1], radius=a[2]) for a in row.areas)  # type: ignore[attr-defined]
    return Grid(id=row.id, code=row.code, name=row.name, areas=areas)  # type: ignore[attr-defined]
