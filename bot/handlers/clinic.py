"""法律门诊 beside its form: what one has booked, words about it, and the list for those who run it."""

import re
from collections.abc import Callable

from bot.core.cleaning import inline, quote
from bot.core.messages import Choice
from bot.core.moments import show_moment
from bot.core.windows import Window
from bot.domain.people import SUPERVISORS
from bot.domain.places import Booking, BookingStatus, Slot, SlotKind
from bot.flows.clinic import carried
from bot.flows.slot_choice import MOVES, asked_time
from bot.handlers.forms import open_flow
from bot.handlers.places import show_bookings
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.nlu.wake_hour import wake_hour
from bot.services import clinic, place_letters, reception
from bot.services import places as place_service
from bot.services.place_letters import describe
from bot.store import audit, people, places
from bot.store.buttons import Action

MOST_LISTED = 12
LAWYER_QUESTION = "question.lawyer"  # the key of this side question: its answer depends on what is free
_LAWYER = re.compile("律师|法律门诊|门诊|lawyer|clinic", re.IGNORECASE)
_KEEPS_NOTHING = re.compile("(?:别|不要|不用|甭|莫|唔好)(?:再|给我|帮我|替我)*(?:占|留|霸)|占着(?:没|吗)|don't keep")
_GIVES_UP = re.compile(
    "退了|退掉|退吧|取消|不去了|去不了|去不成|来不了|不来了|不约了|不排了|不等了|cancel", re.IGNORECASE
)
_ASKS_FOR_FREE = re.compile("还有没有|有没有|有空|有位|还有吗|有吗|能约|改约|约|free|available", re.IGNORECASE)
_SAME = re.compile("(?:还是|就是|同)[那这一]?(?:件|个)?事|同一件|same matter")
_MOVES_TO = re.compile("改[到成在]|[换挪推]到|换成|推迟|提前|move (?:it|me|to)|resched|change it", re.IGNORECASE)
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
    if (said := _same_matter(turn, own)) is not None:
        return said
    if not _BOOKED.search(turn.text):
        return None
    at_lawyers = [pair for pair in own if pair[0].kind is SlotKind.CLINIC]
    return show_bookings(turn, at_lawyers if at_lawyers and _LAWYER.search(turn.text) else own)


def words_about_another_time(turn: TurnContext) -> Answers | None:
    """ "下下周三下午还有没有" after a time with the lawyer was given up: the same matter, another time."""
    if len(turn.text) > _LONGEST or not _ASKS_FOR_FREE.search(turn.text) or not asked_time(turn.flow, turn.text):
        return None
    given_up = places.bookings_of(turn.uow, turn.speaker.person.id, {BookingStatus.CANCELLED})
    briefs = [
        clinic.read_brief(turn.uow, booking)
        for slot, booking in given_up
        if slot.kind is SlotKind.CLINIC and not slot.over(turn.uow.now)
    ]
    told = next((brief for brief in reversed(briefs) if brief.topic), None)
    return open_flow(turn, "clinic", answers=carried(told), text=turn.text) if told else None


def words_about_moving(turn: TurnContext) -> Answers | None:
    """ "改到四点行吗" from whoever has one time with a lawyer: the same matter, with the times that he asks for."""
    if len(turn.text) > _LONGEST or not _MOVES_TO.search(turn.text):
        return None
    own = place_service.bookings_of(turn.uow, turn.speaker.person.id, SlotKind.CLINIC)
    if len(own) != 1 or own[0][1].status is not BookingStatus.BOOKED:
        return None
    slot, booking = own[0]
    day = Window(starts=slot.starts_at, ends=slot.starts_at) if slot.starts_at else None
    asked = asked_time(turn.flow, turn.text, about=day)
    brief = carried(clinic.read_brief(turn.uow, booking))
    return open_flow(turn, "clinic", answers={MOVES: booking.id, **brief, **asked}) if asked else None


def words_about_giving_up(turn: TurnContext) -> Answers | None:
    """ "退了吧", "律师那个不去了": which one is asked, and it is read back before anything happens."""
    own = place_service.bookings_of(turn.uow, turn.speaker.person.id)
    if not any(slot.kind is not SlotKind.EVENT for slot, _ in own) or len(turn.text) > _LONGEST:
        return None
    return open_flow(turn, "cancel_booking", text=turn.text) if _GIVES_UP.search(turn.text) else None


def _same_matter(turn: TurnContext, own: list[tuple[Slot, Booking]]) -> Answers | None:
    """ "还是那件事": what the booking is about is read back."""
    at_lawyers = [pair for pair in own if pair[0].kind is SlotKind.CLINIC]
    if not at_lawyers or not _SAME.search(turn.text):
        return None
    slot, booking = at_lawyers[0]
    brief = clinic.read_brief(turn.uow, booking)
    return turn.answer(
        "clinic.about",
        what=describe(turn.house, slot, turn.speaker.person.locale),
        category=turn.say(f"category.{brief.category}"),
        topic=quote(brief.topic, 300),
    )


def when_lawyer(turn: TurnContext) -> Answers:
    """ "那律师几号在": the next time that is free, beside the hotline that answers at once."""
    coming = places.slots_of(turn.uow, SlotKind.CLINIC, after=turn.uow.now)
    counts = places.taken(turn.uow, [slot.id for slot in coming])
    free = next((slot for slot in coming if counts.get(slot.id, 0) < slot.capacity), None)
    rows = () if turn.conversation.form is not None else go(turn, "clinic")
    if free is None or free.starts_at is None:
        return turn.answer(LAWYER_QUESTION, rows)
    at = show_moment(free.starts_at, turn.speaker.person.locale)
    return turn.answer("clinic.next_free", rows, at=at, place=free.place)


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
    if not turn.speaker.roles & SUPERVISORS:
        return turn.answer("case.not_found")
    audit.record(turn.uow, turn.speaker.person.id, "sessions_read", "person", turn.speaker.person.id)
    found = [pair for kind in (SlotKind.CLINIC, SlotKind.RECEPTION) for pair in clinic.sessions_at_hand(turn.uow, kind)]
    rows = go(turn, "announce", "new_session", "call_off")
    if not found:
        return turn.answer("clinic.no_bookings", rows)
    answers = [_visitor(turn, slot, booking) for slot, booking in found[:MOST_LISTED]]
    return [*answers, *turn.answer("clinic.sessions", rows, count=len(found))]


def _visitor(turn: TurnContext, slot: Slot, booking: Booking) -> Answer:
    """When, with whom, and the name if there is one: the matter itself only where the worker agreed."""
    what = describe(turn.house, slot, turn.speaker.person.locale)
    state = turn.say(f"clinic.state_{booking.status}")
    if slot.kind is SlotKind.RECEPTION:
        about = reception.show_visitor(turn.uow, turn.house, slot, booking, turn.speaker.person.id)
        text = turn.say("reception.visitor", what=what, state=state, about=about)
    else:
        name = inline(people.contact_of(turn.uow, booking.person_id).name or turn.say("card.no_name"), 40)
        category = turn.say(f"category.{clinic.read_brief(turn.uow, booking).category}")
        text = turn.say("clinic.visitor", what=what, name=name, category=category, state=state)
    return Answer(text=text, choices=(_marks(turn, slot, booking),) if slot.over(turn.uow.now) else ())


def _marks(turn: TurnContext, slot: Slot, booking: Booking) -> tuple[Choice, ...]:
    """What can be noted of a visit that was to begin; a slip is put right the same way."""
    came = "outcome" if slot.kind is SlotKind.RECEPTION else "came"
    verbs = {BookingStatus.ATTENDED: ("no_show",), BookingStatus.NO_SHOW: (came,)}.get(
        booking.status, (came, "no_show")
    )
    return tuple(
        turn.button(
            turn.say(f"reception.button_{verb}"),
            Action(name=f"visit.{verb}", subject_id=booking.id),
            place_letters.BUTTONS_LIVE,
        )
        for verb in verbs
    )


def no_show(turn: TurnContext, action: Action) -> Answers:
    """Somebody did not come; only those who receive may say so."""
    _note(turn, action, BookingStatus.NO_SHOW, "no_show")
    return turn.answer("clinic.no_show_kept")


def _came(turn: TurnContext, action: Action) -> Answers:
    """Somebody did come, whatever was noted before."""
    _note(turn, action, BookingStatus.ATTENDED, "came")
    return turn.answer("clinic.came_kept")


def _note(turn: TurnContext, action: Action, status: BookingStatus, recorded: str) -> None:
    booking = reception.visit(turn.uow, action.subject_id, turn.speaker.roles)
    place_service.mark(turn.uow, booking, status)
    audit.record(turn.uow, turn.speaker.person.id, recorded, "booking", booking.id)


def _outcome(turn: TurnContext, action: Action) -> Answers:
    booking = reception.visit(turn.uow, action.subject_id, turn.speaker.roles)
    return open_flow(turn, "visit_outcome", answers={"booking": booking.id})


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "visit.no_show": no_show,
    "visit.came": _came,
    "visit.outcome": _outcome,
}
