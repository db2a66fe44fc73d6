"""A case: what the union promised somebody to look after, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.categories import Category, Urgency


class Status(StrEnum):
    """Where a case stands. Only the worker's word, or silence after two reminders, closes it."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"  # somebody took it in hand
    IN_PROGRESS = "in_progress"  # a human being answered
    ANSWERED = "answered"  # an outcome was given; the worker is asked whether it is solved
    CLOSED = "closed"


OPEN = (Status.SUBMITTED, Status.ACCEPTED, Status.IN_PROGRESS, Status.ANSWERED)


class Closing(StrEnum):
    """How a case was closed."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


class Identity(StrEnum):
    """Whether the handler sees who the worker is."""

    NAMED = "named"
    SEALED = "sealed"


class Author(StrEnum):
    """Which side a message of a case comes from."""

    WORKER = "worker"
    STAFF = "staff"


class MessageKind(StrEnum):
    """What a message of a case is."""

    STORY = "story"
    ADDENDUM = "addendum"
    REPLY = "reply"
    REQUEST = "request"  # staff asks for more material
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case as it stands; ``person_id`` is None for a sealed one, whose link is encrypted."""

    id: str
    number: str
    category: Category
    urgency: Urgency
    status: Status
    closing: Closing | None
    identity: Identity
    person_id: str | None
    grid_id: str | None
    assignee_id: str | None
    accused_id: str | None
    about_staff: bool
    company_may_know: bool
    story: str
    facts: dict[str, str]
    opened_at: datetime
    round: int
    rating: int | None
    version: int

    @property
    def sealed(self) -> bool:
        """Whether the handler must not learn who the worker is."""
        return self.identity is Identity.SEALED

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMessage:
    """One thing said in a case."""

    id: str
    case_id: str
    author: Author
    kind: MessageKind
    text: str
    canned: bool
    round: int
    said_at: datetime


class ClockKind(StrEnum):
    """What is owed."""

    ACKNOWLEDGE = "acknowledge"
    FIRST = "first"
    SUBSTANTIVE = "substantive"
    PROGRESS = "progress"  # the next word after a substantive answer, until there is an outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock:
    """One promise: what is owed by when, and how far the ladder has climbed."""

    id: str
    case_id: str
    kind: ClockKind
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    level: int
