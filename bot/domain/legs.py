"""三重触达: what the chat does not reach, a text message may; and a sheet of paper hangs where people pass.

Each leg keeps its own account. The chat's is :class:`bot.domain.broadcasts.Progress`; here are the other two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Steps of a notice's LEGS timer.
BEGINS, AFTER_CHAT = 0, 1


class SmsState(StrEnum):
    """What became of a text message to one person."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # perhaps sent, and not sent again
    CANCELLED = "cancelled"


class PostingState(StrEnum):
    """Whether a sheet of paper hangs."""

    OPEN = "open"
    POSTED = "posted"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A sheet of paper for one grid."""

    id: str
    broadcast_id: str
    grid_id: str
    state: PostingState
    photo_id: str | None
    posted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """How far the two other legs have come: texts by state and in paid segments, sheets that hang of all asked for."""

    texts: Mapping[SmsState, int]
    segments: int
    posted: int
    to_post: int
