"""The question for a time: free ones as buttons, or one in words ("下下周三下午"); what is chosen is held meanwhile."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.errors import DomainError
from bot.core.moments import show_moment, show_window
from bot.core.windows import Window, read_window
from bot.domain.places import Booking, BookingStatus, Slot, SlotKind
from bot.flows.declining import agrees
from bot.flows.flow import FlowContext, Heard, Invalid, Option, Prompt
from bot.flows.form import Answers, Form
from bot.flows.steps import Question
from bot.nlu.times import ImpossibleTime, when_ahead
from bot.services import places as place_service
from bot.store import places

# A place is kept so long while the form is filled in.
HOLD_LASTS = timedelta(minutes=10)
MOST_SHOWN = 6
WAIT = "wait:"  # before the id of a full slot: a place in its line
_PAGE = "page:"  # before the id of the slot with which the next page begins
_OTHERS = re.compile(
    "(?:换|改)个?(?:时间|时候|一天|日子)|(?:别的|其他|其它)(?:时间|时候|日子|的)|other times?", re.IGNORECASE
)
_ANY = re.compile("随便|都行|都可以|哪个都|任何|几点都|any ?time")  # "下午随便几点"
# Answers beside the questions: the time asked for, bookings, and the slot with which the list begins.
ASKED, HELD, MOVES, _FROM = "asked", "held", "moves", "shown_from"
_Known = list[tuple[Slot, bool]]  # slots, and whether each is full


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseSlot(Question):
    """One of the open slots of a kind. The answer is the slot's id, after ``wait:`` for a place in its line.

    ``none`` is said instead of the question while nothing is open.
    """

    kind: SlotKind
    none: str
    numbered: bool = True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The times that can be had, one in a row."""
        known, asked = self._slots(ctx), form.answers.get(ASKED)
        text, at, fitting = self.text, "", [pair for pair in known if not pair[1]] or known
        if asked is not None and known:
            text, fitting = _at(read_window(asked), known)
            at = show_window(read_window(asked), ctx.now, ctx.speaker.person.locale)
        ordered = sorted(fitting, key=_order)
        shown, later = _page(ordered, form.answers.get(_FROM))
        options = [
            [Option(value=f"{WAIT if full else ''}{slot.id}", label=_label(ctx, slot, full=full))]
            for slot, full in shown
        ]
        if later:
            options.append([_turn_to(ctx, "slot.later", later[0][0])])
        elif len(shown) < len(ordered):
            options.append([_turn_to(ctx, "slot.earliest", ordered[0][0])])
        return Prompt(text=ctx.say(text if shown else self.none, at=at), options=options)

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """Holds what was chosen; words that name several times, or none that is free, narrow the list."""
        if heard.value is not None and heard.value.startswith(_PAGE):
            form.answers[_FROM] = heard.value.removeprefix(_PAGE)
            return None
        chosen = heard.value if heard.value is not None else self._from_words(ctx, form, heard.text)
        if chosen is None:
            return None
        release(ctx, form)
        if not chosen.startswith(WAIT):
            self._hold(ctx, form, chosen)
        return chosen

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """Day, time and with whom."""
        slot = places.load_slot(ctx.uow, answers[self.name].removeprefix(WAIT))
        return _label(ctx, slot, full=answers[self.name].startswith(WAIT))

    def _hold(self, ctx: FlowContext, form: Form, slot_id: str) -> None:
        slot, until = places.load_slot(ctx.uow, slot_id), ctx.now + HOLD_LASTS
        try:
            booking = place_service.hold(ctx.uow, ctx.house, slot, ctx.speaker.person.id, 1, until)
        except DomainError as error:
            raise Invalid(error.key) from None
        form.answers[HELD] = booking.id

    def _from_words(self, ctx: FlowContext, form: Form, text: str) -> str | None:
        """The one slot that is meant; None when the list has to be looked at."""
        shown = [value for value in form.offer.values if not value.startswith(("!", WAIT, _PAGE))]
        found = _time(ctx, form, text)
        if found is None and _OTHERS.search(text):
            form.answers.pop(ASKED, None)
            form.answers.pop(_FROM, None)
            return None
        if found is None:
            if len(shown) == 1 and (agrees(ctx.house.words, text) or "就那个" in text):
                return shown[0]
            raise Invalid("slot.which_time", stray=True)
        form.answers[ASKED] = found.stored()
        form.answers.pop(_FROM, None)
        free = [slot for slot, full in self._slots(ctx) if found.holds(_start(slot)) and not full]
        return free[0].id if free and (_ANY.search(text) or (len(free) == 1 and found.hours_known)) else None

    def _slots(self, ctx: FlowContext) -> _Known:
        """The slots to come."""
        found = places.slots_of(ctx.uow, self.kind, after=ctx.now)
        counts = places.taken(ctx.uow, [slot.id for slot in found])
        return [(slot, counts.get(slot.id, 0) >= slot.capacity) for slot in found]


def release(ctx: FlowContext, form: Form) -> None:
    """Lets go the place that this form holds."""
    booking = held_booking(ctx, form)
    if booking is not None and booking.status is BookingStatus.HELD:
        place_service.cancel(ctx.uow, ctx.house, booking)


def held_booking(ctx: FlowContext, form: Form) -> Booking | None:
    """What the form holds, or held."""
    held = form.answers.get(HELD)
    return place_service.own_booking(ctx.uow, held, ctx.speaker.person.id) if held else None


def book(ctx: FlowContext, form: Form, name: str = "slot") -> Booking:
    """Books what was chosen, or joins the line; raises DomainError when somebody else was quicker."""
    chosen, person_id = str(form.answers[name]), ctx.speaker.person.id
    if chosen.startswith(WAIT):
        slot = places.load_slot(ctx.uow, chosen.removeprefix(WAIT))
        return place_service.wait(ctx.uow, ctx.house, slot, person_id, 1)
    booking = held_booking(ctx, form)
    if booking is None:
        return place_service.take(ctx.uow, ctx.house, places.load_slot(ctx.uow, chosen), person_id, 1)
    return place_service.confirm(ctx.uow, ctx.house, booking)


def asked_time(ctx: FlowContext, text: str, about: Window | None = None) -> Answers:
    """The time that opening words ask for, if they do; an hour alone is one of the day that they are ``about``."""
    try:
        found = when_ahead(text, ctx.now, about=about)
    except ImpossibleTime:
        return {}
    return {ASKED: found.stored()} if found else {}


def _time(ctx: FlowContext, form: Form, text: str) -> Window | None:
    about = form.answers.get(ASKED)
    try:
        return when_ahead(text, ctx.now, about=read_window(about) if about else None)
    except ImpossibleTime as error:
        raise Invalid(error.key) from None


def _page(ordered: _Known, first: str | None) -> tuple[_Known, _Known]:
    """One page of the slots, and those behind it; from the start when ``first`` is none of them."""
    begin = next((place for place, (slot, _) in enumerate(ordered) if slot.id == first), 0)
    return ordered[begin : begin + MOST_SHOWN], ordered[begin + MOST_SHOWN :]


def _order(pair: tuple[Slot, bool]) -> tuple[Any, str, str]:
    return _start(pair[0]), pair[0].title, pair[0].id


def _turn_to(ctx: FlowContext, label: str, slot: Slot) -> Option:
    at = show_moment(_start(slot), ctx.speaker.person.locale)
    return Option(value=f"{_PAGE}{slot.id}", label=ctx.say(label, at=at))


def _at(window: Window, known: _Known) -> tuple[str, _Known]:
    """What to say and show: what is free then, or the nearest that is, and the line of what was asked for."""
    wanted = [pair for pair in known if window.holds(_start(pair[0]))]
    if hits := [pair for pair in wanted if not pair[1]]:
        return "slot.these_then", hits
    free = [pair for pair in known if not pair[1]]
    nearest = sorted(free, key=lambda pair: abs(_start(pair[0]) - window.starts))[:4]
    return "slot.none_then", [*nearest, *wanted[:2]]


def _start(slot: Slot) -> Any:
    return slot.starts_at


def _label(ctx: FlowContext, slot: Slot, *, full: bool) -> str:
    at = show_moment(_start(slot), ctx.speaker.person.locale)
    return ctx.say("slot.full" if full else "slot.free", at=at, title=slot.title)
