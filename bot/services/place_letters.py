"""What people are told about their places without asking: offers, lapsed offers, reminders; none of it at night."""

from datetime import datetime, time, timedelta

from bot.core.cleaning import quote
from bot.core.clock import SHANGHAI, local
from bot.core.messages import Purpose
from bot.core.moments import show_moment
from bot.domain import sla
from bot.domain.categories import Urgency
from bot.domain.places import Booking, BookingStatus, Slot
from bot.domain.timers import Timer, TimerKind
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import buttons, people, places, timers
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

# So long before the start one is reminded, the first time and the second.
REMINDERS = (timedelta(hours=24), timedelta(hours=2))
_TOO_LATE = timedelta(minutes=30)  # a reminder nearer to the start than this is sent on the evening before
_EVENING = time(20)
BUTTONS_LIVE = timedelta(days=60)
MOST_REASON = 300  # characters


def polite(house: House, at: datetime, earliest: int | None = None) -> datetime:
    """``at``, or the end of the quiet hours, or the hour before which this person wants to hear nothing."""
    at = sla.send_time(house.sla, Urgency.NORMAL, at)
    there = local(at)
    if earliest is None or there.hour >= earliest:
        return at
    return there.replace(hour=earliest, minute=0, second=0, microsecond=0).astimezone(at.tzinfo)


def reminder_time(house: House, starts_at: datetime, before: timedelta, earliest: int | None) -> datetime:
    """When to remind; what would come too late in the morning comes on the evening before."""
    at = polite(house, starts_at - before, earliest)
    if at <= starts_at - _TOO_LATE:
        return at
    evening = datetime.combine(local(starts_at).date() - timedelta(days=1), _EVENING, SHANGHAI)
    return evening.astimezone(starts_at.tzinfo)


def plan_reminders(uow: UnitOfWork, house: House, slot: Slot, booking: Booking) -> None:
    """Sets the reminders that are still to come."""
    earliest = places.reminder_hour(uow, booking.person_id)
    for step, before in enumerate(REMINDERS):
        at = reminder_time(house, slot.starts_at, before, earliest) if slot.starts_at else uow.now
        if at > uow.now:
            timers.set_timer(uow, TimerKind.PLACE_REMINDER, booking.id, at, fence=str(booking.version), step=step)


def wake_not_before(uow: UnitOfWork, house: House, person_id: str, earliest: int) -> None:
    """The person wants no reminder before this hour: what is planned is planned anew."""
    places.set_reminder_hour(uow, person_id, earliest)
    booked = places.bookings_of(uow, person_id, {BookingStatus.BOOKED})
    timers.drop_timers_of(uow, TimerKind.PLACE_REMINDER, [booking.id for _, booking in booked])
    for slot, booking in booked:
        plan_reminders(uow, house, slot, booking)


def remind(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """Reminds of a booking that still stands, with buttons to confirm and to cancel."""
    booking = places.load_booking(uow, timer.subject_id)
    slot = places.load_slot(uow, booking.slot_id)
    if str(booking.version) != timer.fence or booking.status is not BookingStatus.BOOKED or slot.over(uow.now):
        return
    verbs = ("cancel",) if booking.confirmed_at else ("confirm", "cancel")
    _write(uow, house, slot, booking, "place.reminder", verbs)


def offer(uow: UnitOfWork, house: House, slot: Slot, booking: Booking) -> None:
    """A place became free for the next in line."""
    _write(uow, house, slot, booking, "place.offer", ("accept", "decline"), due_at=polite(house, uow.now))


def lapsed(uow: UnitOfWork, house: House, slot: Slot, booking: Booking) -> None:
    """Nobody answered the offer."""
    _write(uow, house, slot, booking, "place.offer_lapsed", (), due_at=polite(house, uow.now))


def called_off(uow: UnitOfWork, house: House, slot: Slot, booking: Booking, reason: str) -> None:
    """It does not take place: why, and where to go instead. In the quiet hours only when it begins before the day."""
    locale, at = people.locale_of(uow, booking.person_id), polite(house, uow.now)
    text = house.texts.get(
        "place.called_off",
        locale,
        what=describe(house, slot, locale),
        reason=quote(reason, MOST_REASON),
        instead=house.texts.get(f"place.instead_{slot.kind}", locale),
    )
    due_at = at if slot.starts_at is None or at + REMINDERS[-1] <= slot.starts_at else uow.now
    write_to(uow, booking.person_id, text, purpose=Purpose.REMINDER, due_at=due_at)


def place_buttons(uow: UnitOfWork, house: House, booking: Booking, verbs: tuple[str, ...], locale: str) -> Rows:
    """Buttons about one booking, for the person whose it is (``booking.accept`` and the like)."""
    return tuple(
        (
            buttons.add_button(
                uow,
                booking.person_id,
                house.texts.get(f"place.button_{verb}", locale),
                Action(name=f"booking.{verb}", subject_id=booking.id),
                uow.now + BUTTONS_LIVE,
            ),
        )
        for verb in verbs
    )


def describe(house: House, slot: Slot, locale: str) -> str:
    """What it is, when and where, in one line."""
    what = house.texts.get(f"place.kind_{slot.kind}", locale, title=slot.title)
    if slot.starts_at is None:
        return house.texts.get("place.line_without_time", locale, what=what, where=slot.place)
    at = show_moment(slot.starts_at, locale)
    return house.texts.get("place.line", locale, what=what, at=at, where=slot.place)


def _write(
    uow: UnitOfWork,
    house: House,
    slot: Slot,
    booking: Booking,
    key: str,
    verbs: tuple[str, ...],
    due_at: datetime | None = None,
) -> None:
    locale = people.locale_of(uow, booking.person_id)
    until = show_moment(booking.expires_at, locale) if booking.expires_at else ""
    text = house.texts.get(key, locale, what=describe(house, slot, locale), until=until)
    rows = place_buttons(uow, house, booking, verbs, locale)
    write_to(uow, booking.person_id, text, purpose=Purpose.REMINDER, choices=rows, due_at=due_at)
