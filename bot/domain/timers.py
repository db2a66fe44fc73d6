"""Everything in the future is a row: what is due, about what, and whether it still holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TimerKind(StrEnum):
    """Which handler looks at it when it is due."""

    LADDER = "ladder"  # subject: a case clock; fence: the level that was reached when it was set
    CONFIRMATION = "confirmation"  # subject: a case; fence: its version when the outcome was given
    DRAFT = "draft"  # subject: an address; fence: the draft's id
    PLACE_LAPSES = "place_lapses"  # subject: a booking; fence: its version when it was held or offered
    PLACE_REMINDER = "place_reminder"  # subject: a booking; fence: its version when it was booked; step: which one


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Something to look at at ``due_at``; ``fence`` is the version of the thing that it speaks about."""

    id: str
    kind: TimerKind
    subject_id: str
    due_at: datetime
    fence: str
    planned_at: datetime
    step: int
