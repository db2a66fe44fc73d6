"""Slots, bookings and taken places. The rule that two never hold one place is the primary key of ``places``."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, select, update

from bot.core.ids import new_id
from bot.domain.places import LIVING, Booking, BookingStatus, Slot, SlotKind
from bot.store.tables import bookings, places, reminder_hours, slots
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once, insert_or_replace

_ADD_SLOT = insert_once(slots, ["parent_id", "title", "starts_at"])
_SET_HOUR = insert_or_replace(reminder_hours, ["person_id"])
_LIVING = bookings.c.status.in_(sorted(LIVING))


def add_slot(
    uow: UnitOfWork,
    kind: SlotKind,
    title: str,
    *,
    place: str,
    capacity: int,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    parent_id: str | None = None,
    is_open: bool = True,
) -> str | None:
    """Adds a slot and returns its id; None when its parent has one with this title and start, which stays as it is."""
    slot_id = new_id()
    row = {
        "id": slot_id,
        "kind": kind.value,
        "parent_id": parent_id,
        "title": title,
        "place": place,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "capacity": capacity,
        "open": is_open,
        "version": 1,
    }
    return slot_id if uow.first(_ADD_SLOT[uow.dialect], row) else None


def load_slot(uow: UnitOfWork, slot_id: str) -> Slot:
    """One slot; KeyError when there is none."""
    return _one_slot(uow, select(slots).where(slots.c.id == slot_id))


def lock_slot(uow: UnitOfWork, slot_id: str) -> Slot:
    """The same, and nobody else changes its bookings until the commit (SQLite has one writer anyway)."""
    return _one_slot(uow, select(slots).where(slots.c.id == slot_id).with_for_update())


def slots_of(
    uow: UnitOfWork, kind: SlotKind, *, parent_id: str | None = None, after: datetime | None = None
) -> list[Slot]:
    """The open slots of a kind, the earliest first; with ``after`` only those that begin later."""
    query = select(slots).where(slots.c.kind == kind.value, slots.c.open)
    if parent_id is not None:
        query = query.where(slots.c.parent_id == parent_id)
    if after is not None:
        query = query.where(slots.c.starts_at > after)
    return [_slot(row) for row in uow.rows(query.order_by(slots.c.starts_at, slots.c.title))]


def change_slot(uow: UnitOfWork, slot_id: str, **values: object) -> None:
    """Changes columns of a slot; lock it first."""
    uow.execute(update(slots).where(slots.c.id == slot_id).values(**values, version=slots.c.version + 1))


def taken(uow: UnitOfWork, slot_ids: Collection[str]) -> dict[str, int]:
    """How many places of each slot are taken."""
    count = func.count().label("taken")
    query = select(places.c.slot_id, count).where(places.c.slot_id.in_(slot_ids)).group_by(places.c.slot_id)
    return {row.slot_id: row.taken for row in uow.rows(query)}


def highest_taken(uow: UnitOfWork, slot_id: str) -> int:
    """The highest place of a slot that somebody has; 0 while nobody has one."""
    row = uow.first(select(func.max(places.c.number).label("highest")).where(places.c.slot_id == slot_id))
    return (row.highest if row is not None else None) or 0


def free_numbers(uow: UnitOfWork, slot: Slot) -> list[int]:
    """The places of a locked slot that nobody has, the lowest first."""
    used = {row.number for row in uow.rows(select(places.c.number).where(places.c.slot_id == slot.id))}
    return [number for number in range(1, slot.capacity + 1) if number not in used]


def take_numbers(uow: UnitOfWork, booking: Booking, numbers: list[int]) -> None:
    """Takes these places; raises Conflict when somebody else has one of them after all."""
    rows = [{"slot_id": booking.slot_id, "number": number, "booking_id": booking.id} for number in numbers]
    uow.execute(places.insert(), rows)


def free_numbers_of(uow: UnitOfWork, booking_id: str) -> None:
    """Gives the places of a booking back."""
    uow.execute(delete(places).where(places.c.booking_id == booking_id))


def add_booking(
    uow: UnitOfWork,
    slot_id: str,
    person_id: str,
    party: int,
    status: BookingStatus,
    expires_at: datetime | None = None,
) -> Booking:
    """A new booking behind all others of a locked slot; raises Conflict when the person has one there."""
    last = uow.execute(select(func.max(bookings.c.turn)).where(bookings.c.slot_id == slot_id)).scalar()
    booking = Booking(
        id=new_id(),
        slot_id=slot_id,
        person_id=person_id,
        party=party,
        status=status,
        turn=(last or 0) + 1,
        expires_at=expires_at,
        confirmed_at=None,
        version=1,
    )
    uow.execute(bookings.insert(), {**asdict(booking), "created_at": uow.now})
    return booking


def change_booking(
    uow: UnitOfWork, booking: Booking, status: BookingStatus, expires_at: datetime | None = None
) -> Booking:
    """Its next status; timers that speak of the old one are stale from here on."""
    statement = update(bookings).where(bookings.c.id == booking.id)
    uow.execute(statement.values(status=status.value, expires_at=expires_at, version=bookings.c.version + 1))
    return load_booking(uow, booking.id)


def set_confirmed(uow: UnitOfWork, booking_id: str) -> None:
    """The person says that he will come; its timers go on."""
    uow.execute(update(bookings).where(bookings.c.id == booking_id).values(confirmed_at=uow.now))


def load_booking(uow: UnitOfWork, booking_id: str) -> Booking:
    """One booking; KeyError when there is none."""
    row = uow.first(select(bookings).where(bookings.c.id == booking_id))
    if row is None:
        raise KeyError(booking_id)
    return _booking(row)


def living_booking(uow: UnitOfWork, slot_id: str, person_id: str) -> Booking | None:
    """What a person has of a slot, if it is not cancelled or lapsed."""
    row = uow.first(select(bookings).where(bookings.c.slot_id == slot_id, bookings.c.person_id == person_id, _LIVING))
    return _booking(row) if row else None


def bookings_in(uow: UnitOfWork, slot_id: str, statuses: Collection[BookingStatus] = LIVING) -> list[Booking]:
    """The bookings of a slot in the order in which they came."""
    query = select(bookings).where(bookings.c.slot_id == slot_id, bookings.c.status.in_(sorted(statuses)))
    return [_booking(row) for row in uow.rows(query.order_by(bookings.c.turn))]


def bookings_of(uow: UnitOfWork, person_id: str, statuses: Collection[BookingStatus]) -> list[tuple[Slot, Booking]]:
    """What a person has, the earliest slot first."""
    query = select(bookings).where(bookings.c.person_id == person_id, bookings.c.status.in_(sorted(statuses)))
    own = [_booking(row) for row in uow.rows(query)]
    found = uow.rows(select(slots).where(slots.c.id.in_([booking.slot_id for booking in own])))
    by_id = {row.id: _slot(row) for row in found}
    pairs = [(by_id[booking.slot_id], booking) for booking in own]
    return sorted(pairs, key=lambda pair: (pair[0].starts_at is None, pair[0].starts_at, pair[1].turn))


def write_note(uow: UnitOfWork, booking_id: str, note: str) -> None:
    """Keeps what the person said with a booking."""
    sealed = uow.vault.seal("bookings.note", booking_id, note)
    uow.execute(update(bookings).where(bookings.c.id == booking_id).values(note_sealed=sealed))


def read_note(uow: UnitOfWork, booking_id: str) -> str:
    """What the person said with a booking; empty when he said nothing."""
    row = uow.first(select(bookings.c.note_sealed).where(bookings.c.id == booking_id))
    return uow.vault.open("bookings.note", booking_id, row.note_sealed) if row and row.note_sealed else ""


def write_code(uow: UnitOfWork, booking_id: str, code: str) -> None:
    """Gives a booking the code that is shown at the door; raises Conflict when another one has it."""
    values = {
        "code_index": uow.vault.index("booking", code),
        "code_sealed": uow.vault.seal("bookings.code", booking_id, code),
    }
    uow.execute(update(bookings).where(bookings.c.id == booking_id).values(**values))


def read_code(uow: UnitOfWork, booking_id: str) -> str | None:
    """The code of a booking."""
    row = uow.first(select(bookings.c.code_sealed).where(bookings.c.id == booking_id))
    return uow.vault.open("bookings.code", booking_id, row.code_sealed) if row and row.code_sealed else None


def booking_by_code(uow: UnitOfWork, code: str) -> Booking | None:
    """The booking with this code."""
    row = uow.first(select(bookings).where(bookings.c.code_index == uow.vault.index("booking", code)))
    return _booking(row) if row else None


def set_reminder_hour(uow: UnitOfWork, person_id: str, earliest: int) -> None:
    """Before this hour of the day (0-23, in China) the person wants no reminder."""
    uow.execute(_SET_HOUR[uow.dialect], {"person_id": person_id, "earliest": earliest})


def reminder_hour(uow: UnitOfWork, person_id: str) -> int | None:
    """The hour before which the person wants no reminder."""
    row = uow.first(select(reminder_hours.c.earliest).where(reminder_hours.c.person_id == person_id))
    return row.earliest if row else None


def _one_slot(uow: UnitOfWork, query: Select[Any]) -> Slot:
    row = uow.first(query)
    if row is None:
        raise KeyError("slot")
    return _slot(row)


def _slot(row: Row[Any]) -> Slot:
    return Slot(**{**{name: getattr(row, name) for name in Slot.__dataclass_fields__}, "kind": SlotKind(row.kind)})


def _booking(row: Row[Any]) -> Booking:
    values = {name: getattr(row, name) for name in Booking.__dataclass_fields__}
    return Booking(**{**values, "status": BookingStatus(row.status)})
