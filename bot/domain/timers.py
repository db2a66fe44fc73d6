"""Everything in the future is a row: what is due, about what, and whether it still holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TimerKind(StrEnum):
    """Which handler looks at it when it is due."""

    LADDER = "ladder"  # subject: a case clock; fence: the level that was reached when it was set
    CONFIRMATION = "confirmation"  # subject: a case; fence: its version when the outcome was given
    DRAFT = "draft"  # subject: an address; fence: the draft's id
    APPLICATION = "application"  # subject: an application to join; fence: its version; step: who hears of it
    CARE_AID = "care_aid"  # subject: an application for help; fence: its version
    CARE_QUARTER = "care_quarter"  # subject: the quarter whose wishes are ranked
    SUGGESTION = "suggestion"  # subject: a signed suggestion; step: remind its readers, then tell the committee
    FLEETING = "fleeting"  # subject: a message whose words are not kept
    EVENT_ENDS = "event_ends"  # subject: an event; fence: its end when the timer was set
    CALLBACK = "callback"  # subject: a request for a human being; fence: its version; step: which rung
    PLACE_LAPSES = "place_lapses"  # subject: a booking; fence: its version when it was held or offered
    PLACE_REMINDER = "place_reminder"  # subject: a booking; fence: its version when it was booked; step: which one
    BROADCAST_WATCH = "broadcast_watch"  # subject: a broadcast whose figures are drawn anew
    BROADCAST_RECALL = "broadcast_recall"  # subject: a cancelled broadcast; fence: up to whom it was taken back
    BROADCAST = "broadcast"  # subject: a broadcast that begins; fence: its version when it was approved
    CALL_TASK = "call_task"  # subject: an answer that a worker has to be told aloud; step: who hears of it
    DIGEST = "digest"  # subject: a week; step: send its pages, then tell who did not answer
    MEDIATION = "mediation"  # subject: a mediation; fence: its version when the worker agreed to it
    ABSENCE = "absence"  # subject: an absence of somebody on the staff; step: it begins, it ends
    GRANT = "grant"  # subject: a role that was given with dates; step: it begins, it ends
    LEGS = "legs"  # subject: a broadcast; fence: the person up to whom texts are written
    POSTING = "posting"  # subject: a sheet to be put up; step: remind its liaison, then tell the author
    OUTCOME_DUE = "outcome_due"  # subject: a slot of a reception day; step: who hears of it


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
