"""A file of events, taken over: all of it or nothing, and repeatable; an event is known by its code."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.core.cleaning import clean
from bot.core.clock import SHANGHAI
from bot.core.complaints import all_complaints
from bot.domain.events import MOST_COMPANIONS, MOST_QUESTIONS
from bot.services.events import NewEvent, announce
from bot.store import events
from bot.store.grids import all_grids, grid_by_code
from bot.store.unit_of_work import UnitOfWork

_MOMENT = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$"


class EventsRefused(ValueError):
    """What the file says cannot be; ``problems`` says why, one sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def import_events(uow: UnitOfWork, content: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Takes over an events file as YAML gave it; the codes that were added and those that were there already.

    Raises :class:`EventsRefused` before anything is written.
    """
    file = _read(content)
    known = {grid.code for grid in all_grids(uow)}
    if unknown := [f"event {each.code}: there is no grid {each.grid}." for each in file.events if not each.fits(known)]:
        raise EventsRefused(*unknown)
    before = {each.code for each in file.events if events.event_by_code(uow, each.code) is not None}
    for each in file.events:
        grid = grid_by_code(uow, each.grid) if each.grid else None
        announce(uow, each.event(grid.id if grid else None), None)
    codes = [each.code for each in file.events]
    return tuple(code for code in codes if code not in before), tuple(code for code in codes if code in before)


def _read(content: object) -> "_File":
    try:
        return _File.model_validate(content)
    except ValidationError as error:
        raise EventsRefused(*all_complaints(error)) from None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_Moment = Annotated[str, Field(pattern=_MOMENT)]
_Words = Annotated[str, Field(min_length=1, max_length=80)]


class _Event(_Strict):
    code: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")
    title: str = Field(min_length=2, max_length=40)
    grid: str | None = None
    starts: _Moment
    ends: _Moment
    place: _Words
    capacity: int = Field(ge=1, le=2000)
    companions: int = Field(default=0, ge=0, le=MOST_COMPANIONS)
    ages: bool = False
    questions: list[_Words] = Field(default=[], max_length=MOST_QUESTIONS)
    tags: list[Annotated[str, Field(min_length=1, max_length=10)]] = Field(default=[], max_length=5)
    volunteer: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        for words in (self.title, self.place, *self.questions, *self.tags):
            if clean(words) != words or "\n" in words:
                raise ValueError("write it in one line, without hidden characters")
        if _moment(self.ends) <= _moment(self.starts):
            raise ValueError("it ends before it begins")
        return self

    def fits(self, grid_codes: set[str]) -> bool:
        return self.grid is None or self.grid in grid_codes

    def event(self, grid_id: str | None) -> NewEvent:
        return NewEvent(
            code=self.code,
            title=self.title,
            place=self.place,
            starts_at=_moment(self.starts),
            ends_at=_moment(self.ends),
            capacity=self.capacity,
            grid_id=grid_id,
            tags=tuple(self.tags),
            companions=self.companions,
            asks_ages=self.ages,
            questions=tuple(self.questions),
            volunteer=self.volunteer,
        )


class _File(_Strict):
    events: list[_Event] = Field(min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _check_codes(self) -> Self:
        codes = [event.code for event in self.events]
        if twice := next((code for code in codes if codes.count(code) > 1), None):
            raise ValueError(f"event {twice} is there twice")
        return self


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
