"""Notices to many: what is said to whom, who has agreed to it, and how far it has come."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.audience import Audience
from bot.domain.notices import REQUIRED, NoticeKind


class BroadcastStatus(StrEnum):
    """How far a broadcast has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"  # waits for a second person
    APPROVED = "approved"  # begins at once, or when the recipients' hours begin
    SCHEDULED = "scheduled"  # approved for a time that was named
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    STOPPED = "stopped"  # by the service itself, which says why
    SENT = "sent"


# What may still be changed (which voids an approval), what waits for its start, and what is over.
CHANGEABLE = frozenset(
    {BroadcastStatus.DRAFT, BroadcastStatus.SUBMITTED, BroadcastStatus.APPROVED, BroadcastStatus.SCHEDULED}
)
WAITING = frozenset({BroadcastStatus.APPROVED, BroadcastStatus.SCHEDULED})
OVER = frozenset({BroadcastStatus.CANCELLED, BroadcastStatus.SENT})


class StopReason(StrEnum):
    """Why the service stopped a broadcast by itself."""

    PERMISSION = "permission"  # the author or the approver may no longer do this
    DRIFT = "drift"  # the audience is no longer what was approved
    CHANGED = "changed"  # what would be sent is not what was approved
    FAILING = "failing"  # the platform refuses nearly everything


class Leg(StrEnum):
    """A way in which a notice reaches people (三重触达)."""

    CHANNEL = "channel"
    SMS = "sms"
    PRINT = "print"


class RecipientState(StrEnum):
    """What became of the notice for one person; every person of the audience is in exactly one state."""

    WAITING = "waiting"
    QUEUED = "queued"  # in the outbox
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # perhaps sent, and not sent again
    UNREACHABLE = "unreachable"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under the notice that opens a flow: a command of ours (``events``), labelled by the author."""

    label: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that a second person agrees to.

    ``texts`` by language, Chinese always, English where it was given. ``attachment_id`` is the picture; its
    ``media_digest`` (SHA-256 of our copy) is filled in from the stored file and ignored when it is handed in.
    ``send_at`` None means as soon as it is approved.
    """

    kind: NoticeKind
    texts: Mapping[str, str]
    audience: Audience
    urgent: bool = False
    attachment_id: str | None = None
    media_digest: str | None = None
    button: Button | None = None
    send_at: datetime | None = None
    legs: frozenset[Leg] = frozenset({Leg.CHANNEL})

    @property
    def required(self) -> bool:
        """Whether nobody can switch it off."""
        return self.kind in REQUIRED

    @property
    def at_once(self) -> bool:
        """Whether it waits for nobody's good hours: only an urgent warning does not."""
        return self.urgent and self.kind is NoticeKind.SAFETY

    def text_for(self, locale: str) -> str:
        """The words in a language; Chinese where there are no others."""
        return self.texts.get(locale) or self.texts["zh-CN"]

    def fingerprint(self, broadcast_id: str) -> str:
        """What an approval is bound to: any change of anything here gives another one (SHA-256, 64 digits)."""
        document = {
            "broadcast": broadcast_id,
            "kind": self.kind,
            "urgent": self.urgent,
            "texts": dict(self.texts),
            "media": [self.attachment_id, self.media_digest],
            "button": [self.button.label, self.button.command] if self.button else None,
            "audience": self.audience.document(),
            "send_at": self.send_at.isoformat() if self.send_at else None,
            "legs": sorted(self.legs),
        }
        return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A second person's yes: to what exactly, and how many people it meant then."""

    approver_id: str
    fingerprint: str
    people: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One notice to many. ``reason`` is why it was sent back or cancelled; ``stop_reason`` why the service stopped it.

    ``mark`` is eight hexadecimal digits that buttons carry. ``listed_until`` is the person up to whom recipients are
    listed, ``filled_at`` when the list was complete.
    """

    id: str
    mark: str
    author_id: str
    status: BroadcastStatus
    content: Content
    approval: Approval | None
    reason: str | None
    stop_reason: StopReason | None
    created_at: datetime
    started_at: datetime | None
    listed_until: str
    filled_at: datetime | None
    finished_at: datetime | None
    version: int

    @property
    def fingerprint(self) -> str:
        """What a second person would agree to now."""
        return self.content.fingerprint(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a broadcast has come. ``states`` add up to ``people``; ``acknowledged`` are among those sent to.

    ``rate`` is messages a second over the last minute (or since it began), ``left`` the time still needed at that rate,
    None while it is not known. ``waits_until`` is when the recipients' hours begin, None while they last.
    """

    states: Mapping[RecipientState, int]
    acknowledged: int
    rate: float
    left: timedelta | None
    waits_until: datetime | None

    @property
    def people(self) -> int:
        """Everybody on the list of recipients."""
        return sum(self.states.values())

    @property
    def done(self) -> int:
        """Those for whom nothing more happens in their chats."""
        return self.people - self.states[RecipientState.WAITING] - self.states[RecipientState.QUEUED]
