"""When a week is put on one page: a working day, never after the week, and none in a week of holidays."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clock import local
from bot.domain.calendar import read_calendar
from bot.domain.liaison import load_liaison_rules, monday_of, week_begins, week_ends, week_of

CONFIG = Path(__file__).parents[2] / "config"
RULES = load_liaison_rules(CONFIG / "liaison.yaml")
CALENDAR = read_calendar(
    {
        2026: {
            "holidays": [
                {"name": "国庆节", "from": date(2026, 10, 1), "to": date(2026, 10, 11)},
                {"name": "元旦", "from": date(2026, 1, 2), "to": date(2026, 1, 3)},
            ],
            "make_up_days": [date(2026, 1, 4)],
        }
    }
)


@pytest.mark.parametrize(
    ("week", "sent"),
    [
        ("2026-W48", "2026-11-27 16:00"),  # a Friday like any other
        ("2026-W40", "2026-09-30 16:00"),  # Thursday and Friday are holidays: the Wednesday before
        ("2026-W41", None),  # nobody works at all
        ("2026-W01", "2026-01-01 16:00"),  # the Friday is a holiday, the Sunday is made up for it
    ],
)
def test_when_the_page_is_sent(week: str, sent: str | None) -> None:
    at = RULES.digest.sent_at(week, CALENDAR)
    assert (None if at is None else f"{local(at):%Y-%m-%d %H:%M}") == sent


def test_a_week_that_is_worked_only_at_its_end_gets_its_page_then() -> None:
    holidays = [{"name": "x", "from": date(2026, 11, 23), "to": date(2026, 11, 28)}]
    calendar = read_calendar({2026: {"holidays": holidays, "make_up_days": [date(2026, 11, 29)]}})
    at = RULES.digest.sent_at("2026-W48", calendar)
    assert at is not None
    assert local(at).date() == date(2026, 11, 29)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 30)))
def test_every_day_lies_in_its_week_and_weeks_follow_each_other(day: date) -> None:
    week = week_of(day)
    assert local(week_begins(week)).date() == monday_of(week) <= day < local(week_ends(week)).date()
    assert week_begins(week_of(local(week_ends(week)).date())) == week_ends(week)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("weekday: 5", "weekday: 8", "digest.weekday"),
        ('at: "16:00"', 'at: "25:00"', "digest.at"),
        ('at: "16:00"', "at: 16:00", "digest.at"),
        ("due_soon: 6h", "due_soon: soon", "due_soon"),
        ("mediation: 15d", "mediations: 15d", "mediation"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    path = tmp_path / "liaison.yaml"
    content = (CONFIG / "liaison.yaml").read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=place):
        load_liaison_rules(path)
