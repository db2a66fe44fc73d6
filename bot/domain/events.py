"""Events of the union: what is offered besides its place, and what is remembered of those who come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people import CASEWORKERS, Grant, Role, roles_of
from bot.domain.places import Slot

MOST_QUESTIONS = 3  # that an organiser may ask; more would be a form, and nobody fills it in on the road
MOST_COMPANIONS = 9
DOORS_OPEN = timedelta(hours=3)  # so long before the start people are checked in
DOORS_CLOSE = timedelta(hours=1)  # and so long after the end they are checked out


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What an event is besides its place and time, which stand in ``slot``.

    ``code`` is its name in an import file. ``companions`` is how many people one person may bring. ``questions`` are
    the organiser's own. A ``volunteer`` event counts hours.
    """

    id: str
    code: str
    slot: Slot
    grid_id: str | None
    tags: tuple[str, ...]
    organiser_id: str | None
    companions: int
    asks_ages: bool
    questions: tuple[str, ...]
    volunteer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One sign-up on the day: when the person came and went, and who vouched for the hours."""

    booking_id: str
    checked_in_at: datetime
    checked_out_at: datetime | None
    verified_at: datetime | None
    feedback_at: datetime | None


def runs(event: Event, person_id: str, grants: tuple[Grant, ...]) -> bool:
    """Whether this person may check people in: the organiser, an officer of the grid, the committee.

    ``grants`` are the roles that he holds now: an organiser who holds none any more runs nothing.
    """
    return (person_id == event.organiser_id and bool(roles_of(grants) & CASEWORKERS)) or any(
        grant.role is Role.COMMITTEE or (grant.role is Role.OFFICER and grant.covers(event.grid_id)) for grant in grants
    )


def doors_are_open(event: Event, now: datetime) -> bool:
    """Whether people are checked in and out now."""
    starts, ends = event.slot.starts_at, event.slot.ends_at
    return starts is not None and ends is not None and starts - DOORS_OPEN <= now <= ends + DOORS_CLOSE


def hours_of(attendance: Attendance, ends_at: datetime) -> timedelta:
    """From check-in to check-out; whoever forgot to check out stayed until the end."""
    return max(timedelta(), (attendance.checked_out_at or ends_at) - attendance.checked_in_at)
