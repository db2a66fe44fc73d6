"""Free words about one's own sign-ups: when does it begin, I take it, keep me in line, remind me, may I bring one."""

import re
from collections.abc import Callable

from bot.domain.places import Booking, BookingStatus, Slot, SlotKind
from bot.flows.declining import clauses
from bot.handlers.events import describe, show_pass, sign_ups, until
from bot.handlers.forms import open_flow, resume
from bot.handlers.turn_context import Answers, TurnContext, go
from bot.nlu.normalize import squeeze
from bot.services import check_in
from bot.services import places as place_service
from bot.store import events

_LONGEST = 40  # characters; a longer message tells something, even if it asks something too
_RESUME = re.compile("接着报|继续报|还能报|能报.?(?:吗|么|不)|报名.{0,4}(?:接着|继续)|(?:go on|continue).{0,10}sign")

Sign = tuple[Slot, Booking]


def words_about_events(turn: TurnContext) -> Answers | None:
    """What is answered before anything else is made of free words; None when they are not about events."""
    if not turn.text:
        return None
    draft = turn.conversation.draft
    if draft is not None and draft.flow == "event" and len(turn.text) <= _LONGEST and _RESUME.search(turn.text):
        return resume(turn, draft)
    if (said := _about_own(turn)) is not None:
        return said
    if turn.intent is None or turn.intent.name != "event":
        return None
    if not events.coming_events(turn.uow):
        return turn.answer("event.none", go(turn, "grievance", "status"))
    return open_flow(turn, "event", text=turn.text, source=turn.inbound.message_id)


def _about_own(turn: TurnContext) -> Answers | None:
    """Short words from somebody who has signed up; where several are meant, all are shown with their buttons."""
    if len(turn.text) > _LONGEST:
        return None
    everything = place_service.bookings_of(turn.uow, turn.speaker.person.id)
    own = [(slot, booking) for slot, booking in everything if slot.kind is SlotKind.EVENT]
    if not own or (len(own) < len(everything) and "活动" not in turn.text):
        return None
    plain = squeeze(turn.text)
    found = next((do for pattern, do in _QUESTIONS if pattern.search(plain)), None)
    if found is None and _says_yes(turn):
        found = _take
    if found is None:
        return None
    offered = [sign for sign in own if sign[1].status is BookingStatus.OFFERED]
    candidates = offered or own
    return found(turn, candidates[0]) if len(candidates) == 1 else sign_ups(turn)


def _says_yes(turn: TurnContext) -> bool:
    said = [clause.removesuffix("了") for clause in clauses(turn.text)]
    return any(turn.house.words.affirmative(clause) or clause.endswith(("可以", "行", "能来")) for clause in said)


def _take(turn: TurnContext, sign: Sign) -> Answers | None:
    """A yes: it takes the place that is offered, and changes nothing for what one has."""
    slot, booking = sign
    if booking.status is BookingStatus.OFFERED:
        booking = place_service.accept(turn.uow, turn.house, booking)
        code = check_in.send_pass(turn.uow, turn.house, slot, booking)
        return turn.answer("event.accepted", title=describe(turn, slot), code=code)
    return _keep(turn, sign)


def _keep(turn: TurnContext, sign: Sign) -> Answers:
    return turn.answer("event.kept", standing=_stands(turn, sign))


def _when(turn: TurnContext, sign: Sign) -> Answers:
    return turn.answer("event.when", title=describe(turn, sign[0]), standing=_stands(turn, sign))


def _next_one(turn: TurnContext, sign: Sign) -> Answers:
    """The same kind of event once more: said, not signed up for."""
    tags = next((e.tags for e in [events.event_of_slot(turn.uow, sign[0].id)] if e), ())
    like = [e for e in events.coming_events(turn.uow) if e.slot.id != sign[0].id and set(e.tags) & set(tags)]
    found = "\n".join(describe(turn, event.slot) for event in like[:3])
    if not found:
        return turn.answer("event.no_next_one", standing=_stands(turn, sign))
    return turn.answer("event.next_ones", found=found, standing=_stands(turn, sign))


def _bring(turn: TurnContext, sign: Sign) -> Answers:
    return turn.answer("event.bring", standing=_stands(turn, sign))


def _remind(turn: TurnContext, sign: Sign) -> Answers:
    return turn.answer("event.remind" if sign[1].status is BookingStatus.BOOKED else "event.remind_later")


def _cancel(turn: TurnContext, sign: Sign) -> Answers:
    """Nothing is given up by a sentence: the button says what it does."""
    return sign_ups(turn)


def _stands(turn: TurnContext, sign: Sign) -> str:
    """How one stands, in half a sentence."""
    _, booking = sign
    if booking.status is BookingStatus.BOOKED:
        return turn.say("event.stands_booked", party=booking.party)
    if booking.status is BookingStatus.OFFERED:
        return turn.say("event.stands_offered", until=until(turn, booking))
    return turn.say("event.stands_waiting", position=place_service.position(turn.uow, booking))


# The first that fits: what keeps a place goes before what could give it up.
_QUESTIONS: tuple[tuple[re.Pattern[str], Callable[[TurnContext, Sign], Answers | None]], ...] = (
    (re.compile("留着|保留|别取消|不取消|我自己[去来]|还是我[去来]|keepit"), _keep),
    (re.compile("(?:再|多)(?:带|加|来)|带(?:上|个|一个)|能带|bring"), _bring),
    (re.compile("下个?月|下[一]?[期次场回]|还(?:开|办|搞)不|还会?(?:开|办)|nexttime"), _next_one),
    (re.compile("提醒|喊我|叫我|通知我|remind"), _remind),
    (re.compile("几点|什么时候|啥时候|几号|哪天|多久开始|在哪|哪里|地址|地点|怎么走|what ?time|when|where"), _when),
    (re.compile("签到码|入场码|二维码|checkincode|mycode"), lambda turn, sign: show_pass(turn, sign[1])),
    (re.compile("我?(?:报|排)(?:上|到).{0,3}(?:吗|没|哪)|第几|排到|myplace"), _keep),
    (re.compile("取消|不去了|去不了|去不成|来不了|退了|退掉|划掉|不参加|不排了|不等了|不候补|cancel"), _cancel),
)
