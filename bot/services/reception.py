"""书记接待日: announced in time, booked like the clinic, and its outcome written down in time, or others hear of it."""

import json
from datetime import datetime, timedelta

from bot.core.cleaning import inline, quote
from bot.core.clock import local_date
from bot.core.errors import AccessRefused, DomainError
from bot.core.messages import Purpose
from bot.core.moments import show_moment
from bot.domain.clinic import pieces
from bot.domain.people import SUPERVISORS, Role, holders
from bot.domain.places import Booking, BookingStatus, Slot, SlotKind
from bot.domain.timers import Timer, TimerKind
from bot.services import places as place_service
from bot.services import presence
from bot.services.house import House
from bot.services.letters import tell
from bot.services.place_letters import BUTTONS_LIVE, describe
from bot.store import audit, buttons, people, places, timers
from bot.store.buttons import Action
from bot.store.unit_of_work import UnitOfWork

MOST_TOPIC = 600  # characters


def announce(uow: UnitOfWork, house: House, starts_at: datetime, secretary_id: str) -> int:
    """Opens a reception day and returns how many visitors it has room for.

    Raises DomainError ``reception.too_soon`` for a day that is not announced early enough.
    """
    rules = house.desks.reception
    earliest = house.calendar.add_working_days(local_date(uow.now), rules.announced)
    if local_date(starts_at) < earliest:
        raise DomainError("reception.too_soon", days=rules.announced, day=f"{earliest.month}-{earliest.day}")
    title = people.contact_of(uow, secretary_id).name or house.organisation.name
    ends_at = starts_at + timedelta(hours=rules.hours)
    made = 0
    for start, end in pieces(starts_at, ends_at, rules.minutes):
        slot_id = places.add_slot(
            uow,
            SlotKind.RECEPTION,
            title,
            place=rules.place,
            capacity=1,
            starts_at=start,
            ends_at=end,
            parent_id=secretary_id,
        )
        if slot_id is not None:
            made += 1
            timers.set_timer(uow, TimerKind.OUTCOME_DUE, slot_id, end)
    audit.record(uow, secretary_id, "reception_announced", "person", secretary_id, str(made))
    return made


def booked(uow: UnitOfWork, house: House, slot: Slot, booking: Booking) -> None:
    """A visit is certain: whoever receives reads beforehand who comes and about what, as the visitor was told."""
    for person_id in _secretary(uow, slot):
        locale = people.locale_of(uow, person_id)
        what, about = describe(house, slot, locale), show_visitor(uow, house, slot, booking, person_id)
        tell(uow, house, person_id, "reception.brief", what=what, about=about)


def show_visitor(uow: UnitOfWork, house: House, slot: Slot, booking: Booking, reader_id: str) -> str:
    """Who comes, and what it is about: that only for the one whom he wants to tell it."""
    locale, name = people.locale_of(uow, reader_id), people.contact_of(uow, booking.person_id).name
    who = inline(name, 40) if name else house.texts.get("card.no_name", locale)
    topic = json.loads(places.read_note(uow, booking.id) or "{}").get("topic", "")
    return "\n".join((who, quote(topic, MOST_TOPIC))) if topic and reader_id in _secretary(uow, slot) else who


def record_outcome(uow: UnitOfWork, house: House, booking: Booking, by: str, outcome: str) -> None:
    """Writes down what came of a visit and tells the visitor."""
    booking = place_service.mark(uow, booking, BookingStatus.ATTENDED)
    note = json.loads(places.read_note(uow, booking.id) or "{}")
    places.write_note(uow, booking.id, json.dumps(note | {"outcome": outcome}))
    audit.record(uow, by, "outcome_recorded", "booking", booking.id)
    tell(uow, house, booking.person_id, "reception.outcome", purpose=Purpose.REPLY, outcome=outcome)


def visit(uow: UnitOfWork, booking_id: str, roles: frozenset[Role]) -> Booking:
    """A visitor's booking, for those who receive; for everybody else there is no such thing."""
    try:
        booking = places.load_booking(uow, booking_id)
    except KeyError:
        raise AccessRefused("place.not_found", booking_id) from None
    if not roles & SUPERVISORS:
        raise AccessRefused("place.not_found", booking_id)
    return booking


def ask_outcome(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """After a visit its outcome is asked for; when it is not written down in time, the secretary, then the committee
    hears of it.
    """
    slot = places.load_slot(uow, timer.subject_id)
    open_visits = places.bookings_in(uow, slot.id, {BookingStatus.BOOKED})
    if not open_visits or slot.ends_at is None:
        return
    rules = house.desks.reception
    told = _committee(uow) if timer.step == 2 else _secretary(uow, slot)
    for booking in open_visits:
        for person_id in told:
            _ask(uow, house, slot, booking, person_id, _ASKED[timer.step])
    if timer.step < 2:
        at = house.sla.later(slot.ends_at, (rules.recorded, rules.committee)[timer.step])
        timers.set_timer(uow, TimerKind.OUTCOME_DUE, slot.id, at, step=timer.step + 1)


_ASKED = ("reception.ask_outcome", "reception.outcome_late", "reception.outcome_very_late")


def _secretary(uow: UnitOfWork, slot: Slot) -> tuple[str, ...]:
    """Who announced the day, if he is still on the staff and not away; else the committee."""
    able = holders(people.active_grants(uow), *SUPERVISORS)
    announced_by = slot.parent_id if slot.parent_id in able else None
    return (announced_by,) if announced_by and not presence.is_away(uow, announced_by) else _committee(uow)


def _committee(uow: UnitOfWork) -> tuple[str, ...]:
    return holders(people.active_grants(uow), Role.COMMITTEE)


def _ask(uow: UnitOfWork, house: House, slot: Slot, booking: Booking, person_id: str, key: str) -> None:
    locale = people.locale_of(uow, person_id)
    due = house.sla.later(slot.ends_at or uow.now, house.desks.reception.recorded)
    rows = tuple(
        (
            buttons.add_button(
                uow,
                person_id,
                house.texts.get(f"reception.button_{verb}", locale),
                Action(name=f"visit.{verb}", subject_id=booking.id),
                uow.now + BUTTONS_LIVE,
            ),
        )
        for verb in ("outcome", "no_show")
    )
    what, about = describe(house, slot, locale), show_visitor(uow, house, slot, booking, person_id)
    tell(uow, house, person_id, key, choices=rows, what=what, about=about, due=show_moment(due, locale))
