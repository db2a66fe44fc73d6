"""Giving up a booking in words: which one, read back with its day and hour, and only then a yes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.moments import show_moment
from bot.domain.places import Booking, Slot, SlotKind
from bot.flows.declining import clauses, refuses
from bot.flows.flow import Done, Flow, FlowContext, Option, Prompt
from bot.flows.form import Answers, Form
from bot.flows.steps import Choose
from bot.nlu.normalize import squeeze
from bot.services import places as place_service
from bot.services.place_letters import describe
from bot.store import places

KEEP, GIVE_UP = "keep", "give_up"
_NAMES = {
    SlotKind.CLINIC: re.compile("律师|门诊|lawyer|clinic", re.IGNORECASE),
    SlotKind.RECEPTION: re.compile("书记|接待日|secretary|reception", re.IGNORECASE),
}
_DENIES = re.compile("不是|别|不要|唔係|not ")
_GIVES_UP = re.compile("退|取消|不去|cancel", re.IGNORECASE)

Own = tuple[Slot, Booking]


def _own(ctx: FlowContext) -> list[Own]:
    return place_service.bookings_of(ctx.uow, ctx.speaker.person.id)


def _names(text: str, slot: Slot) -> bool:
    """Whether words name what a slot is for: by its kind, or by two neighbouring characters of its title."""
    if slot.kind in _NAMES:
        return _NAMES[slot.kind].search(text) is not None
    title = squeeze(slot.title)
    return any(title[i : i + 2] in squeeze(text) for i in range(len(title) - 1))


def _meant(ctx: FlowContext, text: str) -> str | None:
    """The one booking that words name; what they deny ("不是体检") is not meant."""
    said = " ".join(clause for clause in clauses(text) if not _DENIES.match(clause))
    found = [booking.id for slot, booking in _own(ctx) if _names(said, slot)]
    return found[0] if len(found) == 1 else None


def _bookings(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=booking.id, label=_short(ctx, slot)) for slot, booking in _own(ctx)]


def _short(ctx: FlowContext, slot: Slot) -> str:
    """What and when, as it fits on a button."""
    what = ctx.say(f"place.kind_{slot.kind}", title=slot.title)
    return f"{what} {show_moment(slot.starts_at, ctx.speaker.person.locale)}" if slot.starts_at else what


def _answers(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=value, label=ctx.say(f"place.sure_{value}")) for value in (GIVE_UP, KEEP)]


def _sure(ctx: FlowContext, text: str) -> str | None:
    if refuses(text) or ctx.house.words.negative(text):
        return KEEP
    agreed = any(ctx.house.words.affirmative(clause) for clause in clauses(text))
    return GIVE_UP if agreed or _GIVES_UP.search(text) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sure(Choose):
    """The last question, with the booking read back."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """What is given up, in full."""
        booking = place_service.own_booking(ctx.uow, form.answers["booking"], ctx.speaker.person.id)
        what = describe(ctx.house, places.load_slot(ctx.uow, booking.slot_id), ctx.speaker.person.locale)
        options = [[option] for option in self.options(ctx, form)]
        return Prompt(text=ctx.say(self.text, what=what), options=options)


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """The only booking, or the one that is named."""
    own = _own(ctx)
    meant = own[0][1].id if len(own) == 1 else _meant(ctx, text)
    return {"booking": meant} if meant else {}


def correct(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """Another one is meant after all."""
    meant = _meant(ctx, text) if "booking" in known else None
    return {"booking": meant} if meant and meant != known["booking"] else {}


def submit(ctx: FlowContext, form: Form) -> Done:
    """Gives it up, so that others may have it; after a lawyer's time another one may follow at once."""
    booking = place_service.own_booking(ctx.uow, form.answers["booking"], ctx.speaker.person.id)
    if form.answers["sure"] == KEEP:
        return Done(text=ctx.say("place.kept"), tracked=False)
    slot = places.load_slot(ctx.uow, booking.slot_id)
    place_service.cancel(ctx.uow, ctx.house, booking)
    cancelled = ctx.say("place.cancelled", what=describe(ctx.house, slot, ctx.speaker.person.locale))
    return Done(text=f"{cancelled}\n\n{ctx.say('clinic.another_time')}" if slot.kind is SlotKind.CLINIC else cancelled)


FLOW = Flow(
    name="cancel_booking",
    version=1,
    gives_up="place.give_up_or_keep",
    resumable=False,
    submit=submit,
    gather=gather,
    correct=correct,
    steps=(
        Choose(name="booking", text="place.ask_which", options=_bookings, understand=_meant),
        _Sure(name="sure", text="place.ask_sure", options=_answers, understand=_sure, depends_on=("booking",)),
    ),
)
