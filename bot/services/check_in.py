"""The door of an event: a short code in the person's chat, noted by whoever runs the event. Doing it twice is once."""

import re
from io import BytesIO

import segno

from bot.core.errors import AccessRefused, DomainError
from bot.core.ids import new_code
from bot.domain.events import Event, doors_are_open, runs
from bot.domain.people import Speaker
from bot.domain.places import Booking, BookingStatus, Slot
from bot.services import places as place_service
from bot.services.house import House
from bot.services.made_files import send_made
from bot.store import audit, events, people, places
from bot.store.unit_of_work import UnitOfWork

CODE_LENGTH = 6  # typed at a door; worth nothing to anybody but those who run the event
_REFUSED = "event.code_refused"
_SPACES = re.compile(r"[\s-]+")
_SCALE = 8  # pixels of one module: a phone's camera reads it from another phone's screen


def code_of(uow: UnitOfWork, booking: Booking) -> str:
    """The check-in code of a booking, made when it is first asked for; raises Conflict if it cannot be unique."""
    known = places.read_code(uow, booking.id)
    if known is None:
        known = new_code(CODE_LENGTH)
        places.write_code(uow, booking.id, known)
    return known


def send_pass(uow: UnitOfWork, house: House, slot: Slot, booking: Booking) -> str:
    """Sends a QR picture of the code (a link into our chat where the bot's name is known, else the words to type).

    Returns the code.
    """
    code, name = code_of(uow, booking), house.telegram_name
    content = f"https://t.me/{name}?start=in_{code}" if name else f"签到 {code}"
    picture = BytesIO()
    segno.make(content, error="m").save(picture, kind="png", scale=_SCALE)
    caption = house.texts.get("event.pass", people.locale_of(uow, booking.person_id), title=slot.title, code=code)
    send_made(uow, booking.person_id, picture.getvalue(), "image/png", caption)
    return code


def booking_at_the_door(uow: UnitOfWork, speaker: Speaker, code: str) -> tuple[Event, Booking]:
    """What a code stands for, for those who run the event; one and the same refusal for everybody and all else."""
    booking = places.booking_by_code(uow, _SPACES.sub("", code).upper())
    event = events.event_of_slot(uow, booking.slot_id) if booking else None
    if booking is None or event is None:
        raise DomainError(_REFUSED)
    return _allowed(event, speaker, booking.id), booking


def event_to_run(uow: UnitOfWork, speaker: Speaker, event_id: str) -> Event:
    """The event itself, for those who run it."""
    event = events.load_event(uow, event_id)
    if event is None:
        raise DomainError(_REFUSED)
    return _allowed(event, speaker, event_id)


def booking_to_run(uow: UnitOfWork, speaker: Speaker, booking_id: str) -> tuple[Event, Booking]:
    """The same by the booking's id (buttons): who ran the event yesterday may not today."""
    try:
        booking = places.load_booking(uow, booking_id)
    except KeyError:
        raise DomainError(_REFUSED) from None
    event = events.event_of_slot(uow, booking.slot_id)
    if event is None:
        raise DomainError(_REFUSED)
    return _allowed(event, speaker, booking.id), booking


def check_in(uow: UnitOfWork, event: Event, booking: Booking, by: str) -> bool:
    """Notes that the person came; False when it was noted before. Raises DomainError outside the event's hours."""
    _check_doors(uow, event)
    if booking.status not in {BookingStatus.BOOKED, BookingStatus.ATTENDED, BookingStatus.NO_SHOW}:
        raise DomainError("event.no_place_here")
    place_service.mark(uow, booking, BookingStatus.ATTENDED)
    fresh = events.come(uow, booking.id)
    if fresh:
        audit.record(uow, by, "checked_in", "booking", booking.id)
    return fresh


def check_out(uow: UnitOfWork, event: Event, booking: Booking, by: str) -> bool:
    """Notes that the person left; False when it was noted before. Raises DomainError for one who never came."""
    _check_doors(uow, event)
    if events.attendance_of(uow, booking.id) is None:
        raise DomainError("event.not_checked_in")
    fresh = events.leave(uow, booking.id)
    if fresh:
        audit.record(uow, by, "checked_out", "booking", booking.id)
    return fresh


def _check_doors(uow: UnitOfWork, event: Event) -> None:
    if not doors_are_open(event, uow.now):
        raise DomainError("event.doors_closed")


def _allowed(event: Event, speaker: Speaker, subject_id: str) -> Event:
    if not runs(event, speaker.person.id, speaker.grants):
        raise AccessRefused(_REFUSED, subject_id)
    return event
