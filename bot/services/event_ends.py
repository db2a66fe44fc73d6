"""After an event: who did not come, what is erased, who verifies hours, and three questions to those who were there."""

from datetime import timedelta

from bot.core.errors import AccessRefused
from bot.core.messages import Purpose
from bot.domain import sla
from bot.domain.categories import Urgency
from bot.domain.events import Event, runs
from bot.domain.people import Role, holders
from bot.domain.places import Booking, BookingStatus
from bot.domain.timers import Timer
from bot.services import events as event_service
from bot.services import places as place_service
from bot.services import presence, volunteer
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import buttons, events, people, places
from bot.store.buttons import Action
from bot.store.unit_of_work import UnitOfWork

FEEDBACK_LASTS = timedelta(days=7)


def end(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The timer of an event's end; one that was moved or called off has another timer or none."""
    event = events.load_event(uow, timer.subject_id)
    if event is None or event.slot.ends_at is None or event_service.ends_fence(event.slot.ends_at) != timer.fence:
        return
    if not event.slot.open:
        return
    for booking in places.bookings_in(uow, event.slot.id):
        _settle(uow, house, event, booking)
    event_service.erase_parties(uow, event)
    if event.volunteer:
        for organiser_id in organisers(uow, event):
            volunteer.ask_to_verify(uow, house, event, organiser_id)


def organisers(uow: UnitOfWork, event: Event) -> tuple[str, ...]:
    """Who looks after the event: its organiser, or else the officers of its grid, or whoever stands in for them."""
    held = people.active_grants(uow)

    def able(person_id: str) -> bool:
        return runs(event, person_id, tuple(grant for grant in held if grant.person_id == person_id))

    if event.organiser_id and able(event.organiser_id) and not presence.is_away(uow, event.organiser_id):
        return (event.organiser_id,)
    near = (grant for grant in held if grant.covers(event.grid_id))
    return presence.acting_now(uow, holders(near, Role.OFFICER), able)


def give_feedback(uow: UnitOfWork, booking: Booking, stars: int, again: bool | None, comment: str | None) -> None:
    """Keeps what somebody who was there thought, once, without his name; raises AccessRefused for one who was not."""
    event = events.event_of_slot(uow, booking.slot_id)
    if event is None or booking.status is not BookingStatus.ATTENDED or not events.mark_feedback(uow, booking.id):
        raise AccessRefused("place.not_found", booking.id)
    events.add_feedback(uow, event.id, stars, again, comment)


def _settle(uow: UnitOfWork, house: House, event: Event, booking: Booking) -> None:
    if booking.status is BookingStatus.BOOKED:
        place_service.mark(uow, booking, BookingStatus.NO_SHOW)
    elif booking.status in {BookingStatus.WAITING, BookingStatus.OFFERED}:
        place_service.cancel(uow, house, booking, BookingStatus.EXPIRED)
    elif booking.status is BookingStatus.ATTENDED:
        _ask_feedback(uow, house, event, booking)


def _ask_feedback(uow: UnitOfWork, house: House, event: Event, booking: Booking) -> None:
    locale = people.locale_of(uow, booking.person_id)
    action = Action(name="events.feedback", subject_id=booking.id)
    label = house.texts.get("event.button_feedback", locale)
    button = buttons.add_button(uow, booking.person_id, label, action, uow.now + FEEDBACK_LASTS)
    write_to(
        uow,
        booking.person_id,
        house.texts.get("event.ask_feedback", locale, title=event.slot.title),
        purpose=Purpose.REMINDER,
        choices=((button,),),
        due_at=sla.send_time(house.sla, Urgency.NORMAL, uow.now),
    )
