"""Places: held, booked, waited for, offered and freed. Clinic, reception day, events and packs stand on it.

Every change locks the slot first, so that what is counted still holds when it is written; the primary key of the
taken places has the last word.
"""

from datetime import datetime, timedelta

from bot.core.errors import AccessRefused, DomainError
from bot.domain.places import FUTURE, LAPSING, Booking, BookingStatus, Slot, SlotKind
from bot.domain.timers import Timer, TimerKind
from bot.services import place_letters
from bot.services.house import House
from bot.store import places, timers
from bot.store.unit_of_work import UnitOfWork

# A freed place waits so long for the next in line (issue: "timed offers"); the night does not count.
OFFER_LASTS = timedelta(hours=2)


def hold(uow: UnitOfWork, house: House, slot: Slot, person_id: str, party: int, until: datetime) -> Booking:
    """Keeps ``party`` places while a form is filled in; holding again what one holds begins the time anew.

    Raises DomainError ``place.full``, ``place.closed``, ``place.over``, or ``place.already`` for what is booked.
    """
    slot = _lock(uow, slot.id)
    own = places.living_booking(uow, slot.id, person_id)
    if own is not None and own.status is BookingStatus.HELD:
        _free(uow, own, BookingStatus.CANCELLED)
    elif own is not None:
        raise DomainError("place.already")
    booking = _take(uow, slot, person_id, party, BookingStatus.HELD, until)
    _lapse_at(uow, booking, until)
    return booking


def confirm(uow: UnitOfWork, house: House, booking: Booking) -> Booking:
    """A held place becomes a booking; one that lapsed meanwhile is taken again if there is room.

    Raises DomainError ``place.full`` when somebody else has it now.
    """
    slot = _lock(uow, booking.slot_id)
    booking = places.load_booking(uow, booking.id)
    if booking.status is BookingStatus.BOOKED:
        return booking
    if booking.status is not BookingStatus.HELD:
        return take(uow, house, slot, booking.person_id, booking.party)
    return _book(uow, house, slot, booking)


def take(uow: UnitOfWork, house: House, slot: Slot, person_id: str, party: int) -> Booking:
    """Books at once; raises what :func:`hold` raises."""
    slot = _lock(uow, slot.id)
    if places.living_booking(uow, slot.id, person_id) is not None:
        raise DomainError("place.already")
    return _book(uow, house, slot, _take(uow, slot, person_id, party, BookingStatus.HELD, uow.now))


def wait(uow: UnitOfWork, house: House, slot: Slot, person_id: str, party: int) -> Booking:
    """Joins the queue; a place that is free is offered at once. Raises DomainError ``place.already`` and the like."""
    slot = _lock(uow, slot.id)
    if places.living_booking(uow, slot.id, person_id) is not None:
        raise DomainError("place.already")
    if not 1 <= party <= slot.capacity:
        raise DomainError("place.full")
    booking = places.add_booking(uow, slot.id, person_id, party, BookingStatus.WAITING)
    offer_free(uow, house, slot)
    return places.load_booking(uow, booking.id)


def position(uow: UnitOfWork, booking: Booking) -> int:
    """How many stand in line up to and with this one (1 is next)."""
    queue = places.bookings_in(uow, booking.slot_id, {BookingStatus.WAITING})
    return sum(other.turn <= booking.turn for other in queue)


def free_places(uow: UnitOfWork, slot: Slot) -> int:
    """How many places nobody has."""
    return max(0, slot.capacity - places.taken(uow, [slot.id]).get(slot.id, 0))


def cancel(uow: UnitOfWork, house: House, booking: Booking, status: BookingStatus = BookingStatus.CANCELLED) -> Booking:
    """Gives up a booking, a hold or the place in line; what becomes free is offered to those who wait."""
    slot = places.lock_slot(uow, booking.slot_id)
    booking = places.load_booking(uow, booking.id)
    if booking.status not in FUTURE | LAPSING:
        return booking
    booking = _free(uow, booking, status)
    offer_free(uow, house, slot)
    return booking


def accept(uow: UnitOfWork, house: House, booking: Booking) -> Booking:
    """Says yes to an offer; raises DomainError ``place.offer_gone`` when it lapsed."""
    slot = _lock(uow, booking.slot_id)
    booking = places.load_booking(uow, booking.id)
    if booking.status is BookingStatus.BOOKED:
        return booking
    if booking.status is not BookingStatus.OFFERED:
        raise DomainError("place.offer_gone")
    return _book(uow, house, slot, booking)


def decline(uow: UnitOfWork, house: House, booking: Booking) -> Booking:
    """Says no to an offer, or leaves the line: the next one is asked."""
    return cancel(uow, house, booking)


def mark(uow: UnitOfWork, booking: Booking, status: BookingStatus) -> Booking:
    """Attended or not; may be corrected. Raises DomainError ``place.not_booked`` for what never had a place."""
    places.lock_slot(uow, booking.slot_id)
    booking = places.load_booking(uow, booking.id)
    if booking.status not in {BookingStatus.BOOKED, BookingStatus.ATTENDED, BookingStatus.NO_SHOW}:
        raise DomainError("place.not_booked")
    return booking if booking.status is status else places.change_booking(uow, booking, status)


def own_booking(uow: UnitOfWork, booking_id: str, person_id: str) -> Booking:
    """The booking, for the person whose it is; for everybody else there is no such thing."""
    try:
        booking = places.load_booking(uow, booking_id)
    except KeyError:
        raise AccessRefused("place.not_found", booking_id) from None
    if booking.person_id != person_id:
        raise AccessRefused("place.not_found", booking_id)
    return booking


def bookings_of(uow: UnitOfWork, person_id: str, kind: SlotKind | None = None) -> list[tuple[Slot, Booking]]:
    """What a person has before him: booked, offered, waiting; the earliest first."""
    own = places.bookings_of(uow, person_id, FUTURE)
    return [(slot, booking) for slot, booking in own if not slot.over(uow.now) and kind in (None, slot.kind)]


def offer_free(uow: UnitOfWork, house: House, slot: Slot) -> None:
    """Offers what is free in a locked slot to those who wait, in order; whoever needs more than that keeps his turn."""
    if slot.over(uow.now) or not slot.open:
        return
    free = places.free_numbers(uow, slot)
    for booking in places.bookings_in(uow, slot.id, {BookingStatus.WAITING}):
        if booking.party <= len(free):
            mine, free = free[: booking.party], free[booking.party :]
            places.take_numbers(uow, booking, mine)
            until = _offer_ends(house, slot, uow.now)
            offered = places.change_booking(uow, booking, BookingStatus.OFFERED, until)
            _lapse_at(uow, offered, until)
            place_letters.offer(uow, house, slot, offered)


def lapse(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """A hold or an offer has run out: the next in line is asked."""
    booking = places.load_booking(uow, timer.subject_id)
    if str(booking.version) != timer.fence or booking.status not in LAPSING:
        return
    was_offered = booking.status is BookingStatus.OFFERED
    booking = cancel(uow, house, booking, BookingStatus.EXPIRED)
    if was_offered:
        place_letters.lapsed(uow, house, places.load_slot(uow, booking.slot_id), booking)


def _lock(uow: UnitOfWork, slot_id: str) -> Slot:
    slot = places.lock_slot(uow, slot_id)
    if not slot.open:
        raise DomainError("place.closed")
    if slot.over(uow.now):
        raise DomainError("place.over")
    return slot


def _take(
    uow: UnitOfWork, slot: Slot, person_id: str, party: int, status: BookingStatus, until: datetime | None
) -> Booking:
    free = places.free_numbers(uow, slot)
    if not 1 <= party <= len(free):
        raise DomainError("place.full")
    booking = places.add_booking(uow, slot.id, person_id, party, status, until)
    places.take_numbers(uow, booking, free[:party])
    return booking


def _book(uow: UnitOfWork, house: House, slot: Slot, booking: Booking) -> Booking:
    booking = places.change_booking(uow, booking, BookingStatus.BOOKED)
    place_letters.plan_reminders(uow, house, slot, booking)
    return booking


def _free(uow: UnitOfWork, booking: Booking, status: BookingStatus) -> Booking:
    places.free_numbers_of(uow, booking.id)
    return places.change_booking(uow, booking, status)


def _lapse_at(uow: UnitOfWork, booking: Booking, at: datetime) -> None:
    timers.set_timer(uow, TimerKind.PLACE_LAPSES, booking.id, at, fence=str(booking.version))


def _offer_ends(house: House, slot: Slot, now: datetime) -> datetime:
    until = place_letters.polite(house, now) + OFFER_LASTS
    return min(until, slot.starts_at) if slot.starts_at else until
