"""On which days people work in China: an own editable table (config/calendar.yaml), one year after the other.

The State Council moves weekends around the holidays every year and says so late in the year before. For a
year that the table does not hold yet, Monday to Friday count, minus the statutory days with a fixed date;
such a year is *provisional* and officers are told to fill the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.core.yaml_files import load_yaml

_DAY = timedelta(days=1)
_SATURDAY = 5

# 全国年节及纪念日放假办法 (revised 2024), article 2: the holidays that do not follow the moon or the sun.
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working days. ``years`` are those that the table holds."""

    years: frozenset[int]
    holidays: frozenset[date]
    make_up_days: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        """Whether people work on ``day``."""
        if day in self.make_up_days:
            return True
        if day in self.holidays or day.weekday() >= _SATURDAY:
            return False
        return not (self.provisional(day.year) and (day.month, day.day) in _FIXED_HOLIDAYS)

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself never counts, zero gives ``day``
        back."""
        while count > 0:
            day += _DAY
            count -= self.is_working_day(day)
        return day

    def provisional(self, year: int) -> bool:
        """Whether nobody has entered the holidays of ``year`` yet."""
        return year not in self.years


def load_calendar(path: Path) -> Calendar:
    """Reads and checks the table; raises ValueError with the place in the file."""
    return read_calendar(load_yaml(path))


def read_calendar(table: object) -> Calendar:
    """Checks a table ``{year: {holidays: [{name, from, to}], make_up_days: [date]}}``; raises ValueError."""
    years: set[int] = set()
    holidays: set[date] = set()
    make_up_days: set[date] = set()
    for year, entry in _mapping(table, "calendar").items():
        where = f"calendar.{year}"
        if not isinstance(year, int):
            raise ValueError(f"{where}: a year is a number")
        content = _mapping(entry, where, {"holidays", "make_up_days"})
        years.add(year)
        holidays |= _read_holidays(content.get("holidays"), year, where)
        make_up_days |= _read_make_up_days(content.get("make_up_days"), year, where)
    if both := holidays & make_up_days:
        raise ValueError(f"calendar: {min(both)} is a holiday and a working day")
    return Calendar(years=frozenset(years), holidays=frozenset(holidays), make_up_days=frozenset(make_up_days))


def _read_holidays(entries: object, year: int, where: str) -> set[date]:
    days: set[date] = set()
    for number, entry in enumerate(_list(entries, f"{where}.holidays")):
        place = f"{where}.holidays[{number}]"
        content = _mapping(entry, place, {"name", "from", "to"})
        first, last = _date(content.get("from"), year, place), _date(content.get("to"), year, place)
        if last < first:
            raise ValueError(f"{place}: it ends before it begins")
        days |= {first + offset * _DAY for offset in range((last - first).days + 1)}
    return days


def _read_make_up_days(entries: object, year: int, where: str) -> set[date]:
    place = f"{where}.make_up_days"
    return {_date(entry, year, place) for entry in _list(entries, place)}


def _date(value: object, year: int, where: str) -> date:
    if type(value) is not date or value.year != year:
        raise ValueError(f"{where}: {value} is not a date of {year}, like {year}-01-01")
    return value


def _mapping(value: object, where: str, known: set[str] | None = None) -> Mapping[object, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{where}: names and values are expected here")
    if known is not None and (unknown := set(value) - known):
        raise ValueError(f"{where}.{min(map(str, unknown))}: unknown; known are {', '.join(sorted(known))}")
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(f"{where}: a list is expected here")
    return value
