"""Durations as people write them, and the instants they lead to."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.clock import SHANGHAI
from bot.core.durations import Duration, parse_duration
from bot.domain.calendar import Calendar, load_calendar

CALENDAR = load_calendar(Path("config/calendar.yaml"))


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("3s", Duration(length=timedelta(seconds=3))),
        ("15m", Duration(length=timedelta(minutes=15))),
        ("24h", Duration(length=timedelta(days=1))),
        ("2d", Duration(length=timedelta(days=2))),
        ("7wd", Duration(working_days=7)),
        ("0s", Duration()),
    ],
)
def test_what_is_understood(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", "15", "m", "1h30m", "-3s", "1.5h", " 3s", "3s\n", "3 s", "3S", "３s", "999999d", 15, None]
)
def test_what_is_refused_with_a_hint(text: object) -> None:
    with pytest.raises(ValueError, match="like 15m or 7wd"):
        parse_duration(text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ("2026-03-02 09:30", "24h", "2026-03-03 09:30"),
        ("2026-03-06 17:00", "24h", "2026-03-07 17:00"),  # clock time runs through the weekend
        ("2026-03-06 17:00", "1wd", "2026-03-09 17:00"),  # Friday -> Monday
        ("2026-03-07 17:00", "1wd", "2026-03-09 17:00"),  # Saturday -> Monday
        ("2026-03-07 00:10", "1wd", "2026-03-09 00:10"),  # in UTC still Friday
        ("2026-02-13 12:00", "1wd", "2026-02-14 12:00"),  # a Saturday that is worked
        ("2026-02-14 12:00", "1wd", "2026-02-24 12:00"),  # over the Spring Festival
        ("2026-09-30 12:00", "2wd", "2026-10-09 12:00"),
        ("2026-03-06 17:00", "0wd", "2026-03-06 17:00"),
    ],
)
def test_the_end_of_a_span(start: str, text: str, end: str) -> None:
    def instant(value: str) -> datetime:
        return datetime.fromisoformat(value).replace(tzinfo=SHANGHAI)

    ended = parse_duration(text).after(instant(start), CALENDAR, 1.0)
    assert ended == instant(end)
    assert ended.tzinfo is UTC


@pytest.mark.parametrize(("text", "seconds"), [("1h", 6), ("24h", 144), ("1wd", 144), ("3s", 0.005)])
def test_speed_divides_and_a_hurried_working_day_has_24_hours(text: str, seconds: float) -> None:
    saturday = datetime(2026, 3, 7, tzinfo=UTC)
    assert parse_duration(text).after(saturday, CALENDAR, 600) - saturday == timedelta(seconds=seconds)


def test_the_days_are_asked_of_the_calendar() -> None:
    """A calendar without a table still knows weekends."""
    bare = Calendar(years=frozenset(), holidays=frozenset(), make_up_days=frozenset())
    assert bare.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 16)
