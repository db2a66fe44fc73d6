"""Spans of time as people write them in config: ``3s``, ``15m``, ``24h``, ``2d``, ``7wd`` (working days)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from bot.core.clock import local

_PATTERN = re.compile(r"([0-9]{1,5})(s|m|h|d|wd)")
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_DAY = timedelta(days=1)


class WorkingDays(Protocol):
    """What knows on which days people work (:class:`bot.domain.calendar.Calendar`)."""

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself never counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Either a length of clock time or a number of working days; the other one is zero."""

    length: timedelta = timedelta(0)
    working_days: int = 0

    def after(self, start: datetime, calendar: WorkingDays, speed: float) -> datetime:
        """The instant (UTC) at which this span, begun at ``start`` (aware), is over.

        Clock time runs day and night. ``n`` working days end on the n-th working day after the day of
        ``start`` in China, at the same time of that day: begun on a Friday at 17:00 or on the Saturday at
        17:00, ``1wd`` ends on Monday at 17:00. ``speed`` divides: at 600 an hour is six seconds; at any
        speed but 1 a working day is simply 24 hours, because holidays cannot be hurried.
        """
        if self.working_days and speed == 1:
            begun = local(start)
            day = calendar.add_working_days(begun.date(), self.working_days)
            return datetime.combine(day, begun.timetz()).astimezone(UTC)
        return start.astimezone(UTC) + self.nominal / speed

    @property
    def nominal(self) -> timedelta:
        """The length with a working day taken as 24 hours: for putting spans in order."""
        return self.length + self.working_days * _DAY


def parse_duration(text: str) -> Duration:
    """Reads ``3s``, ``15m``, ``24h``, ``2d`` or ``7wd``; raises ValueError that says what would be right."""
    found = _PATTERN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{text!r} is not a duration; write a whole number and s, m, h, d or wd, like 15m or 7wd")
    count, unit = int(found[1]), found[2]
    return Duration(working_days=count) if unit == "wd" else Duration(length=count * _UNITS[unit])
