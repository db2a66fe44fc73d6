"""Events, who came to them and when, and what they thought of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update

from bot.core.ids import new_id
from bot.domain.events import Attendance, Event
from bot.domain.places import BookingStatus, Slot, SlotKind
from bot.store.tables import attendances, bookings, event_feedback, events, slots
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once, insert_or_replace

_SAVE = insert_or_replace(events, ["id"])
_COME = insert_once(attendances, ["booking_id"])
_EVENTS = (
    select(
        *(events.c[name] for name in ("code", "grid_id", "tags", "organiser_id", "companions", "asks_ages")),
        *(events.c[name] for name in ("questions", "volunteer")),
        *slots.c,
    )
    .join(slots, slots.c.parent_id == events.c.id)
    .where(slots.c.kind == SlotKind.EVENT.value)
)


def save_event(uow: UnitOfWork, event: Event) -> None:
    """Adds an event or changes what it is besides its slot."""
    row = {name: getattr(event, name) for name in Event.__dataclass_fields__ if name != "slot"}
    uow.execute(_SAVE[uow.dialect], {**row, "tags": list(event.tags), "questions": list(event.questions)})


def load_event(uow: UnitOfWork, event_id: str) -> Event | None:
    """One event, open or not."""
    return _first(uow, _EVENTS.where(events.c.id == event_id))


def event_by_code(uow: UnitOfWork, code: str) -> Event | None:
    """The event with this code in an import file."""
    return _first(uow, _EVENTS.where(events.c.code == code))


def event_of_slot(uow: UnitOfWork, slot_id: str) -> Event | None:
    """The event that a slot belongs to; None for a slot of another kind."""
    return _first(uow, _EVENTS.where(slots.c.id == slot_id))


def coming_events(uow: UnitOfWork) -> list[Event]:
    """The open events that have not begun, the earliest first."""
    query = _EVENTS.where(slots.c.open, slots.c.starts_at > uow.now)
    return [_event(row) for row in uow.rows(query.order_by(slots.c.starts_at, events.c.code))]


def events_until(uow: UnitOfWork, over_since: datetime) -> list[Event]:
    """The open events that have not begun, go on, or ended after ``over_since``, the earliest first."""
    query = _EVENTS.where(slots.c.open, slots.c.ends_at > over_since)
    return [_event(row) for row in uow.rows(query.order_by(slots.c.starts_at, events.c.code))]


def come(uow: UnitOfWork, booking_id: str) -> bool:
    """Notes that somebody is there; False when it was noted before."""
    row = {"booking_id": booking_id, "checked_in_at": uow.now}
    nothing = dict.fromkeys(("checked_out_at", "verified_at", "verified_by", "feedback_at"))
    return uow.first(_COME[uow.dialect], {**row, **nothing}) is not None


def leave(uow: UnitOfWork, booking_id: str) -> bool:
    """Notes that somebody left; False when it was noted before."""
    return _once(uow, booking_id, "checked_out_at", checked_out_at=uow.now)


def verify(uow: UnitOfWork, booking_id: str, verified_by: str) -> bool:
    """The hours are right; False when somebody said so before."""
    return _once(uow, booking_id, "verified_at", verified_at=uow.now, verified_by=verified_by)


def mark_feedback(uow: UnitOfWork, booking_id: str) -> bool:
    """Feedback was given; False when it was given before."""
    return _once(uow, booking_id, "feedback_at", feedback_at=uow.now)


def attendance_of(uow: UnitOfWork, booking_id: str) -> Attendance | None:
    """When the person of a booking came and went."""
    row = uow.first(select(attendances).where(attendances.c.booking_id == booking_id))
    return _attendance(row) if row else None


def volunteered(uow: UnitOfWork, person_id: str) -> list[tuple[Slot, Attendance]]:
    """Where a person has helped, the latest first."""
    query = (
        select(slots, attendances)
        .join(bookings, bookings.c.slot_id == slots.c.id)
        .join(attendances, attendances.c.booking_id == bookings.c.id)
        .join(events, events.c.id == slots.c.parent_id)
        .where(bookings.c.person_id == person_id, bookings.c.status == BookingStatus.ATTENDED.value)
        .where(events.c.volunteer)
    )
    return [(_slot(row), _attendance(row)) for row in uow.rows(query.order_by(slots.c.starts_at.desc()))]


def add_feedback(uow: UnitOfWork, event_id: str, stars: int, again: bool | None, comment: str | None) -> None:
    """Keeps what somebody thought of an event, without who and when."""
    feedback_id = new_id()
    row = {"id": feedback_id, "event_id": event_id, "stars": stars, "again": again}
    sealed = comment and uow.vault.seal("event_feedback.comment", feedback_id, comment)
    uow.execute(event_feedback.insert(), {**row, "comment_sealed": sealed})


def _once(uow: UnitOfWork, booking_id: str, column: str, **values: object) -> bool:
    fresh = (attendances.c.booking_id == booking_id) & attendances.c[column].is_(None)
    return uow.execute(update(attendances).where(fresh).values(**values)).rowcount == 1


def _first(uow: UnitOfWork, query: Select[Any]) -> Event | None:
    row = uow.first(query)
    return _event(row) if row else None


def _event(row: Row[Any]) -> Event:
    return Event(
        id=row.parent_id,
        code=row.code,
        slot=_slot(row),
        grid_id=row.grid_id,
        tags=tuple(row.tags),
        organiser_id=row.organiser_id,
        companions=row.companions,
        asks_ages=row.asks_ages,
        questions=tuple(row.questions),
        volunteer=row.volunteer,
    )


def _slot(row: Row[Any]) -> Slot:
    return Slot(**{**{name: getattr(row, name) for name in Slot.__dataclass_fields__}, "kind": SlotKind(row.kind)})


def _attendance(row: Row[Any]) -> Attendance:
    return Attendance(**{name: getattr(row, name) for name in Attendance.__dataclass_fields__})
