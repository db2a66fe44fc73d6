"""The promises, the ladder behind them, and the rules that keep nights quiet and storms away."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clock import SHANGHAI, local
from bot.domain.calendar import load_calendar
from bot.domain.cases import ClockKind
from bot.domain.categories import Urgency
from bot.domain.people import Role
from bot.domain.sla import SlaPolicy, clocks, due_at, ladder, level_at, next_level_time, send_time
from bot.domain.sla_file import load_policy, read_policy

FILE = Path("config/sla.yaml")
CALENDAR = load_calendar(Path("config/calendar.yaml"))
POLICY = load_policy(FILE, CALENDAR)
NORMAL, URGENT, DANGER = Urgency.NORMAL, Urgency.URGENT, Urgency.DANGER
FIRST, SUBSTANTIVE, ACKNOWLEDGE = ClockKind.FIRST, ClockKind.SUBSTANTIVE, ClockKind.ACKNOWLEDGE

INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SPANS = st.timedeltas(timedelta(0), timedelta(days=2))
URGENCIES = st.sampled_from(Urgency)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def hours(policy: SlaPolicy, urgency: Urgency, clock: ClockKind) -> list[tuple[float, Role]]:
    rungs = ladder(policy, urgency, clock).levels
    return [(level.after.nominal / timedelta(hours=1), level.tell) for level in rungs]


ALL_FOUR = [Role.LIAISON, Role.DEPUTY, Role.OFFICER, Role.COMMITTEE]


@pytest.mark.parametrize(
    ("urgency", "clock", "due", "rungs"),
    [
        (NORMAL, FIRST, 24, list(zip([12, 18, 21, 24], ALL_FOUR, strict=True))),
        (NORMAL, SUBSTANTIVE, 48, list(zip([36, 42, 45, 48], ALL_FOUR, strict=True))),
        (URGENT, ACKNOWLEDGE, 0.25, [(0.25, Role.COMMITTEE)]),
        (URGENT, FIRST, 2, list(zip([1, 1.5, 1.75, 2], ALL_FOUR, strict=True))),
        (URGENT, SUBSTANTIVE, 24, list(zip([12, 18, 21, 24], ALL_FOUR, strict=True))),
        (DANGER, ACKNOWLEDGE, 0.25, [(0.25, Role.COMMITTEE)]),
    ],
)
def test_the_union_s_promises(urgency: Urgency, clock: ClockKind, due: float, rungs: list[tuple[float, Role]]) -> None:
    start = china("2026-03-06 23:30")
    assert due_at(POLICY, urgency, clock, start) == start + timedelta(hours=due)
    assert hours(POLICY, urgency, clock) == rungs
    assert level_at(POLICY, urgency, clock, 1, start) == start + timedelta(hours=rungs[0][0])
    assert level_at(POLICY, urgency, clock, len(rungs) + 1, start) is None


def test_only_urgent_cases_are_acknowledged() -> None:
    assert clocks(POLICY, NORMAL) == (FIRST, SUBSTANTIVE)
    assert set(clocks(POLICY, URGENT)) == {ACKNOWLEDGE, FIRST, SUBSTANTIVE}


@pytest.mark.parametrize(
    ("planned", "sent"),
    [
        ("2026-03-02 21:59:59", "2026-03-02 21:59:59"),
        ("2026-03-02 22:00", "2026-03-03 07:00"),
        ("2026-03-02 23:59:59", "2026-03-03 07:00"),
        ("2026-03-03 00:00", "2026-03-03 07:00"),
        ("2026-03-03 06:59:59", "2026-03-03 07:00"),
        ("2026-03-03 07:00", "2026-03-03 07:00"),
    ],
)
def test_nights_are_quiet_but_not_for_what_is_urgent(planned: str, sent: str) -> None:
    at = china(planned)
    assert send_time(POLICY, NORMAL, at) == china(sent)
    assert send_time(POLICY, URGENT, at) == send_time(POLICY, DANGER, at) == at


def test_quiet_hours_may_lie_within_one_day() -> None:
    content = yaml.safe_load(FILE.read_text())
    policy = read_policy({**content, "quiet_hours": {"from": "12:00", "to": "14:00"}}, CALENDAR)
    assert send_time(policy, NORMAL, china("2026-03-02 13:00")) == china("2026-03-02 14:00")
    assert send_time(policy, NORMAL, china("2026-03-02 23:00")) == china("2026-03-02 23:00")


def climb(policy: SlaPolicy, urgency: Urgency, plans: list[datetime], stops: list[timedelta]) -> list[datetime]:
    """Fires the planned levels one after the other, each as late as ``stops`` says."""
    fired = [send_time(policy, urgency, plans[0]) + stops[0]]
    for previous, planned, stop in zip(plans, plans[1:], stops[1:], strict=False):
        fired.append(next_level_time(policy, urgency, previous, fired[-1], planned) + stop)
    return fired


def test_three_levels_of_one_night_come_a_quarter_of_an_hour_apart() -> None:
    plans = [china("2026-03-02 23:00"), china("2026-03-03 02:00"), china("2026-03-03 05:00")]
    assert climb(POLICY, NORMAL, plans, [timedelta(0)] * 3) == [
        china("2026-03-03 07:00"),
        china("2026-03-03 07:15"),
        china("2026-03-03 07:30"),
    ]


def test_after_a_stop_of_the_service_overdue_levels_climb_one_at_a_time() -> None:
    start = china("2026-03-02 08:00")
    plans = [start + timedelta(hours=n) for n in (1, 1.5, 1.75, 2)]
    stopped = [timedelta(hours=3), timedelta(0), timedelta(0), timedelta(0)]
    fired = climb(POLICY, URGENT, plans, stopped)
    assert [at - start for at in fired] == [timedelta(hours=4, minutes=5 * n) for n in range(4)]


def test_a_punctual_level_does_not_move_the_next() -> None:
    plans = [china("2026-03-02 09:00"), china("2026-03-02 09:05")]
    assert climb(POLICY, NORMAL, plans, [timedelta(seconds=60), timedelta(0)])[1] == plans[1]
    assert climb(POLICY, NORMAL, plans, [timedelta(seconds=61), timedelta(0)])[1] == china("2026-03-02 09:16:01")


@given(planned=INSTANTS, urgency=URGENCIES)
def test_sending_is_never_early_and_never_by_night(planned: datetime, urgency: Urgency) -> None:
    sent = send_time(POLICY, urgency, planned)
    assert planned <= sent <= planned + timedelta(hours=9)
    if urgency is NORMAL:
        assert time(7) <= local(sent).time() < time(22)
    else:
        assert sent == planned


@given(
    start=INSTANTS,
    gaps=st.lists(SPANS, max_size=5),
    stops=st.lists(SPANS, min_size=6, max_size=6),
    urgency=URGENCIES,
)
def test_a_ladder_never_reorders_hurries_or_storms(
    start: datetime, gaps: list[timedelta], stops: list[timedelta], urgency: Urgency
) -> None:
    plans = [start]
    for gap in gaps:
        plans.append(plans[-1] + gap)
    fired = climb(POLICY, urgency, plans, stops)
    spacing = POLICY.pace(urgency).spacing.length
    assert fired == sorted(fired)
    assert all(at >= plan for at, plan in zip(fired, plans, strict=True))
    for plan, at, following in zip(plans, fired, fired[1:], strict=False):
        assert at - plan <= timedelta(seconds=60) or following - at >= spacing


@given(start=INSTANTS, gaps=st.lists(SPANS, max_size=5))
def test_without_stops_no_level_of_a_normal_case_rings_by_night(start: datetime, gaps: list[timedelta]) -> None:
    plans = [start]
    for gap in gaps:
        plans.append(plans[-1] + gap)
    fired = climb(POLICY, NORMAL, plans, [timedelta(0)] * len(plans))
    assert all(time(7) <= local(at).time() < time(22) for at in fired)


def test_a_hurried_policy_has_no_nights_and_divides_everything() -> None:
    fast = load_policy(FILE, CALENDAR, speed=600)
    night = china("2026-03-02 23:00")
    assert fast.quiet_hours is None
    assert send_time(fast, NORMAL, night) == night
    assert due_at(fast, NORMAL, FIRST, night) == night + timedelta(seconds=144)
    late = night + timedelta(seconds=0.2)  # more than 60 s / 600
    assert next_level_time(fast, NORMAL, night, late, night) == late + timedelta(seconds=1.5)
    punctual = night + timedelta(seconds=0.1)
    assert next_level_time(fast, NORMAL, night, punctual, night) == punctual


def test_a_day_of_seconds_can_be_configured() -> None:
    content = _changed("normal.first.due", "3s")
    content["normal"]["first"]["levels"] = [{"after": "1s", "tell": "liaison"}]
    content["quiet_hours"] = "none"
    policy = read_policy(content, CALENDAR)
    start = china("2026-03-02 23:00")
    assert due_at(policy, NORMAL, FIRST, start) == start + timedelta(seconds=3)
    assert send_time(policy, NORMAL, start) == start


def _changed(path: str, value: object) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text())
    *parents, last = path.split(".")
    place: Any = content
    for name in parents:
        place = place[int(name)] if isinstance(place, list) else place[name]
    place[last] = value
    return content


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("nrmal", {}, "sla.nrmal: Extra"),
        ("normal.first.duee", "3h", "sla.normal.first.duee: Extra"),
        ("normal.acknowledge", {}, "sla.normal.acknowledge: Extra"),
        ("normal.first.due", "1 day", "sla.normal.first.due: '1 day' is not a duration"),
        ("normal.first.due", 24, "sla.normal.first.due: 24 is not a duration"),
        ("urgent.first.levels", [], "sla.urgent.first.levels"),
        ("normal.first.levels.0.tell", "president", "sla.normal.first.levels.0.tell"),
        ("normal.first.levels.0.after", "18h", "sla.normal.first: every level must come later"),
        ("urgent.acknowledge", None, "sla.urgent.acknowledge"),
        ("quiet_hours", None, "sla.quiet_hours: write none"),
        ("quiet_hours.from", 1320, "sla.quiet_hours.from: write the time of day in quotes"),
        ("quiet_hours.from", "25:00", "sla.quiet_hours.from"),
        ("quiet_hours.from", "07:00", "sla.quiet_hours: from and to are the same"),
        ("confirmation.close", "72h", "sla.confirmation: reminders must follow"),
        ("substantive_characters", 0, "sla.substantive_characters"),
        ("substantive_characters", "15", "sla.substantive_characters"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(path: str, value: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_policy(_changed(path, value), CALENDAR)


@pytest.mark.parametrize("speed", [0, -1, float("nan")])
def test_an_impossible_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        load_policy(FILE, CALENDAR, speed)
