"""Working days: the committed table, years without one, and tables that are refused."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import load_calendar, read_calendar

CALENDAR = load_calendar(Path("config/calendar.yaml"))
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-01-26", True),  # a Sunday before the Spring Festival
        ("2025-01-28", False),
        ("2025-10-08", False),
        ("2025-10-11", True),  # a Saturday
        ("2026-01-02", False),  # a Friday that is free
        ("2026-01-04", True),  # a Sunday that is worked
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-03-07", False),
        ("2027-01-01", False),  # 2027: fixed days only
        ("2027-02-06", False),
        ("2027-02-08", True),  # in the Spring Festival, but nobody has entered it yet
        ("2027-05-03", True),
        ("2028-05-02", False),
        ("2027-10-04", True),
    ],
)
def test_days(day: str, *, works: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(("year", "days"), [(2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_announced(year: int, days: int) -> None:
    start = date(year, 1, 1)
    assert sum(CALENDAR.is_working_day(start + timedelta(days=n)) for n in range(365)) == days
    assert not CALENDAR.provisional(year)
    assert CALENDAR.provisional(2027)


@given(day=DAYS, count=st.integers(0, 60))
def test_adding_lands_on_a_working_day_with_the_right_number_between(day: date, count: int) -> None:
    end = CALENDAR.add_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(CALENDAR.is_working_day, between)) == count
    assert count == 0 or CALENDAR.is_working_day(end)


GOOD = "{holidays: [{name: 元旦, from: 2027-01-01, to: 2027-01-03}], make_up_days: [2027-01-09]}"


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("[]", "calendar: names and values"),
        ("{next: {}}", "calendar.next: a year is a number"),
        ("{2027: {holiday: []}}", "calendar.2027.holiday: unknown"),
        ("{2027: {holidays: []}}", "calendar.2027.make_up_days: a list"),
        (
            "{2027: " + GOOD.replace("to: 2027-01-03", "to: 2028-01-03") + "}",
            "holidays\\[0\\]: 2028-01-03 is not a date of 2027",
        ),
        ("{2027: " + GOOD.replace("to: 2027-01-03", "to: 2026-12-31") + "}", "not a date of 2027"),
        ("{2027: " + GOOD.replace("from: 2027-01-01", "from: 2027-01-05") + "}", "ends before it begins"),
        ("{2027: " + GOOD.replace("from", "form") + "}", "holidays\\[0\\].form: unknown"),
        ("{2027: " + GOOD.replace("[2027-01-09]", "[9]") + "}", "make_up_days: 9 is not a date"),
        (
            "{2027: " + GOOD.replace("2027-01-09", "2027-01-02") + "}",
            "2027-01-02 is a holiday and a working day",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(table: str, complaint: str) -> None:
    read_calendar(yaml.safe_load("{2027: " + GOOD + "}"))
    with pytest.raises(ValueError, match=complaint):
        read_calendar(yaml.safe_load(table))
