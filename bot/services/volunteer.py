"""Volunteer hours: from check-in to check-out, worth something once the organiser has verified them."""

from datetime import timedelta

from bot.core.cleaning import inline
from bot.core.messages import Purpose
from bot.domain.events import Event, hours_of
from bot.domain.places import Booking, BookingStatus
from bot.services.house import House
from bot.services.letters import tell
from bot.store import audit, buttons, events, people, places
from bot.store.buttons import Action
from bot.store.unit_of_work import UnitOfWork

BUTTONS_LIVE = timedelta(days=60)


def show_hours(span: timedelta) -> str:
    """Hours with one decimal: ``3.5``."""
    return f"{span / timedelta(hours=1):.1f}"


def total(uow: UnitOfWork, person_id: str) -> tuple[timedelta, timedelta]:
    """The hours of a person that were verified, and those that still wait for it."""
    verified, waiting = timedelta(), timedelta()
    for slot, attendance in events.volunteered(uow, person_id):
        assert slot.ends_at is not None  # every event has an end
        span = hours_of(attendance, min(slot.ends_at, uow.now))
        verified, waiting = (verified + span, waiting) if attendance.verified_at else (verified, waiting + span)
    return verified, waiting


def span_of(uow: UnitOfWork, event: Event, booking: Booking) -> timedelta:
    """How long somebody helped; nothing for one who was not there."""
    attendance = events.attendance_of(uow, booking.id)
    assert event.slot.ends_at is not None  # every event has an end
    return hours_of(attendance, event.slot.ends_at) if attendance else timedelta()


def verify(uow: UnitOfWork, house: House, event: Event, booking: Booking, by: str) -> bool:
    """The organiser says that the hours are right, and the volunteer hears it; False when that was said before."""
    if not events.verify(uow, booking.id, by):
        return False
    audit.record(uow, by, "hours_verified", "booking", booking.id)
    hours, (verified, _) = show_hours(span_of(uow, event, booking)), total(uow, booking.person_id)
    tell(
        uow,
        house,
        booking.person_id,
        "event.hours_verified",
        purpose=Purpose.REMINDER,
        title=event.slot.title,
        hours=hours,
        total=show_hours(verified),
    )
    return True


def ask_to_verify(uow: UnitOfWork, house: House, event: Event, organiser_id: str) -> None:
    """After the end: one button for each volunteer."""
    locale = people.locale_of(uow, organiser_id)
    rows = []
    for booking in places.bookings_in(uow, event.slot.id, {BookingStatus.ATTENDED}):
        name = inline(people.contact_of(uow, booking.person_id).name or house.texts.get("event.no_name", locale), 12)
        label = house.texts.get(
            "event.button_verify", locale, name=name, hours=show_hours(span_of(uow, event, booking))
        )
        action = Action(name="events.verify", subject_id=booking.id)
        rows.append((buttons.add_button(uow, organiser_id, label, action, uow.now + BUTTONS_LIVE),))
    if rows:
        tell(uow, house, organiser_id, "event.verify_hours", choices=tuple(rows), title=event.slot.title)
