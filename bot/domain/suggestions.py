"""What workers propose: signed suggestions, formal proposals, and what lies in the anonymous box."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.people import SUPERVISORS, Grant, Role, holders


class SuggestionKind(StrEnum):
    """A plain suggestion, or a proposal with its four fields."""

    SUGGESTION = "suggestion"
    PROPOSAL = "proposal"


# 问题描述, 建议方案, 责任部门, 整改时限: a proposal that lacks one of them cannot be acted upon.
PROPOSAL_FIELDS = ("problem", "remedy", "department", "deadline")
IDEA = "idea"  # the one field of a plain suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A signed suggestion; ``fields`` holds the worker's words by the name of their question."""

    id: str
    number: str
    kind: SuggestionKind
    person_id: str
    grid_id: str | None
    fields: dict[str, str]
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None


def suggestion_readers(grid_id: str | None, grants: Collection[Grant]) -> tuple[str, ...]:
    """Who is shown a new suggestion: the officers of its grid, or the committee where there is none."""
    near = [grant for grant in grants if grant.covers(grid_id)]
    return holders(near, Role.OFFICER) or holders(grants, Role.COMMITTEE)


def may_read_suggestion(grid_id: str | None, person_id: str, grants: Collection[Grant]) -> bool:
    """Whether a staff member may know that a suggestion from this grid exists."""
    return person_id in {*suggestion_readers(grid_id, grants), *holders(grants, Role.COMMITTEE)}


def box_keepers(grants: Collection[Grant]) -> tuple[str, ...]:
    """Who reads the anonymous box: officers and committee of the whole union, for an item belongs to no grid."""
    return holders(grants, *SUPERVISORS)


class BoxState(StrEnum):
    """How far an item of the box has come."""

    WAITING = "waiting"  # for words of the union
    ANSWERED = "answered"
    CLOSED = "closed"


class Voice(StrEnum):
    """Which side spoke."""

    WORKER = "worker"
    UNION = "union"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxMessage:
    """What was said, and on which day."""

    voice: Voice
    text: str
    said_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxItem:
    """One item of the anonymous box. It knows days only, and nobody's name."""

    id: str
    state: BoxState
    opened_on: date
    touched_on: date
    messages: tuple[BoxMessage, ...] = field(default=())


RECEIPT_DIGITS = 16
_RECEIPT = re.compile(
    r"(?P<word>回执码?|receipt)?\s*[:：]?\s*(?P<digits>\d{4}(?:[\s-]?\d{4}){3})(?!\d)[\s,，。:：;；]*(?P<words>.*)",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ReceiptSaid:
    """A receipt in a message, and the words that follow it."""

    digits: str
    words: str


def receipt_in(text: str) -> ReceiptSaid | None:
    """The receipt that a whole message is; words may follow only where it is called a receipt (回执码 1234-...)."""
    found = _RECEIPT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or (found["words"] and not found["word"]):
        return None
    return ReceiptSaid(re.sub(r"\D", "", found["digits"]), found["words"].strip())


def show_receipt(digits: str) -> str:
    """``1234-5678-9012-3456``, the way it is read aloud."""
    return "-".join(digits[i : i + 4] for i in range(0, RECEIPT_DIGITS, 4))
