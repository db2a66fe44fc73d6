"""Notices to many: written, changed, handed in, watched, paused and called off. A second person's yes is in
:mod:`bot.services.broadcast_approval`, the sending in :mod:`bot.services.broadcast_sending`.
"""

from datetime import timedelta

from bot.core.clock import local
from bot.core.errors import AccessRefused, DomainError
from bot.domain.audience import Audience, HeadCount, may_address
from bot.domain.broadcasts import (
    CHANGEABLE,
    OVER,
    WAITING,
    Broadcast,
    BroadcastStatus,
    Content,
    Progress,
    RecipientState,
    StopReason,
)
from bot.domain.notices import NoticeKind
from bot.services.house import House
from bot.store import audience, audit, broadcasts, bulk, people, recipients
from bot.store.unit_of_work import UnitOfWork

_SHORTEST_RATE = 0.05  # messages a second: below it nobody can say how long it will take


def head_count(uow: UnitOfWork, whom: Audience, kind: NoticeKind) -> HeadCount:
    """How many people a rule means now, and how many of them can be reached where: for those who compose and decide.

    With 100,000 people that takes some tenths of a second, so it is looked up beside the writers.
    """
    return uow.look_beside(("head_count", whom, kind), lambda reader: audience.head_count(reader, whom, kind))


def count_people(uow: UnitOfWork, whom: Audience) -> int:
    """How many people a rule means now: what an approval is compared with."""
    return uow.look_beside(("count_people", whom), lambda reader: audience.count_people(reader, whom))


def create(uow: UnitOfWork, author_id: str, content: Content) -> Broadcast:
    """A new draft; raises DomainError for an audience that the author may not write to."""
    _check_reach(uow, content, author_id)
    broadcast = broadcasts.add_broadcast(uow, author_id, content)
    audit.record(uow, author_id, "broadcast_written", "broadcast", broadcast.id)
    return broadcast


def change(uow: UnitOfWork, broadcast_id: str, author_id: str, content: Content) -> Broadcast:
    """Gives it another content; an approval that was given is void. Raises AccessRefused or DomainError."""
    broadcast = _own(uow, broadcast_id, author_id)
    _check_reach(uow, content, author_id)
    if broadcast.status not in CHANGEABLE and not _may_begin_again(broadcast):
        raise DomainError("sending.not_now")
    _sure(broadcasts.rewrite(uow, broadcast, content))
    audit.record(uow, author_id, "broadcast_changed", "broadcast", broadcast_id)
    return broadcasts.load_broadcast(uow, broadcast_id)


def submit(uow: UnitOfWork, broadcast_id: str, author_id: str) -> Broadcast:
    """Hands it in for a second person's yes; raises AccessRefused or DomainError.

    One that the service stopped before anything was sent may be handed in again.
    """
    broadcast = _own(uow, broadcast_id, author_id)
    _check_reach(uow, broadcast.content, author_id)
    if broadcast.status is not BroadcastStatus.DRAFT and not _may_begin_again(broadcast):
        raise DomainError("sending.not_now")
    if broadcast.content.attachment_id is not None and broadcast.content.media_digest is None:
        raise DomainError("sending.picture_not_ready")
    _sure(broadcasts.move(uow, broadcast, BroadcastStatus.SUBMITTED))
    audit.record(uow, author_id, "broadcast_submitted", "broadcast", broadcast_id)
    return broadcasts.load_broadcast(uow, broadcast_id)


def pause(uow: UnitOfWork, broadcast_id: str, person_id: str) -> Broadcast:
    """Nothing more goes out from now on but what is under way; raises AccessRefused or DomainError."""
    broadcast = visible(uow, broadcast_id, person_id)
    if broadcast.status is not BroadcastStatus.SENDING:
        raise DomainError("sending.not_now")
    return _move(uow, broadcast, BroadcastStatus.PAUSED, person_id)


def resume(uow: UnitOfWork, broadcast_id: str, person_id: str) -> Broadcast:
    """Goes on where it was paused, or where it stopped because the platform refused everything."""
    broadcast = visible(uow, broadcast_id, person_id)
    if broadcast.status is not BroadcastStatus.PAUSED and broadcast.stop_reason is not StopReason.FAILING:
        raise DomainError("sending.not_now")
    return _move(uow, broadcast, BroadcastStatus.SENDING, person_id)


def cancel(uow: UnitOfWork, broadcast_id: str, person_id: str, reason: str) -> Broadcast:
    """Calls it off for good; what was sent is for :mod:`bot.store.changes` to take back."""
    broadcast = visible(uow, broadcast_id, person_id)
    if broadcast.status in OVER:
        raise DomainError("sending.not_now")
    return _move(uow, broadcast, BroadcastStatus.CANCELLED, person_id, reason)


def visible(uow: UnitOfWork, broadcast_id: str, person_id: str) -> Broadcast:
    """A broadcast, for those who may address its audience now; AccessRefused for everybody else."""
    try:
        broadcast = broadcasts.load_broadcast(uow, broadcast_id)
    except KeyError:
        raise DomainError("sending.not_found") from None
    if not may_address(broadcast.content.audience, person_id, people.active_grants(uow)):
        raise AccessRefused("sending.not_found", broadcast_id)
    return broadcast


def shown_to(uow: UnitOfWork, person_id: str, *statuses: BroadcastStatus) -> list[Broadcast]:
    """The broadcasts in these states that somebody may see, the newest first."""
    grants = people.active_grants(uow)
    found = broadcasts.broadcasts_in(uow, statuses)
    return [each for each in found if may_address(each.content.audience, person_id, grants)]


def progress(uow: UnitOfWork, house: House, broadcast: Broadcast) -> Progress:
    """How far it has come."""
    states = recipients.counts(uow, broadcast.id)
    lately = recipients.settled_lately(uow, broadcast.id)
    going = (uow.now - (broadcast.started_at or uow.now)).total_seconds()
    rate = sum(lately.values()) / min(max(going, 1.0), 60.0)
    remaining = states[RecipientState.WAITING] + states[RecipientState.QUEUED]
    opens = house.broadcasts.next_open(uow.now, house.sla.quiet_hours)
    waits = broadcast.status in {*WAITING, BroadcastStatus.SENDING} and not broadcast.content.at_once
    return Progress(
        states=states,
        acknowledged=recipients.acknowledged(uow, broadcast.id),
        rate=rate,
        left=timedelta(seconds=remaining / rate) if rate > _SHORTEST_RATE else None,
        waits_until=opens if waits and opens > uow.now else None,
    )


def withdraw(uow: UnitOfWork, broadcast_id: str) -> None:
    """Takes what has not left yet out of the outbox: these people's turn comes again, if it ever does."""
    taken = bulk.remove(uow, recipients.queued_letters(uow, broadcast_id))
    recipients.waits_again(uow, broadcast_id, taken)


def hour_now(uow: UnitOfWork) -> int:
    """The hour by the clock in China."""
    return local(uow.now).hour


def _move(
    uow: UnitOfWork, broadcast: Broadcast, status: BroadcastStatus, person_id: str, reason: str | None = None
) -> Broadcast:
    _sure(broadcasts.move(uow, broadcast, status, reason=reason))
    if broadcast.status is BroadcastStatus.SENDING:
        withdraw(uow, broadcast.id)
    audit.record(uow, person_id, f"broadcast_{status}", "broadcast", broadcast.id)
    return broadcasts.load_broadcast(uow, broadcast.id)


def _own(uow: UnitOfWork, broadcast_id: str, author_id: str) -> Broadcast:
    broadcast = visible(uow, broadcast_id, author_id)
    if broadcast.author_id != author_id:
        raise DomainError("sending.not_yours")
    return broadcast


def _may_begin_again(broadcast: Broadcast) -> bool:
    """Stopped by the service before its first message: nobody would get it twice."""
    return broadcast.status is BroadcastStatus.STOPPED and broadcast.started_at is None


def _check_reach(uow: UnitOfWork, content: Content, author_id: str) -> None:
    if not may_address(content.audience, author_id, people.active_grants(uow)):
        raise DomainError("sending.not_allowed")


def _sure(done: bool) -> None:
    if not done:
        raise DomainError("sending.not_now")
