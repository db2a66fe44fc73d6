"""The clinic's monthly rule on the shipped calendar: holidays, make-up days, pieces of the afternoon."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.domain.calendar import load_calendar
from bot.domain.clinic import Desks, Session, load_desks, months

CONFIG = Path(__file__).parents[2] / "config"


def _session(**changes: object) -> Session:
    shipped = {
        "week": 3,
        "weekday": 3,
        "from": time(14),
        "to": time(17),
        "minutes": 30,
        "capacity": 1,
        "lawyer": "陈律师",
        "place": "二楼",
    }
    return Session.model_validate({**shipped, **changes})


@pytest.mark.parametrize(
    ("changes", "year", "month", "day"),
    [
        ({}, 2026, 12, date(2026, 12, 16)),
        ({}, 2026, 4, date(2026, 4, 15)),  # the month begins on that weekday
        ({}, 2026, 2, date(2026, 2, 24)),  # 18 February is Spring Festival; the next working day is the 24th
        ({"week": 1, "weekday": 4}, 2026, 10, date(2026, 10, 8)),  # National Day: the holidays end on the 7th
        ({"week": 2, "weekday": 6}, 2026, 10, date(2026, 10, 10)),  # a Saturday on which people work
        ({"week": 3, "weekday": 6}, 2026, 10, date(2026, 10, 19)),  # a plain Saturday slides to Monday
        ({"week": 1, "weekday": 5}, 2027, 1, date(2027, 1, 4)),  # 1 January of a year nobody has entered yet
    ],
)
def test_a_session_slides_to_the_next_working_day(changes: dict[str, object], year: int, month: int, day: date) -> None:
    assert _session(**changes).day(year, month, load_calendar(CONFIG / "calendar.yaml")) == day


def test_an_afternoon_has_whole_pieces_only() -> None:
    slots = list(_session(minutes=50).slots(date(2026, 12, 16)))
    assert slots == [
        (datetime(2026, 12, 16, 6, 0, tzinfo=UTC), datetime(2026, 12, 16, 6, 50, tzinfo=UTC)),
        (datetime(2026, 12, 16, 6, 50, tzinfo=UTC), datetime(2026, 12, 16, 7, 40, tzinfo=UTC)),
        (datetime(2026, 12, 16, 7, 40, tzinfo=UTC), datetime(2026, 12, 16, 8, 30, tzinfo=UTC)),
    ]


def test_months_across_the_new_year() -> None:
    assert list(months(date(2026, 11, 30), date(2027, 1, 1))) == [(2026, 11), (2026, 12), (2027, 1)]


@pytest.mark.parametrize(
    "changes", [{"week": 5}, {"weekday": 0}, {"to": time(14)}, {"minutes": 0}, {"capacity": 0}, {"room": "x"}]
)
def test_a_rule_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        _session(**changes)


def test_the_shipped_rules_can_be_read() -> None:
    assert isinstance(load_desks(CONFIG / "clinic.yaml"), Desks)
