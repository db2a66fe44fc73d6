"""三重触达: the sheet on the wall is asked for when a notice begins; whom the chat did not reach gets a text, if he
wants texts; and whom that does not reach either, somebody is asked to tell (:mod:`bot.services.untold`).

The sending of a notice sets a timer when it begins and one when the chat has done what it can.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.core.sms import Sms, is_mobile, segments, shorten_to
from bot.domain.broadcasts import Broadcast, BroadcastStatus, Content, Leg
from bot.domain.legs import AFTER_CHAT, BEGINS, Legs, PostingState
from bot.domain.timers import Timer, TimerKind
from bot.services import posting
from bot.services.broadcast_approval import objection
from bot.services.house import House
from bot.services.untold import report
from bot.store import audit, broadcasts, legs, people, text_messages, timers, untold
from bot.store.text_messages import Taken
from bot.store.unit_of_work import UnitOfWork

MOST_SEGMENTS = 3  # of one text: the whole notice is in the chat and on the wall
_SLICE = 100  # people looked at in one transaction: it must not keep workers waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the texts of a notice cost in yuan: ``segments`` each, to ``people`` as things stand and to ``most_people``
    if no chat reached anybody.
    """

    people: int
    most_people: int
    segments: int
    cost: Decimal
    most_cost: Decimal


def estimate(uow: UnitOfWork, house: House, content: Content) -> Estimate | None:
    """What the texts of a notice will cost; None where none will be sent. Shown before somebody agrees to it."""
    if house.sms is None or Leg.SMS not in content.legs:
        return None
    whom, kind = content.audience, content.kind
    key = ("count_reached", whom, kind)
    now, most = uow.look_beside(key, lambda reader: text_messages.count_reached(reader, whom, kind))
    each = segments(sms_text(house, content, "zh-CN"))
    return Estimate(
        people=now,
        most_people=most,
        segments=each,
        cost=house.sms.cost(each * now),
        most_cost=house.sms.cost(each * most),
    )


def figures(uow: UnitOfWork, broadcast_id: str) -> Legs:
    """How far texts and sheets have come."""
    sheets = [each for each in legs.postings_of(uow, broadcast_id) if each.state is not PostingState.CANCELLED]
    return Legs(
        texts=text_messages.counts(uow, broadcast_id),
        segments=text_messages.paid_segments(uow, broadcast_id),
        posted=sum(each.state is PostingState.POSTED for each in sheets),
        to_post=len(sheets),
    )


def look(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The notice begins: its sheets are asked for. The chat is done: the next people whom it missed get their texts.

    The timer's fence is the person up to whom texts are written.
    """
    broadcast = broadcasts.load_broadcast(uow, timer.subject_id)
    if objection(uow, broadcast) is not None:
        return
    if timer.step == BEGINS and broadcast.status is not BroadcastStatus.CANCELLED:
        if Leg.PRINT in broadcast.content.legs:
            posting.begin(uow, house, broadcast)
    elif timer.step == AFTER_CHAT and broadcast.status is BroadcastStatus.SENT:
        _write_texts(uow, house, broadcast, timer.fence)


def call_off(uow: UnitOfWork, house: House, broadcast: Broadcast) -> None:
    """The notice was cancelled: no text leaves any more, and nobody needs to put up its sheet."""
    for sheet in legs.cancel_legs(uow, broadcast.id):
        posting.tell_cancelled(uow, house, broadcast, sheet)


def when_texts_are_done(uow: UnitOfWork, house: House, broadcast_id: str) -> None:
    """Once no text about a notice waits any more, the liaisons hear who is left."""
    if not text_messages.any_left(uow, broadcast_id):
        report(uow, house, broadcasts.load_broadcast(uow, broadcast_id))


def sms_text(house: House, content: Content, locale: str) -> str:
    """What a phone shows: who writes, and the beginning of the notice; nothing of the person."""
    assert house.sms is not None
    words = " ".join(content.text_for(locale).split())
    return shorten_to(f"【{house.sms.signature}】{words}", MOST_SEGMENTS)


def open_text(uow: UnitOfWork, house: House, taken: Taken) -> Sms | None:
    """A text with the number it goes to; None when it may not be sent: not this notice any more, not to this person."""
    broadcast = broadcasts.load_broadcast(uow, taken.broadcast_id)
    phone = people.contact_of(uow, taken.person_id).phone or ""
    if broadcast.status is not BroadcastStatus.SENT or objection(uow, broadcast) is not None:
        return None
    if not is_mobile(phone) or not text_messages.agreed(uow, [taken.person_id]):
        return None
    locale = people.locale_of(uow, taken.person_id)
    return Sms(id=taken.id, phone=phone, text=sms_text(house, broadcast.content, locale))


def next_hour(uow: UnitOfWork, house: House, broadcast_id: str) -> datetime:
    """Now, or when the hours begin in which people are not disturbed; an urgent warning waits for none."""
    urgent = broadcasts.load_broadcast(uow, broadcast_id).content.at_once
    return uow.now if urgent else house.broadcasts.next_open(uow.now, house.sla.quiet_hours)


def _write_texts(uow: UnitOfWork, house: House, broadcast: Broadcast, after: str) -> None:
    texting = house.sms is not None and Leg.SMS in broadcast.content.legs
    missed = untold.untold_after(uow, broadcast.id, after, _SLICE) if texting else []
    due_at = next_hour(uow, house, broadcast.id)
    for person_id in sorted(text_messages.agreed(uow, missed)):
        if is_mobile(people.contact_of(uow, person_id).phone or ""):
            words = sms_text(house, broadcast.content, people.locale_of(uow, person_id))
            text_messages.add_text(uow, broadcast.id, person_id, segments(words), due_at)
    if len(missed) == _SLICE:
        timers.set_timer(uow, TimerKind.LEGS, broadcast.id, uow.now, step=AFTER_CHAT, fence=missed[-1])
        return
    audit.record(uow, None, "texts_written", "broadcast", broadcast.id)
    when_texts_are_done(uow, house, broadcast.id)
