"""What the union promises by when, who is told when nobody answers, and when telling is allowed to wait.

The numbers are data (config/sla.yaml, read by :mod:`bot.domain.sla_file`); here are the rules, without I/O.
Clocks run day and night: quiet hours move what is *sent*, never what is *due*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.core.clock import SHANGHAI, local
from bot.core.durations import Duration, WorkingDays
from bot.domain.cases import ClockKind
from bot.domain.categories import Urgency
from bot.domain.people import Role

# A level that fired later than this after its plan was held up: by quiet hours or by a service that stood
# still.
_PUNCTUAL = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A rung: ``after`` this long without an answer ``tell`` that role. ``number`` counts from 1."""

    number: int
    after: Duration
    tell: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One promise (kept within ``due``) and the people behind it."""

    due: Duration
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The promises to one class of cases; ``spacing`` keeps overdue levels apart."""

    spacing: Duration
    ladders: Mapping[ClockKind, Ladder]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From ``start`` up to, but not including, ``end`` by the clock in China; may span midnight."""

    start: time
    end: time

    def cover(self, at: time) -> bool:
        """Whether ``at`` is a quiet time of the day."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """After an outcome: when the worker is asked again whether it is solved, when silence closes it."""

    reminders: tuple[Duration, ...]
    close: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """Everything that is needed to tell when something happens.

    ``speed`` divides every span (a demo at 600 passes an hour in six seconds); ``quiet_hours`` is None
    where there are none.
    """

    normal: Pace
    urgent: Pace
    quiet_hours: QuietHours | None
    confirmation: Confirmation
    reopen_within: Duration
    draft_expires: Duration
    substantive_characters: int
    calendar: WorkingDays
    speed: float

    def pace(self, urgency: Urgency) -> Pace:
        """The promises to cases of ``urgency``; danger to life keeps at least those of an urgent case."""
        return self.normal if urgency is Urgency.NORMAL else self.urgent

    def later(self, start: datetime, by: Duration) -> datetime:
        """``start`` plus ``by``, at this policy's speed and with its working days."""
        return by.after(start, self.calendar, self.speed)


def clocks(policy: SlaPolicy, urgency: Urgency) -> tuple[ClockKind, ...]:
    """The promises that a new case of ``urgency`` starts with."""
    return tuple(kind for kind in policy.pace(urgency).ladders if kind is not ClockKind.PROGRESS)


def ladder(policy: SlaPolicy, urgency: Urgency, clock: ClockKind) -> Ladder:
    """The ladder behind one promise; KeyError where cases of ``urgency`` have no such clock."""
    return policy.pace(urgency).ladders[clock]


def due_at(policy: SlaPolicy, urgency: Urgency, clock: ClockKind, started_at: datetime) -> datetime:
    """By when the promise must be kept; quiet hours do not change it."""
    return policy.later(started_at, ladder(policy, urgency, clock).due)


def level_at(
    policy: SlaPolicy, urgency: Urgency, clock: ClockKind, number: int, started_at: datetime
) -> datetime | None:
    """When level ``number`` (from 1) is planned, before quiet hours; None above the top of the ladder."""
    levels = ladder(policy, urgency, clock).levels
    return policy.later(started_at, levels[number - 1].after) if number <= len(levels) else None


def send_time(policy: SlaPolicy, urgency: Urgency, planned: datetime) -> datetime:
    """``planned``, or the end of the quiet hours that it falls into; what is urgent never waits."""
    quiet, there = policy.quiet_hours, local(planned)
    if urgency is not Urgency.NORMAL or quiet is None or not quiet.cover(there.time()):
        return planned
    day = there.date() if there.time() < quiet.end else there.date() + timedelta(days=1)
    return datetime.combine(day, quiet.end, SHANGHAI).astimezone(UTC)


def next_level_time(
    policy: SlaPolicy,
    urgency: Urgency,
    planned_previous: datetime,
    fired_previous: datetime,
    planned_next: datetime,
) -> datetime:
    """When the next level is to be sent, once the one before it has fired.

    At its plan; but if the one before was held up (quiet hours, a stop of the service), no earlier than
    ``spacing`` after it, so that overdue levels climb one at a time and not as a storm. Plans are those of
    :func:`level_at`.
    """
    at = max(planned_next, fired_previous)
    if fired_previous - planned_previous > _PUNCTUAL / policy.speed:
        at = max(at, policy.later(fired_previous, policy.pace(urgency).spacing))
    return send_time(policy, urgency, at)
