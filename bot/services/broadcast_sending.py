"""The sending of a notice to many: listing its recipients in slices, keeping the outbox filled a few seconds ahead,
and noting what became of each message.
"""

from collections.abc import Mapping

from bot.core.messages import Purpose
from bot.domain.broadcasts import Broadcast, BroadcastStatus, RecipientState, StopReason
from bot.domain.legs import AFTER_CHAT
from bot.services.acknowledgements import acknowledge_token
from bot.services.broadcast_approval import objection, stop
from bot.services.broadcasts import hour_now, withdraw
from bot.services.house import House
from bot.services.leg_timers import plan_legs
from bot.services.notices import rows_under
from bot.store import audit, blanking, broadcasts, bulk, outbox, recipients
from bot.store.claims import Claimed
from bot.store.outbox import Letter
from bot.store.recipients import Next
from bot.store.unit_of_work import UnitOfWork

_AHEAD_SECONDS = 2  # so much of a channel's pace stands in the outbox: a pause has no more than that to call back
_MANY_FAILURES = 20  # within a minute, and more than were sent: somebody has to look before it goes on


def wants_work(uow: UnitOfWork, house: House, broadcast_id: str, rates: Mapping[str, float]) -> bool:
    """Whether there is something to do for a broadcast that is being sent; it only reads.

    The outbox is filled again when half of what stands ahead has gone, and emptied when the good hours are over.
    """
    broadcast = broadcasts.load_broadcast(uow, broadcast_id)
    if broadcast.filled_at is None:
        return True
    ahead = _ahead(uow, rates)
    return ahead < 0.5 if _may_go_now(uow, house, broadcast) else ahead > 0


def list_some(uow: UnitOfWork, house: House, broadcast_id: str, most: int) -> bool:
    """Lists the recipients among the next ``most`` people; False when there is nothing left to list."""
    broadcast = _sendable(uow, house, broadcast_id)
    if broadcast is None or broadcast.filled_at is not None:
        return False
    until = recipients.list_slice(uow, broadcast, broadcast.listed_until, most)
    broadcasts.note_listed(uow, broadcast_id, until)
    return until is not None


def refill(uow: UnitOfWork, house: House, broadcast_id: str, rates: Mapping[str, float], most: int) -> bool:
    """Puts the next messages, ``most`` at a time, into the outbox; True when there is room for more at once.

    ``rates`` are the messages a second of each channel.
    """
    broadcast = _sendable(uow, house, broadcast_id)
    if broadcast is None or broadcast.filled_at is None:
        return False
    if not _may_go_now(uow, house, broadcast):
        withdraw(uow, broadcast_id)
        return False
    if _failing(uow, broadcast_id):
        stop_now(uow, house, broadcast, StopReason.FAILING)
        return False
    if _ahead(uow, rates) >= 1.0:
        return False
    chosen = recipients.next_waiting(uow, broadcast, most, hour_now(uow), rates)
    _queue(uow, house, broadcast, chosen)
    if not chosen and not recipients.any_left(uow, broadcast_id):
        broadcasts.move(uow, broadcast, BroadcastStatus.SENT)
        plan_legs(uow, broadcast, AFTER_CHAT)
        audit.record(uow, None, "broadcast_sent", "broadcast", broadcast_id)
    return len(chosen) == most


def take_back_dropped(uow: UnitOfWork, broadcast_id: str) -> None:
    """What was given up unsent, because the person blocked that chat: his turn comes again."""
    if dropped := recipients.dropped_letters(uow, broadcast_id):
        recipients.waits_again(uow, broadcast_id, bulk.remove(uow, dropped))


def stop_now(uow: UnitOfWork, house: House, broadcast: Broadcast, why: StopReason) -> None:
    """Stops it on the way: what has not left does not leave."""
    withdraw(uow, broadcast.id)
    stop(uow, house, broadcast, why)


def arrived(uow: UnitOfWork, claimed: Claimed, *, read_here: bool) -> None:
    """The platform has it. Its words are kept only where a chat reads them from our own rows."""
    _settle(uow, claimed, RecipientState.SENT)
    if claimed.recipient is not None and not read_here:
        blanking.forget_words(uow, claimed.id)


def failed(uow: UnitOfWork, claimed: Claimed, code: str) -> None:
    """The platform refused it for good."""
    _settle(uow, claimed, RecipientState.FAILED, code)


def uncertain(uow: UnitOfWork, claimed: Claimed, code: str) -> None:
    """Perhaps it has it: nobody gets it twice."""
    _settle(uow, claimed, RecipientState.UNCERTAIN, code)


def unreachable(uow: UnitOfWork, claimed: Claimed) -> None:
    """Nothing arrives at this address: the person's turn comes again, at another of his if there is one."""
    if claimed.recipient is not None:
        recipients.waits_again(uow, claimed.recipient[0], bulk.remove(uow, [claimed.id]))


def _settle(uow: UnitOfWork, claimed: Claimed, state: RecipientState, error: str | None = None) -> None:
    if claimed.recipient is not None:
        recipients.settle(uow, *claimed.recipient, state, error=error)


def _sendable(uow: UnitOfWork, house: House, broadcast_id: str) -> Broadcast | None:
    """The broadcast while it is being sent and both people still answer for it: looked at before every slice."""
    broadcast = broadcasts.load_broadcast(uow, broadcast_id)
    if broadcast.status is not BroadcastStatus.SENDING:
        return None
    if (why := objection(uow, broadcast)) is not None:
        stop_now(uow, house, broadcast, why)
        return None
    return broadcast


def _may_go_now(uow: UnitOfWork, house: House, broadcast: Broadcast) -> bool:
    return broadcast.content.at_once or house.broadcasts.open_at(uow.now, house.sla.quiet_hours)


def _ahead(uow: UnitOfWork, rates: Mapping[str, float]) -> float:
    """How full the outbox is, as a share of what should stand there, on the channel where it is fullest."""
    waiting = bulk.waiting_by_channel(uow)
    return max(waiting.get(channel, 0) / (rate * _AHEAD_SECONDS) for channel, rate in rates.items())


def _failing(uow: UnitOfWork, broadcast_id: str) -> bool:
    lately = recipients.settled_lately(uow, broadcast_id)
    failures = lately[RecipientState.FAILED]
    return failures >= _MANY_FAILURES and failures > lately[RecipientState.SENT]


def _queue(uow: UnitOfWork, house: House, broadcast: Broadcast, chosen: list[Next]) -> None:
    letters = []
    for each in chosen:
        if each.opted_out:
            recipients.settle(uow, broadcast.id, each.person_id, RecipientState.OPTED_OUT)
        elif each.address_id is None:
            recipients.settle(uow, broadcast.id, each.person_id, RecipientState.UNREACHABLE)
        else:
            letters.append((each.person_id, outbox.queue(uow, _letter(uow, house, broadcast, each, each.address_id))))
    recipients.queued(uow, broadcast.id, letters)


def _letter(uow: UnitOfWork, house: House, broadcast: Broadcast, to: Next, address_id: str) -> Letter:
    content = broadcast.content
    return Letter(
        address_id=address_id,
        channel=to.channel,
        account=to.account,
        purpose=Purpose.BROADCAST,
        text=content.text_for(to.locale),
        choices=rows_under(house, content, to.locale, received=acknowledge_token(uow, broadcast, to.person_id)),
        attachment_id=content.attachment_id,
        recipient=(broadcast.id, to.person_id),
    )
