"""Events: announced, signed up for, ended. Places, wait-lists and reminders are those of :mod:`bot.services.places`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.core.errors import DomainError
from bot.core.ids import new_id
from bot.domain.events import DOORS_CLOSE, Event
from bot.domain.places import Booking, BookingStatus, Slot, SlotKind
from bot.domain.timers import TimerKind
from bot.services import places as place_service
from bot.services.house import House
from bot.store import audit, events, places, timers
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event as an officer or a file describes it; ``code`` is its name in the file."""

    code: str = field(default_factory=new_id)
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    grid_id: str | None = None
    tags: tuple[str, ...] = ()
    organiser_id: str | None = None
    companions: int = 0
    asks_ages: bool = False
    questions: tuple[str, ...] = ()
    volunteer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who comes, as the person said it; ``answers`` are those to the organiser's questions."""

    adults: int = 1
    children: int = 0
    ages: tuple[int, ...] = ()
    answers: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """How many places they need."""
        return self.adults + self.children


def announce(uow: UnitOfWork, new: NewEvent, by: str | None) -> Event:
    """Opens an event for sign-up; one with the same code is changed, and everybody keeps his place."""
    known = events.event_by_code(uow, new.code)
    if known is None:
        event_id = new_id()
        _add_slot(uow, event_id, new)
        slot = places.slots_of(uow, SlotKind.EVENT, parent_id=event_id)[0]
    else:
        event_id, slot = known.id, _change_slot(uow, known.slot, new)
    event = Event(
        id=event_id,
        code=new.code,
        slot=slot,
        grid_id=new.grid_id,
        tags=new.tags,
        organiser_id=new.organiser_id,
        companions=new.companions,
        asks_ages=new.asks_ages,
        questions=new.questions,
        volunteer=new.volunteer,
    )
    events.save_event(uow, event)
    timers.drop_timers_of(uow, TimerKind.EVENT_ENDS, [event_id])
    timers.set_timer(uow, TimerKind.EVENT_ENDS, event_id, new.ends_at + DOORS_CLOSE, fence=ends_fence(new.ends_at))
    audit.record(uow, by, "event_announced", "event", event_id)
    return event


def ends_fence(ends_at: datetime) -> str:
    """What makes a timer of an event stale: its end was moved."""
    return f"{ends_at.timestamp():.0f}"


def coming_event(uow: UnitOfWork, event_id: str) -> Event:
    """An event that one can still sign up for; raises DomainError ``event.gone``."""
    event = events.load_event(uow, event_id)
    if event is None or not event.slot.open or event.slot.over(uow.now):
        raise DomainError("event.gone")
    return event


def sign_up(uow: UnitOfWork, house: House, event: Event, person_id: str, party: Party, *, may_wait: bool) -> Booking:
    """Takes the places; when there are too few left, waits in line if the person wants that.

    Raises DomainError ``place.full`` (and does nothing), ``place.already`` and the like.
    """
    try:
        booking = place_service.take(uow, house, event.slot, person_id, party.places)
    except DomainError as error:
        if error.key != "place.full" or not may_wait:
            raise
        booking = place_service.wait(uow, house, event.slot, person_id, party.places)
    places.write_note(uow, booking.id, _as_note(party))
    return booking


def party_of(uow: UnitOfWork, booking: Booking) -> Party:
    """Who comes with a booking; what was erased is counted as adults."""
    note = places.read_note(uow, booking.id)
    if not note:
        return Party(adults=booking.party)
    kept: Mapping[str, Any] = json.loads(note)
    return Party(
        adults=kept["adults"], children=kept["children"], ages=tuple(kept["ages"]), answers=tuple(kept["answers"])
    )


def erase_parties(uow: UnitOfWork, event: Event) -> None:
    """Nobody needs to know any more who came along and how old the children were."""
    for booking in places.bookings_in(uow, event.slot.id, frozenset(BookingStatus)):
        if places.read_note(uow, booking.id):
            places.write_note(uow, booking.id, "")


def in_line(uow: UnitOfWork, slot: Slot) -> int:
    """How many wait for a place."""
    return len(places.bookings_in(uow, slot.id, {BookingStatus.WAITING}))


def _add_slot(uow: UnitOfWork, event_id: str, new: NewEvent) -> None:
    places.add_slot(
        uow,
        SlotKind.EVENT,
        new.title,
        place=new.place,
        capacity=new.capacity,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        parent_id=event_id,
    )


def _change_slot(uow: UnitOfWork, slot: Slot, new: NewEvent) -> Slot:
    """What is taken stays taken: a smaller room takes nobody's place away."""
    slot = places.lock_slot(uow, slot.id)
    wanted = replace(
        slot,
        title=new.title,
        place=new.place,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        capacity=max(new.capacity, places.taken(uow, [slot.id]).get(slot.id, 0)),
    )
    if wanted != slot:
        names = ("title", "place", "starts_at", "ends_at", "capacity")
        places.change_slot(uow, slot.id, **{name: getattr(wanted, name) for name in names})
    return wanted


def _as_note(party: Party) -> str:
    kept = {"adults": party.adults, "children": party.children, "ages": party.ages, "answers": party.answers}
    return json.dumps(kept, ensure_ascii=False)
