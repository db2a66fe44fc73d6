"""Slots with a number of places, and the bookings of them: clinic, reception day, events, packs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SlotKind(StrEnum):
    """What a slot belongs to."""

    CLINIC = "clinic"
    RECEPTION = "reception"
    EVENT = "event"
    PACK = "pack"


class BookingStatus(StrEnum):
    """How far a booking has come."""

    HELD = "held"  # while a form is being filled in; frees itself
    BOOKED = "booked"
    WAITING = "waiting"  # no place yet
    OFFERED = "offered"  # a place became free and waits for a yes; frees itself
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ATTENDED = "attended"
    NO_SHOW = "no_show"


# What still concerns somebody, and what has a place of its own until it is over.
LIVING = frozenset(set(BookingStatus) - {BookingStatus.CANCELLED, BookingStatus.EXPIRED})
FUTURE = frozenset({BookingStatus.BOOKED, BookingStatus.WAITING, BookingStatus.OFFERED})
LAPSING = frozenset({BookingStatus.HELD, BookingStatus.OFFERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Something with ``capacity`` places. ``title`` says what or with whom; a pack has no time."""

    id: str
    kind: SlotKind
    parent_id: str | None
    title: str
    place: str
    starts_at: datetime | None
    ends_at: datetime | None
    capacity: int
    open: bool
    version: int

    def over(self, now: datetime) -> bool:
        """Whether it has begun."""
        return self.starts_at is not None and self.starts_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What one person has of a slot; ``turn`` is the order in which they came, ``party`` the number of places."""

    id: str
    slot_id: str
    person_id: str
    party: int
    status: BookingStatus
    turn: int
    expires_at: datetime | None
    confirmed_at: datetime | None
    version: int
