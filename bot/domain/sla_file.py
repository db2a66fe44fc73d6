"""Reads config/sla.yaml into a :class:`~bot.domain.sla.SlaPolicy`; refuses what it does not understand."""

import re
from datetime import time
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.core.complaints import first_complaint
from bot.core.durations import Duration, WorkingDays, parse_duration
from bot.core.yaml_files import load_yaml
from bot.domain.cases import ClockKind
from bot.domain.people import Role
from bot.domain.sla import Confirmation, Ladder, Level, Pace, QuietHours, SlaPolicy


def load_policy(path: Path, calendar: WorkingDays, speed: float = 1.0) -> SlaPolicy:
    """Reads the file; raises ValueError that names the place in it."""
    return read_policy(load_yaml(path), calendar, speed)


def read_policy(content: object, calendar: WorkingDays, speed: float = 1.0) -> SlaPolicy:
    """Checks what sla.yaml says (perhaps merged from several files); raises ValueError that names the place.

    There are no quiet hours at any ``speed`` but 1: a night would pass in seconds.
    """
    if not speed > 0:
        raise ValueError(f"sla: a speed of {speed} is not possible; it must be above 0")
    try:
        return _File.model_validate(content).policy(calendar, speed)
    except ValidationError as error:
        raise ValueError(first_complaint(error, "sla")) from None


def _parse_clock_time(value: object) -> time:
    # YAML reads an unquoted 22:00 as the number 1320, which must not become 00:22.
    if not isinstance(value, str) or not re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", value):
        raise ValueError('write the time of day in quotes, like "22:00"')
    return time.fromisoformat(value)


def _parse_quiet_hours(value: object) -> object:
    if value is None:
        raise ValueError('write none, or {from: "22:00", to: "07:00"}')
    return None if value == "none" else value


_Span = Annotated[Duration, BeforeValidator(parse_duration)]
_ClockTime = Annotated[time, BeforeValidator(_parse_clock_time)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Level(_Strict):
    after: _Span
    tell: Role


class _Ladder(_Strict):
    due: _Span
    levels: tuple[_Level, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if not _ascending([level.after for level in self.levels]):
            raise ValueError("every level must come later than the one before it")
        return self

    def ladder(self) -> Ladder:
        numbered = enumerate(self.levels, start=1)
        levels = tuple(Level(number=number, after=level.after, tell=level.tell) for number, level in numbered)
        return Ladder(due=self.due, levels=levels)


class _Normal(_Strict):
    spacing: _Span
    first: _Ladder
    substantive: _Ladder
    progress: _Ladder

    def pace(self) -> Pace:
        ladders = {
            ClockKind.FIRST: self.first.ladder(),
            ClockKind.SUBSTANTIVE: self.substantive.ladder(),
            ClockKind.PROGRESS: self.progress.ladder(),
        }
        return Pace(spacing=self.spacing, ladders=ladders)


class _Urgent(_Normal):
    acknowledge: _Ladder

    def pace(self) -> Pace:
        ladders = {ClockKind.ACKNOWLEDGE: self.acknowledge.ladder(), **super().pace().ladders}
        return Pace(spacing=self.spacing, ladders=ladders)


class _QuietHours(_Strict):
    start: _ClockTime = Field(alias="from")
    end: _ClockTime = Field(alias="to")

    @model_validator(mode="after")
    def _check_difference(self) -> Self:
        if self.start == self.end:
            raise ValueError("from and to are the same; write none for no quiet hours")
        return self


class _Confirmation(_Strict):
    reminders: tuple[_Span, ...]
    close: _Span

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if not _ascending([*self.reminders, self.close]):
            raise ValueError("reminders must follow each other and close must come last")
        return self


class _File(_Strict):
    normal: _Normal
    urgent: _Urgent
    quiet_hours: Annotated[_QuietHours | None, BeforeValidator(_parse_quiet_hours)]
    confirmation: _Confirmation
    reopen_within: _Span
    draft_expires: _Span
    substantive_characters: int = Field(ge=1, le=200, strict=True)

    def policy(self, calendar: WorkingDays, speed: float) -> SlaPolicy:
        quiet, confirmation = self.quiet_hours, self.confirmation
        return SlaPolicy(
            normal=self.normal.pace(),
            urgent=self.urgent.pace(),
            quiet_hours=QuietHours(start=quiet.start, end=quiet.end) if quiet and speed == 1 else None,
            confirmation=Confirmation(reminders=confirmation.reminders, close=confirmation.close),
            reopen_within=self.reopen_within,
            draft_expires=self.draft_expires,
            substantive_characters=self.substantive_characters,
            calendar=calendar,
            speed=speed,
        )


def _ascending(spans: list[Duration]) -> bool:
    return all(a.nominal < b.nominal for a, b in pairwise(spans))
