"""When the legal clinic is open, by a monthly rule, and the rules of the secretary's reception day.

Both are data (config/clinic.yaml). A session that falls on a holiday slides to the next working day; a weekend on
which people work in exchange for a holiday is a working day.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.core.clock import SHANGHAI
from bot.core.durations import Duration, parse_duration
from bot.core.yaml_files import load_yaml
from bot.domain.calendar import Calendar

_DAY = timedelta(days=1)
_STRICT = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Session(BaseModel):
    """One lawyer's hours in every month: the ``week``-th ``weekday`` (1 is Monday), in pieces of ``minutes``."""

    model_config = _STRICT

    week: Annotated[int, Field(ge=1, le=4)]
    weekday: Annotated[int, Field(ge=1, le=7)]
    opens: Annotated[time, Field(alias="from")]
    closes: Annotated[time, Field(alias="to")]
    minutes: Annotated[int, Field(ge=5, le=240)]
    capacity: Annotated[int, Field(ge=1, le=100)]
    lawyer: Annotated[str, Field(min_length=1, max_length=80)]
    place: Annotated[str, Field(min_length=1, max_length=120)]

    @model_validator(mode="after")
    def _in_order(self) -> "Session":
        if self.opens >= self.closes:
            raise ValueError(f"a session from {self.opens} to {self.closes} has no time in it")
        return self

    def day(self, year: int, month: int, calendar: Calendar) -> date:
        """The session's day in a month."""
        first = date(year, month, 1)
        day = first + ((self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1)) * _DAY
        return day if calendar.is_working_day(day) else calendar.add_working_days(day, 1)

    def slots(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The (start, end) of each piece on ``day``, in UTC; what is left over at the end is no piece."""
        return pieces(
            datetime.combine(day, self.opens, SHANGHAI), datetime.combine(day, self.closes, SHANGHAI), self.minutes
        )


class Clinic(BaseModel):
    """The clinic: its sessions, and for how many days ahead they can be booked."""

    model_config = _STRICT

    ahead: Annotated[int, Field(ge=1, le=366)]
    sessions: tuple[Session, ...]


class Reception(BaseModel):
    """The reception day: announced so many working days before, its outcome recorded in time, or others hear of it."""

    model_config = _STRICT

    announced: Annotated[int, Field(ge=1, le=30)]
    hours: Annotated[int, Field(ge=1, le=10)]
    minutes: Annotated[int, Field(ge=5, le=240)]
    place: Annotated[str, Field(min_length=1, max_length=120)]
    recorded: Duration
    committee: Duration

    @model_validator(mode="before")
    @classmethod
    def _durations(cls, values: dict[str, object]) -> dict[str, object]:
        return values | {name: parse_duration(str(values.get(name))) for name in ("recorded", "committee")}


class Desks(BaseModel):
    """Everything in config/clinic.yaml."""

    model_config = _STRICT

    clinic: Clinic
    reception: Reception


def load_desks(path: Path) -> Desks:
    """Reads and checks the file; raises ValueError that names the place in it."""
    return Desks.model_validate(load_yaml(path))


def pieces(starts: datetime, ends: datetime, minutes: int) -> Iterator[tuple[datetime, datetime]]:
    """The time between (aware) in pieces of so many minutes, in UTC."""
    length = timedelta(minutes=minutes)
    while starts + length <= ends:
        yield starts.astimezone(UTC), (starts + length).astimezone(UTC)
        starts += length


def months(first: date, last: date) -> Iterator[tuple[int, int]]:
    """(year, month) of every month that has a day between ``first`` and ``last``."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield year, month
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
