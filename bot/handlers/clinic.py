"""法律门诊 beside its form: what one has booked, words about it, and the list for those who run it."""

import re
from collections.abc import Callable

from bot.core.messages import Choice
from bot.domain.places import Booking, BookingStatus, Slot, SlotKind
from bot.handlers.forms import open_flow
from bot.handlers.places import show_bookings
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.nlu.wake_hour import wake_hour
from bot.services import clinic, place_letters, reception
from bot.services import places as place_service
from bot.services.place_letters import describe
from bot.store import audit, buttons, people, places
from bot.store.buttons import Action

MOST_LISTED = 12
_LAWYER = re.compile("律师|法律门诊|门诊|lawyer|clinic", re.IGNORECASE)
_KEEPS_NOTHING = re.compile("(?:别|不要|不用|甭|莫|唔好)(?:再|给我|帮我|替我)*(?:占|留|霸)|占着(?:没|吗)|don't keep")
_LONGEST = 30  # characters; a longer message tells something
_BOOKED = re.compile(
    "退|取消|不去|不来|改期|改时间|改约|换个时间|约了|约过|约的|我的预约|booked|cancel|resched|my book", re.IGNORECASE
)


def open_clinic(turn: TurnContext) -> Answers:
    """The form; above it what is booked already."""
    own = place_service.bookings_of(turn.uow, turn.speaker.person.id, SlotKind.CLINIC)
    if not places.slots_of(turn.uow, SlotKind.CLINIC, after=turn.uow.now):
        return [*show_bookings(turn, own), *turn.answer("clinic.no_sessions", go(turn, "grievance"))]
    return [*show_bookings(turn, own), *open_flow(turn, "clinic")]


def open_reception(turn: TurnContext) -> Answers:
    """The form, once a day was announced."""
    if not places.slots_of(turn.uow, SlotKind.RECEPTION, after=turn.uow.now):
        return turn.answer("reception.no_day", go(turn, "grievance"))
    own = place_service.bookings_of(turn.uow, turn.speaker.person.id, SlotKind.RECEPTION)
    return [*show_bookings(turn, own), *open_flow(turn, "reception")]


def take_legal_words(turn: TurnContext, words: str, source: str | None) -> Answers:
    """A question of law: who answers it at once, then a time with a lawyer; a human being where no lawyer comes."""
    if not places.slots_of(turn.uow, SlotKind.CLINIC, after=turn.uow.now):
        if _LAWYER.search(words):
            return turn.answer("clinic.no_sessions", go(turn, "grievance"))
        return open_flow(turn, "grievance", text=words, source=source)
    opened = open_flow(turn, "clinic", text=words, source=source)
    category = turn.intent.category if turn.intent else None
    return opened if category is None else [Answer(text=turn.say(f"hotline.{category}")), *opened]


def words_about_bookings(turn: TurnContext) -> Answers | None:
    """ "我是不是约了个律师", "律师那个退了吧", "提醒我别太早": None when the words are about something else."""
    own = place_service.bookings_of(turn.uow, turn.speaker.person.id)
    if not own or not turn.text:
        return None
    hour = wake_hour(turn.text)
    if hour is not None:
        place_letters.wake_not_before(turn.uow, turn.house, turn.speaker.person.id, hour)
        return turn.answer("place.wake_set", hour=hour)
    if not _BOOKED.search(turn.text):
        return None
    at_lawyers = [pair for pair in own if pair[0].kind is SlotKind.CLINIC]
    return show_bookings(turn, at_lawyers if at_lawyers and _LAWYER.search(turn.text) else own)


def about_the_seat(turn: TurnContext) -> Answers | None:
    """ "律师那个位子别给我占着": what is booked is shown with its buttons; where nothing is kept, that is said."""
    if len(turn.text) > _LONGEST or not (_LAWYER.search(turn.text) and _KEEPS_NOTHING.search(turn.text)):
        return None
    own = place_service.bookings_of(turn.uow, turn.speaker.person.id, SlotKind.CLINIC)
    form = turn.conversation.form
    if form is not None and form.flow == "clinic":
        return None
    return show_bookings(turn, own) if own else turn.answer("clinic.nothing_kept")


def show_sessions(turn: TurnContext) -> Answers:
    """For officers: who comes from yesterday to a week ahead, with a button for who did not."""
    if not turn.speaker.roles & reception.RECEIVES:
        return turn.answer("case.not_found")
    audit.record(turn.uow, turn.speaker.person.id, "sessions_read", "person", turn.speaker.person.id)
    found = [pair for kind in (SlotKind.CLINIC, SlotKind.RECEPTION) for pair in clinic.sessions_at_hand(turn.uow, kind)]
    rows = go(turn, "announce")
    if not found:
        return turn.answer("clinic.no_bookings", rows)
    answers = [_visitor(turn, slot, booking) for slot, booking in found[:MOST_LISTED]]
    return [*answers, *turn.answer("clinic.sessions", rows, count=len(found))]


def _visitor(turn: TurnContext, slot: Slot, booking: Booking) -> Answer:
    """When, with whom, and the name if there is one: the matter itself only where the worker agreed."""
    brief, locale = clinic.read_brief(turn.uow, booking), turn.speaker.person.locale
    name = people.contact_of(turn.uow, booking.person_id).name or turn.say("card.no_name")
    text = turn.say(
        "clinic.visitor",
        what=describe(turn.house, slot, locale),
        name=name,
        category=turn.say(f"category.{brief.category}") if slot.kind is SlotKind.CLINIC else "",
        state=turn.say(f"clinic.state_{booking.status}"),
    )
    return Answer(text=text, choices=((_mark(turn, booking),),) if slot.over(turn.uow.now) else ())


def _mark(turn: TurnContext, booking: Booking) -> Choice:
    action = Action(name="visit.no_show", subject_id=booking.id)
    token = buttons.add_button(turn.uow, turn.speaker.person.id, action, turn.uow.now + place_letters.BUTTONS_LIVE)
    return Choice(label=turn.say("reception.button_no_show"), token=token)


def no_show(turn: TurnContext, action: Action) -> Answers:
    """Somebody did not come; only those who receive may say so."""
    booking = reception.visit(turn.uow, action.subject_id, turn.speaker.roles)
    place_service.mark(turn.uow, booking, BookingStatus.NO_SHOW)
    audit.record(turn.uow, turn.speaker.person.id, "no_show", "booking", booking.id)
    return turn.answer("clinic.no_show_kept")


def _outcome(turn: TurnContext, action: Action) -> Answers:
    booking = reception.visit(turn.uow, action.subject_id, turn.speaker.roles)
    return open_flow(turn, "visit_outcome", answers={"booking": booking.id})


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "visit.no_show": no_show,
    "visit.outcome": _outcome,
}
