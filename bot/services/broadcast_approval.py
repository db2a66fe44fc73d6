"""Two people answer for a notice to many: a second one agrees to exactly what will be sent, and both still may when it
is sent.
"""

from datetime import datetime

from bot.core.cleaning import inline
from bot.core.errors import DomainError
from bot.core.messages import Purpose
from bot.domain.audience import may_address
from bot.domain.broadcasts import WAITING, Approval, Broadcast, BroadcastStatus, StopReason
from bot.domain.legs import BEGINS
from bot.domain.people import Role, holders
from bot.domain.timers import Timer, TimerKind
from bot.services.broadcasts import count_people, visible
from bot.services.house import House
from bot.services.leg_timers import plan_legs
from bot.services.letters import tell
from bot.services.people import same_human
from bot.store import audience, audit, broadcasts, people, timers
from bot.store.unit_of_work import UnitOfWork


def approve(uow: UnitOfWork, house: House, broadcast_id: str, approver_id: str, fingerprint: str) -> Broadcast:
    """Agrees to what was shown, whose ``fingerprint`` that is, and sets its start.

    Raises AccessRefused for who may not address these people, DomainError for the author (also from a second account
    of his) and for a content that has changed since it was shown.
    """
    broadcast = visible(uow, broadcast_id, approver_id)
    if broadcast.status is not BroadcastStatus.SUBMITTED:
        raise DomainError("sending.not_now")
    if same_human(uow, broadcast.author_id, approver_id):
        raise DomainError("sending.own")
    if fingerprint != broadcast.fingerprint:
        raise DomainError("sending.changed")
    approval = Approval(
        approver_id=approver_id,
        fingerprint=fingerprint,
        people=count_people(uow, broadcast.content.audience),
        at=uow.now,
    )
    named = broadcast.content.send_at is not None
    status = BroadcastStatus.SCHEDULED if named else BroadcastStatus.APPROVED
    if not broadcasts.approve(uow, broadcast, approval, status):
        raise DomainError("sending.changed")
    approved = broadcasts.load_broadcast(uow, broadcast_id)
    timers.set_timer(
        uow, TimerKind.BROADCAST, broadcast_id, first_moment(uow, house, approved), fence=str(approved.version)
    )
    audit.record(uow, approver_id, "broadcast_approved", "broadcast", broadcast_id, fingerprint[:16])
    return approved


def reject(uow: UnitOfWork, broadcast_id: str, approver_id: str, reason: str) -> Broadcast:
    """Sends it back to its author with a reason; raises AccessRefused or DomainError."""
    broadcast = visible(uow, broadcast_id, approver_id)
    if broadcast.status is not BroadcastStatus.SUBMITTED:
        raise DomainError("sending.not_now")
    if not broadcasts.move(uow, broadcast, BroadcastStatus.DRAFT, reason=reason):
        raise DomainError("sending.changed")
    audit.record(uow, approver_id, "broadcast_rejected", "broadcast", broadcast_id)
    return broadcasts.load_broadcast(uow, broadcast_id)


def first_moment(uow: UnitOfWork, house: House, broadcast: Broadcast) -> datetime:
    """When its sending begins: at the time that was named or now, within the recipients' good hours."""
    planned = max(broadcast.content.send_at or uow.now, uow.now)
    if broadcast.content.at_once:
        return planned
    return house.broadcasts.next_open(planned, house.sla.quiet_hours)


def start(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """Its time has come: everything is checked once more, and the sending begins.

    Here the heads are counted within the transaction: what is compared is what stands when the sending begins, nobody
    waits for an answer, and it happens once for each notice.
    """
    try:
        broadcast = broadcasts.load_broadcast(uow, timer.subject_id)
    except KeyError:
        return
    if broadcast.status not in WAITING or str(broadcast.version) != timer.fence or broadcast.approval is None:
        return
    if (why := objection(uow, broadcast)) is not None:
        stop(uow, house, broadcast, why)
        return
    present = audience.count_people(uow, broadcast.content.audience)
    if house.broadcasts.drifted(broadcast.approval.people, present):
        stop(uow, house, broadcast, StopReason.DRIFT, present=present)
        return
    broadcasts.begin(uow, broadcast)
    plan_legs(uow, broadcast, BEGINS)
    audit.record(uow, None, "broadcast_started", "broadcast", broadcast.id)


def objection(uow: UnitOfWork, broadcast: Broadcast) -> StopReason | None:
    """Why an approved broadcast may not be sent any more: somebody lost his right, or it is not what was approved."""
    approval = broadcast.approval
    if approval is None or approval.fingerprint != broadcast.fingerprint:
        return StopReason.CHANGED
    both, grants = (broadcast.author_id, approval.approver_id), people.active_grants(uow)
    if not all(may_address(broadcast.content.audience, person_id, grants) for person_id in both):
        return StopReason.PERMISSION
    return StopReason.PERMISSION if same_human(uow, *both) else None


def stop(uow: UnitOfWork, house: House, broadcast: Broadcast, why: StopReason, *, present: int = 0) -> None:
    """The service stops it; the committee, the author and the approver read why, as far as they still hold a role."""
    if not broadcasts.stop(uow, broadcast, why):
        return
    audit.record(uow, None, "broadcast_stopped", "broadcast", broadcast.id, why.value)
    grants = people.active_grants(uow)
    approval = broadcast.approval
    both = {broadcast.author_id, *([approval.approver_id] if approval else [])} & {g.person_id for g in grants}
    for person_id in sorted(both.union(holders(grants, Role.COMMITTEE))):
        tell(
            uow,
            house,
            person_id,
            f"sending.stopped_{why}",
            purpose=Purpose.STAFF,
            title=inline(broadcast.content.text_for("zh-CN"), 24),
            approved=approval.people if approval else 0,
            present=present,
        )
