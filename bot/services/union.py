"""The union's own list of its neighbourhoods, taken over from a file: all of it or nothing, and repeatable."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.core.cleaning import clean
from bot.core.complaints import all_complaints
from bot.core.ids import new_id
from bot.domain.people import Area, Grid, Role
from bot.services.people import invite
from bot.store.grids import all_grids, grid_by_code, save_grid
from bot.store.unit_of_work import UnitOfWork

_CODE = r"[A-Z0-9][A-Z0-9-]{0,15}"
_OF_A_GRID = (Role.LIAISON, Role.DEPUTY)


class UnionRefused(ValueError):
    """What was said of the union cannot be; ``problems`` says why, one sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A one-time code for somebody; ``who`` is what the file calls him and is kept nowhere."""

    role: Role
    grid_code: str | None
    who: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of an import, as grid codes; ``left`` are those that the file does not name."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[str, ...]
    invited: tuple[Invited, ...]


def invite_staff(uow: UnitOfWork, role: str, grid_code: str | None) -> str:
    """A one-time code for ``role`` (see :class:`Role`); raises :class:`UnionRefused`.

    Liaisons and deputies belong to one grid, officers to one or to all, the committee and auditors to the whole union.
    """
    if role not in tuple(Role):
        raise UnionRefused(f"there is no role {_short(role)}: choose among {', '.join(Role)}.")
    if problem := _misplaced(Role(role), grid_code):
        raise UnionRefused(problem)
    grid = grid_by_code(uow, grid_code) if grid_code else None
    if grid_code and grid is None:
        known = ", ".join(each.code for each in all_grids(uow)) or "none yet: gongyi import union FILE"
        raise UnionRefused(f"there is no grid {_short(grid_code)}; known: {known}.")
    return invite(uow, Role(role), grid)


def import_union(uow: UnitOfWork, content: object) -> Imported:
    """Takes over a union file as YAML gave it; raises :class:`UnionRefused` before anything is written.

    Grids are known by their code: a second import changes names and areas and keeps everything that hangs on them.
    """
    file = _read(content)
    before = {grid.code: grid for grid in all_grids(uow)}
    after = [each.grid(before.get(each.code)) for each in file.grids]
    for grid in after:
        save_grid(uow, grid)
    invited = tuple(
        Invited(role=each.role, grid_code=each.grid, who=each.who, code=invite_staff(uow, each.role, each.grid))
        for each in file.staff
    )
    return Imported(
        added=tuple(grid.code for grid in after if grid.code not in before),
        changed=tuple(grid.code for grid in after if grid.code in before and grid != before[grid.code]),
        left=tuple(code for code in before if code not in {grid.code for grid in after}),
        invited=invited,
    )


def _misplaced(role: Role, grid_code: str | None) -> str | None:
    if role in _OF_A_GRID and not grid_code:
        return f"a {role} belongs to one grid: name it."
    if role is Role.COMMITTEE and grid_code:
        return "the committee stands for the whole union: name no grid."
    if role is Role.AUDITOR and grid_code:
        return "an auditor looks at the whole union: name no grid."
    return None


def _read(content: object) -> "_File":
    try:
        return _File.model_validate(content)
    except ValidationError as error:
        raise UnionRefused(*all_complaints(error)) from None


def _short(text: str) -> str:
    return " ".join(clean(text).split())[:40]


def _one_line(text: str) -> str:
    if clean(text) != text or re.search(r"\s{2}|[\n\t]", text):
        raise ValueError("write it in one line, without hidden characters")
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


_Code = Annotated[str, Field(pattern=f"^{_CODE}$")]


class _Circle(_Strict):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    radius_m: float = Field(ge=50, le=50_000)


class _Grid(_Strict):
    code: _Code
    name: str = Field(min_length=1, max_length=20)
    areas: list[_Circle] = Field(default=[], max_length=50)

    @model_validator(mode="after")
    def _check_name(self) -> Self:
        _one_line(self.name)
        return self

    def grid(self, before: Grid | None) -> Grid:
        areas = tuple(Area(latitude=each.lat, longitude=each.lon, radius=each.radius_m) for each in self.areas)
        return Grid(id=before.id if before else new_id(), code=self.code, name=self.name, areas=areas)


class _Staff(_Strict):
    role: Role = Field(strict=False)
    grid: _Code | None = None
    who: str = Field(default="", max_length=40)

    @model_validator(mode="after")
    def _check_place(self) -> Self:
        _one_line(self.who)
        if problem := _misplaced(self.role, self.grid):
            raise ValueError(problem.rstrip("."))
        return self


class _File(_Strict):
    grids: list[_Grid] = Field(min_length=1, max_length=1000)
    staff: list[_Staff] = Field(default=[], max_length=5000)

    @model_validator(mode="after")
    def _check_codes(self) -> Self:
        counted = Counter(grid.code for grid in self.grids)
        if twice := [code for code, times in counted.items() if times > 1]:
            raise ValueError(f"grid {twice[0]} is there twice")
        return self
