"""The days of the calendar that words may mean: a day, a month or a part of it, months away from another."""

from calendar import monthrange
from datetime import date


class ImpossibleDate(ValueError):
    """The text names a day that never was: 2月30号, 32号, 13月, or a full date that lies ahead."""


Days = tuple[date, date]

_PARTS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "月中": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}


def full_date(year: int, month: int, day: int) -> date:
    """Return the day; raises ImpossibleDate when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ImpossibleDate(f"{year}-{month}-{day}") from error


def month_days(year: int, month: int, part: str | None = None) -> Days:
    """Return the first and last day of a month or of its part (初, 月底, 中旬). Raises ImpossibleDate."""
    last = monthrange(full_date(year, month, 1).year, month)[1]
    first_day, last_day = _PARTS[part if part in _PARTS else part.removeprefix("月")] if part else (1, last)
    return date(year, month, first_day), date(year, month, min(last_day, last))


def months_from(day: date, count: int) -> tuple[int, int]:
    """Return the year and month that lie ``count`` months after (or before) the day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return year, month + 1
