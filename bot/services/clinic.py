"""法律门诊: sessions that stand ready ahead, the booking with what the lawyer should know, the calendar entry."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar as Entries
from icalendar import Event

from bot.core.cleaning import quote
from bot.core.clock import local_date
from bot.core.messages import Purpose
from bot.domain.clinic import months, pieces
from bot.domain.people import Role, holders
from bot.domain.places import Booking, BookingStatus, Slot, SlotKind
from bot.services import presence
from bot.services.house import House
from bot.services.letters import tell
from bot.services.made_files import send_made
from bot.services.place_letters import describe
from bot.store import audit, people, places
from bot.store.unit_of_work import UnitOfWork

MOST_TOPIC = 600  # characters of the brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a booking is about. ``shared``: the worker agreed that the lawyer reads ``topic`` beforehand."""

    topic: str
    category: str
    shared: bool

    def dump(self) -> str:
        """As it is kept, sealed, with the booking."""
        return json.dumps({"topic": self.topic, "category": self.category, "shared": self.shared})


def read_brief(uow: UnitOfWork, booking: Booking) -> Brief:
    """What the booking is about."""
    kept = json.loads(places.read_note(uow, booking.id) or "{}")
    return Brief(topic=kept.get("topic", ""), category=kept.get("category", "other"), shared=kept.get("shared", False))


def open_sessions(uow: UnitOfWork, house: House) -> None:
    """Opens what the rules say for the days ahead; done again, it changes nothing."""
    today = local_date(uow.now)
    last = today + timedelta(days=house.desks.clinic.ahead)
    for session in house.desks.clinic.sessions:
        for month in months(today, last):
            day = session.day(*month, house.calendar)
            if today <= day <= last:
                spans = session.slots(day)
                _add_slots(uow, month, spans, session.lawyer, place=session.place, capacity=session.capacity)


def open_session(
    uow: UnitOfWork,
    span: tuple[datetime, datetime],
    *,
    minutes: int,
    capacity: int,
    lawyer: str,
    place: str,
    officer_id: str,
) -> int:
    """Opens one more session in pieces of ``minutes``; returns how many pieces are new."""
    day = local_date(span[0])
    new = _add_slots(uow, (day.year, day.month), pieces(*span, minutes), lawyer, place=place, capacity=capacity)
    if new:
        audit.record(uow, officer_id, "session_opened", "slot", new[0], str(len(new)))
    return len(new)


def _add_slots(
    uow: UnitOfWork,
    month: tuple[int, int],
    spans: Iterable[tuple[datetime, datetime]],
    lawyer: str,
    *,
    place: str,
    capacity: int,
) -> list[str]:
    """The ids of a lawyer's (start, end) pieces that were not there before, counted in ``month`` (year, month)."""
    year, number = month
    added = [
        places.add_slot(
            uow,
            SlotKind.CLINIC,
            lawyer,
            place=place,
            capacity=capacity,
            starts_at=starts,
            ends_at=ends,
            parent_id=f"clinic:{year}-{number:02d}",
        )
        for starts, ends in spans
    ]
    return [slot_id for slot_id in added if slot_id is not None]


def booked(uow: UnitOfWork, house: House, slot: Slot, booking: Booking) -> None:
    """A place is certain: the calendar entry goes to the worker, and his words to the lawyer if he agreed."""
    locale = people.locale_of(uow, booking.person_id)
    caption = house.texts.get("clinic.calendar_entry", locale)
    send_made(uow, booking.person_id, calendar_entry(house, slot, booking, locale), "text/calendar", caption)
    brief = read_brief(uow, booking)
    if not brief.shared:
        return
    for person_id in desk(uow):
        theirs = people.locale_of(uow, person_id)
        tell(
            uow,
            house,
            person_id,
            "clinic.brief",
            purpose=Purpose.STAFF,
            unique=f"brief:{booking.id}:{person_id}",
            lawyer=slot.title,
            what=describe(house, slot, theirs),
            category=house.texts.get(f"category.{brief.category}", theirs),
            topic=quote(brief.topic, MOST_TOPIC),
        )


def calendar_entry(house: House, slot: Slot, booking: Booking, locale: str) -> bytes:
    """The booking as an iCalendar file (RFC 5545): what, when, where; nothing about the matter itself."""
    entries, event = Entries(), Event()
    entries.add("prodid", "-//gongyi//places//")
    entries.add("version", "2.0")
    event.add("uid", f"{booking.id}@gongyi")
    event.add("dtstamp", slot.starts_at)
    event.add("dtstart", slot.starts_at)
    event.add("dtend", slot.ends_at)
    event.add("summary", house.texts.get(f"place.kind_{slot.kind}", locale, title=slot.title))
    event.add("location", slot.place)
    entries.add_component(event)
    return bytes(entries.to_ical())


def desk(uow: UnitOfWork) -> list[str]:
    """Who runs the clinic and hands the briefs to the lawyers: the officers who are here, or else the committee."""
    grants = people.active_grants(uow)
    officers, committee = holders(grants, Role.OFFICER), holders(grants, Role.COMMITTEE)
    able = {*officers, *committee}
    found = presence.acting_now(uow, officers, able.__contains__)
    return [*(found or presence.acting_now(uow, committee, able.__contains__) or committee)]


def sessions_at_hand(uow: UnitOfWork, kind: SlotKind) -> list[tuple[Slot, Booking]]:
    """Who has booked between yesterday and a week from now, in order: for those who receive them."""
    near = [
        slot
        for slot in places.slots_of(uow, kind, after=uow.now - timedelta(days=1))
        if slot.starts_at and slot.starts_at < uow.now + timedelta(days=7)
    ]
    kept = {BookingStatus.BOOKED, BookingStatus.ATTENDED, BookingStatus.NO_SHOW}
    return [(slot, booking) for slot in near for booking in places.bookings_in(uow, slot.id, kept)]
