"""Events for those who run them: the list of who comes, the door, the hours."""

import re

from bot.core.cleaning import inline
from bot.core.moments import show_moment
from bot.domain.events import DOORS_CLOSE, Event, runs
from bot.domain.places import Booking, BookingStatus
from bot.handlers.events import describe, event_button
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import check_in, volunteer
from bot.services import events as event_service
from bot.store import audit, events, people, places
from bot.store.buttons import Action

# What is typed at the door, and what a scanned picture sends: the code is the rest of the message.
_IN = re.compile(r"(?:/start\s+in_|/?checkin\s+|签到\s*[:：]?\s*)([A-Za-z0-9]{6})", re.IGNORECASE)
_OUT = re.compile(r"(?:/?checkout\s+|签退\s*[:：]?\s*)([A-Za-z0-9]{6})", re.IGNORECASE)
_COMING = frozenset((BookingStatus.BOOKED, BookingStatus.ATTENDED))
MOST_LISTED = 60  # of one list; a message holds no more


def show_run(turn: TurnContext) -> Answers:
    """The events that the speaker runs, each with its list; nothing for everybody else."""
    known = events.events_until(turn.uow, turn.uow.now - DOORS_CLOSE)
    own = [event for event in known if runs(event, turn.speaker.person.id, turn.speaker.grants)]
    return [
        Answer(
            text=turn.say("event.run_by_you", title=describe(turn, event.slot)),
            choices=((event_button(turn, "list", event.id),),),
        )
        for event in own
    ]


def _list(turn: TurnContext, action: Action) -> Answers:
    """Who comes, with what was answered; audited, as it is personal."""
    event = check_in.event_to_run(turn.uow, turn.speaker, action.subject_id)
    audit.record(turn.uow, turn.speaker.person.id, "event_list_read", "event", event.id)
    coming = places.bookings_in(turn.uow, event.slot.id, _COMING)
    lines = [_line(turn, booking) for booking in coming[:MOST_LISTED]]
    count, waiting = sum(booking.party for booking in coming), event_service.in_line(turn.uow, event.slot)
    title = turn.say("event.list", title=event.slot.title, count=count, waiting=waiting)
    return [Answer(text="\n".join([title, *lines]))]


def _line(turn: TurnContext, booking: Booking) -> str:
    party = event_service.party_of(turn.uow, booking)
    ages = "、".join(str(age) for age in party.ages)
    said = [turn.say("event.ages", ages=ages) if ages else "", *(inline(answer, 60) for answer in party.answers)]
    who = turn.say("event.party", adults=party.adults, children=party.children)
    here = "✅" if booking.status is BookingStatus.ATTENDED else "•"
    return " ".join([here, f"{_name(turn, booking)}：{who}", *(words for words in said if words)])


def at_the_door(turn: TurnContext) -> Answers | None:
    """A check-in or check-out by a typed or scanned code; None when the message is none."""
    text = turn.text.strip()
    if match := _IN.fullmatch(text):
        return _come(turn, *check_in.booking_at_the_door(turn.uow, turn.speaker, match[1]))
    if match := _OUT.fullmatch(text):
        return _leave(turn, *check_in.booking_at_the_door(turn.uow, turn.speaker, match[1]))
    return None


def _come(turn: TurnContext, event: Event, booking: Booking) -> Answers:
    fresh = check_in.check_in(turn.uow, event, booking, turn.speaker.person.id)
    key = "event.checked_in" if fresh else "event.checked_in_before"
    text = turn.say(key, name=_name(turn, booking), party=booking.party, at=_came_at(turn, booking))
    return [Answer(text=text, choices=((event_button(turn, "out", booking.id),),))]


def _leave(turn: TurnContext, event: Event, booking: Booking) -> Answers:
    fresh = check_in.check_out(turn.uow, event, booking, turn.speaker.person.id)
    hours = volunteer.show_hours(volunteer.span_of(turn.uow, event, booking))
    return turn.answer(
        "event.checked_out" if fresh else "event.checked_out_before", name=_name(turn, booking), hours=hours
    )


def _name(turn: TurnContext, booking: Booking) -> str:
    name = people.contact_of(turn.uow, booking.person_id).name
    return inline(name, 20) if name else turn.say("event.no_name")


def _came_at(turn: TurnContext, booking: Booking) -> str:
    attendance = events.attendance_of(turn.uow, booking.id)
    assert attendance is not None  # it was just noted
    return show_moment(attendance.checked_in_at, turn.speaker.person.locale)


def _out(turn: TurnContext, action: Action) -> Answers:
    return _leave(turn, *check_in.booking_to_run(turn.uow, turn.speaker, action.subject_id))


def _verify(turn: TurnContext, action: Action) -> Answers:
    event, booking = check_in.booking_to_run(turn.uow, turn.speaker, action.subject_id)
    fresh = volunteer.verify(turn.uow, turn.house, event, booking, turn.speaker.person.id)
    return turn.answer("event.verified" if fresh else "event.verified_before", name=_name(turn, booking))


ACTIONS = {"events.list": _list, "events.out": _out, "events.verify": _verify}
