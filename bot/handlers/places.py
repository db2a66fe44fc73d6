"""The buttons under offers, reminders and receipts. Each is about a booking of the person who presses it."""

from collections.abc import Callable

from bot.domain.places import FUTURE, Booking, BookingStatus, Slot, SlotKind
from bot.flows.clinic import carried
from bot.flows.slot_choice import MOVES
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import check_in, clinic, reception
from bot.services import places as place_service
from bot.services.house import House
from bot.services.place_letters import describe, place_buttons
from bot.store import places
from bot.store.buttons import Action
from bot.store.unit_of_work import UnitOfWork

# What else happens when somebody who waited says yes.
_BOOKED: dict[SlotKind, Callable[[UnitOfWork, House, Slot, Booking], object]] = {
    SlotKind.CLINIC: clinic.booked,
    SlotKind.RECEPTION: reception.booked,
    SlotKind.EVENT: check_in.send_pass,
}


def _accept(turn: TurnContext, action: Action) -> Answers:
    booking = place_service.accept(turn.uow, turn.house, _own(turn, action))
    slot = places.load_slot(turn.uow, booking.slot_id)
    if slot.kind in _BOOKED:
        _BOOKED[slot.kind](turn.uow, turn.house, slot, booking)
    rows = place_buttons(turn.uow, turn.house, booking, ("cancel",), turn.speaker.person.locale)
    return turn.answer("place.accepted", rows, what=_what(turn, slot))


def _cancel(turn: TurnContext, action: Action) -> Answers:
    booking = _own(turn, action)
    slot = places.load_slot(turn.uow, booking.slot_id)
    if booking.status not in FUTURE:
        return turn.answer("place.already_cancelled")
    place_service.cancel(turn.uow, turn.house, booking)
    key = "place.cancelled" if booking.status is BookingStatus.BOOKED else "place.left"
    return turn.answer(key, what=_what(turn, slot))


def _confirm(turn: TurnContext, action: Action) -> Answers:
    booking = _own(turn, action)
    if booking.status is not BookingStatus.BOOKED:
        return turn.answer("place.already_cancelled")
    places.set_confirmed(turn.uow, booking.id)
    return turn.answer("place.confirmed")


def _move(turn: TurnContext, action: Action) -> Answers:
    booking = _own(turn, action)
    if booking.status is not BookingStatus.BOOKED:
        return turn.answer("place.already_cancelled")
    return open_flow(turn, "clinic", answers={MOVES: booking.id, **carried(clinic.read_brief(turn.uow, booking))})


def show_bookings(turn: TurnContext, own: list[tuple[Slot, Booking]]) -> Answers:
    """Each booking as a message of its own, with what can be done with it under it."""
    return [_one(turn, slot, booking) for slot, booking in own]


def _one(turn: TurnContext, slot: Slot, booking: Booking) -> Answer:
    locale, verbs = turn.speaker.person.locale, _VERBS[booking.status]
    if slot.kind is SlotKind.CLINIC and booking.status is BookingStatus.BOOKED:
        verbs = ("move", *verbs)
    text = turn.say(f"place.is_{booking.status}", what=describe(turn.house, slot, locale))
    return Answer(text=text, choices=place_buttons(turn.uow, turn.house, booking, verbs, locale))


_VERBS = {
    BookingStatus.BOOKED: ("cancel",),
    BookingStatus.WAITING: ("leave",),
    BookingStatus.OFFERED: ("accept", "decline"),
}


def _own(turn: TurnContext, action: Action) -> Booking:
    return place_service.own_booking(turn.uow, action.subject_id, turn.speaker.person.id)


def _what(turn: TurnContext, slot: Slot) -> str:
    return describe(turn.house, slot, turn.speaker.person.locale)


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "booking.accept": _accept,
    "booking.decline": _cancel,
    "booking.leave": _cancel,
    "booking.cancel": _cancel,
    "booking.confirm": _confirm,
    "booking.move": _move,
}
