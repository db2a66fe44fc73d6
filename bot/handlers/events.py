"""Events beside the form: one's own sign-ups, the check-in code, volunteer hours, feedback."""

from bot.core.messages import Choice
from bot.core.moments import show_moment
from bot.domain.places import Booking, BookingStatus, Slot, SlotKind
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext, go, topic
from bot.services import check_in, volunteer
from bot.services import places as place_service
from bot.services.place_letters import BUTTONS_LIVE, place_buttons
from bot.store import events
from bot.store.buttons import Action


def show_events(turn: TurnContext) -> Answers:
    """What one has signed up for, and what else there is; from a notice's button, the event that it is about."""
    if topic(turn) in {event.id for event in events.coming_events(turn.uow)}:
        return open_flow(turn, "event", answers={"event": topic(turn)})
    own = sign_ups(turn)
    if not events.coming_events(turn.uow):
        return own or turn.answer("event.none", go(turn, "grievance", "status"))
    return [*own, *open_flow(turn, "event")]


def sign_ups(turn: TurnContext) -> Answers:
    """One's own sign-ups with what can be done about each, and one's volunteer hours; nothing when there are none."""
    own = place_service.bookings_of(turn.uow, turn.speaker.person.id, SlotKind.EVENT)
    said = [Answer(text=_standing(turn, slot, booking), choices=_own_buttons(turn, booking)) for slot, booking in own]
    verified, waiting = volunteer.total(turn.uow, turn.speaker.person.id)
    if verified or waiting:
        hours = {"hours": volunteer.show_hours(verified), "waiting": volunteer.show_hours(waiting)}
        said.append(Answer(text=turn.say("event.hours", **hours)))
    return said


def _standing(turn: TurnContext, slot: Slot, booking: Booking) -> str:
    what = describe(turn, slot)
    if booking.status is BookingStatus.BOOKED:
        return turn.say("event.mine_booked", title=what, party=booking.party)
    if booking.status is BookingStatus.OFFERED:
        return turn.say("event.mine_offered", title=what, until=until(turn, booking))
    return turn.say("event.mine_waiting", title=what, position=place_service.position(turn.uow, booking))


def describe(turn: TurnContext, slot: Slot) -> str:
    """What, when and where, in one line."""
    assert slot.starts_at is not None  # every event has a start
    at = show_moment(slot.starts_at, turn.speaker.person.locale)
    return turn.say("event.title", title=slot.title, at=at, place=slot.place)


def until(turn: TurnContext, booking: Booking) -> str:
    """Until when an offer stands."""
    assert booking.expires_at is not None  # an offer always ends
    return show_moment(booking.expires_at, turn.speaker.person.locale)


def _own_buttons(turn: TurnContext, booking: Booking) -> tuple[tuple[Choice, ...], ...]:
    locale = turn.speaker.person.locale
    if booking.status is BookingStatus.OFFERED:
        return place_buttons(turn.uow, turn.house, booking, ("accept", "decline"), locale)
    if booking.status is BookingStatus.WAITING:
        return place_buttons(turn.uow, turn.house, booking, ("leave",), locale)
    cancel = place_buttons(turn.uow, turn.house, booking, ("cancel",), locale)
    return ((event_button(turn, "pass", booking.id),), *cancel)


def event_button(turn: TurnContext, verb: str, subject_id: str) -> Choice:
    """A lasting button about an event or a sign-up, for the speaker."""
    action = Action(name=f"events.{verb}", subject_id=subject_id)
    return turn.button(turn.say(f"event.button_{verb}"), action, BUTTONS_LIVE)


def show_pass(turn: TurnContext, booking: Booking) -> Answers:
    """The check-in code, as words and as a picture."""
    event = events.event_of_slot(turn.uow, booking.slot_id)
    if event is None or booking.status is not BookingStatus.BOOKED:
        return turn.answer("event.no_pass")
    return turn.answer("event.code", code=check_in.send_pass(turn.uow, turn.house, event.slot, booking))


def _pass(turn: TurnContext, action: Action) -> Answers:
    return show_pass(turn, place_service.own_booking(turn.uow, action.subject_id, turn.speaker.person.id))


def _feedback(turn: TurnContext, action: Action) -> Answers:
    booking = place_service.own_booking(turn.uow, action.subject_id, turn.speaker.person.id)
    attendance = events.attendance_of(turn.uow, booking.id)
    if attendance is None or attendance.feedback_at is not None:
        return turn.answer("feedback.given_before")
    return open_flow(turn, "feedback", answers={"booking": booking.id})


ACTIONS = {"events.pass": _pass, "events.feedback": _feedback}
