"""The rules of a liaison's work (config/liaison.yaml): when his week is summed up, how long a mediation lasts."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.core.clock import SHANGHAI
from bot.core.complaints import first_complaint
from bot.core.durations import Duration, parse_duration
from bot.core.yaml_files import load_yaml
from bot.domain.calendar import Calendar

_DAY = timedelta(days=1)
_Span = Annotated[Duration, BeforeValidator(parse_duration)]


def _in_quotes(value: object) -> object:
    # YAML reads an unquoted 16:00 as the number 960, which must not become 00:16.
    if not isinstance(value, str):
        raise ValueError('write the time of day in quotes, like "16:00"')
    return value


class Digest(BaseModel):
    """When the week is put on one page: the ``weekday`` (1 is Monday) and the hour in China."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weekday: Annotated[int, Field(ge=1, le=7)]
    at: Annotated[time, BeforeValidator(_in_quotes)]

    def sent_at(self, week: str, calendar: Calendar) -> datetime | None:
        """The instant (UTC) in ``week``: on its weekday or the last working day before, else the first after.

        None in a week without a working day (the long holidays).
        """
        monday = monday_of(week)
        days = [monday + offset * _DAY for offset in range(7)]
        working = [day for day in days if calendar.is_working_day(day)]
        before = [day for day in working if day.isoweekday() <= self.weekday]
        day = next(iter([*before[-1:], *working]), None)
        return None if day is None else datetime.combine(day, self.at, SHANGHAI).astimezone(UTC)


class LiaisonRules(BaseModel):
    """Everything in config/liaison.yaml. ``due_soon`` is how near a deadline must be to be pointed out."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    due_soon: _Span
    digest: Digest
    mediation: _Span


def load_liaison_rules(path: Path) -> LiaisonRules:
    """Reads and checks the file; raises ValueError that names the place in it."""
    try:
        return LiaisonRules.model_validate(load_yaml(path))
    except ValidationError as error:
        raise ValueError(first_complaint(error)) from None


def week_of(day: date) -> str:
    """The week that a day in China belongs to, from Monday on: ``2026-W48`` (ISO 8601)."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """The first day of a week."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def week_begins(week: str) -> datetime:
    """The first instant (UTC) of a week in China."""
    return datetime.combine(monday_of(week), time(), SHANGHAI).astimezone(UTC)


def week_ends(week: str) -> datetime:
    """The first instant (UTC) after a week in China."""
    return week_begins(week) + 7 * _DAY
