"""The officer's desk for notices to many: every verb, with what others read about it."""

from datetime import timedelta

from bot.core.errors import DomainError
from bot.core.messages import Purpose
from bot.domain.audience import may_address
from bot.domain.broadcasts import CHANGEABLE, OVER, Broadcast, Content
from bot.domain.timers import Timer, TimerKind
from bot.services import broadcast_approval, broadcasts, legs
from bot.services.broadcast_cards import ask_to_agree, broadcast_buttons
from bot.services.broadcast_progress import RECALLED
from bot.services.broadcast_watch import look_again, redraw, void_cards, watch
from bot.services.broadcast_words import title
from bot.services.house import House
from bot.services.letters import tell, write_to
from bot.store import audit, changes, people, recipients, timers
from bot.store.unit_of_work import UnitOfWork

_SLICE = 250  # messages taken back in one transaction
_SOON = timedelta(seconds=5)


def hand_in(uow: UnitOfWork, house: House, author_id: str, content: Content, broadcast_id: str | None) -> str:
    """A new notice, or one that was changed (what was agreed to is void); returns what the author reads.

    Raises AccessRefused or DomainError.
    """
    locale = people.locale_of(uow, author_id)
    before = broadcasts.visible(uow, broadcast_id, author_id) if broadcast_id else None
    if before is None:
        broadcast = broadcasts.create(uow, author_id, content)
    else:
        broadcast = broadcasts.change(uow, before.id, author_id, content)
        void_cards(uow, house, before)
        _tell_void(uow, house, before)
    broadcast = broadcasts.submit(uow, broadcast.id, author_id)
    asked = ask_to_agree(uow, house, broadcast)
    voided = [house.texts.get("broadcast.approval_void", locale)] if before and before.approval else []
    handed = house.texts.get("broadcast.handed_in" if asked else "broadcast.nobody_agrees", locale, count=asked)
    return "\n".join([*voided, handed])


def agree(uow: UnitOfWork, house: House, broadcast_id: str, person_id: str, fingerprint: str) -> None:
    """A second person's yes: the author reads whose it is, and a message that follows the notice begins."""
    broadcast = broadcast_approval.approve(uow, house, broadcast_id, person_id, fingerprint)
    redraw(uow, house, broadcast)
    if not _may_still(uow, broadcast, broadcast.author_id):
        return
    name = people.contact_of(uow, person_id).name
    locale = people.locale_of(uow, broadcast.author_id)
    by = name or house.texts.get("approval.no_name", locale)
    tell(uow, house, broadcast.author_id, "broadcast.agreed", by=by, title=title(broadcast.content))
    watch(uow, house, broadcast, broadcast.author_id)


def send_back(uow: UnitOfWork, house: House, broadcast_id: str, person_id: str, reason: str) -> None:
    """A second person's no, with the reason for the author."""
    broadcast = broadcast_approval.reject(uow, broadcast_id, person_id, reason)
    redraw(uow, house, broadcast)
    if not _may_still(uow, broadcast, broadcast.author_id):
        return
    author, say = broadcast.author_id, house.texts.get
    locale = people.locale_of(uow, author)
    by = people.contact_of(uow, person_id).name or say("approval.no_name", locale)
    text = say("broadcast.sent_back", locale, by=by, title=title(broadcast.content), reason=reason)
    rows = broadcast_buttons(uow, house, broadcast, author, "edit", "cancel")
    write_to(uow, author, text, purpose=Purpose.STAFF, choices=rows)


def pause(uow: UnitOfWork, house: House, broadcast_id: str, person_id: str) -> None:
    """Nothing more goes out; raises AccessRefused or DomainError."""
    _show(uow, house, broadcasts.pause(uow, broadcast_id, person_id))


def resume(uow: UnitOfWork, house: House, broadcast_id: str, person_id: str) -> None:
    """It goes on; raises AccessRefused or DomainError."""
    _show(uow, house, broadcasts.resume(uow, broadcast_id, person_id))


def cancel(uow: UnitOfWork, house: House, broadcast_id: str, person_id: str) -> None:
    """Calls it off; what was sent stays. Raises AccessRefused or DomainError."""
    broadcast = broadcasts.cancel(uow, broadcast_id, person_id, "stopped")
    legs.call_off(uow, house, broadcast)
    _show(uow, house, broadcast)


def recall(uow: UnitOfWork, house: House, broadcast_id: str, person_id: str) -> None:
    """Takes back what was sent, as far as the platforms let us; one that is not over is called off first.

    Raises AccessRefused or DomainError.
    """
    broadcast = broadcasts.visible(uow, broadcast_id, person_id)
    if broadcast.status not in OVER:
        broadcast = broadcasts.cancel(uow, broadcast_id, person_id, "recalled")
    legs.call_off(uow, house, broadcast)
    audit.record(uow, person_id, RECALLED, "broadcast", broadcast_id)
    timers.set_timer(uow, TimerKind.BROADCAST_RECALL, broadcast_id, uow.now)
    _show(uow, house, broadcast)


def recall_some(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The next slice of what was sent goes out again, to be taken away; ``fence`` is where the last one ended."""
    letters = recipients.sent_letters(uow, timer.subject_id, _SLICE, timer.fence)
    changes.take_back(uow, [letter_id for _, letter_id in letters])
    if len(letters) == _SLICE:
        timers.set_timer(uow, TimerKind.BROADCAST_RECALL, timer.subject_id, uow.now, fence=letters[-1][0])


def changeable(uow: UnitOfWork, broadcast_id: str, person_id: str) -> Broadcast:
    """A notice that its author may still change; raises AccessRefused or DomainError."""
    broadcast = broadcasts.visible(uow, broadcast_id, person_id)
    if broadcast.author_id != person_id:
        raise DomainError("sending.not_yours")
    if broadcast.status not in CHANGEABLE and broadcast.started_at is not None:
        raise DomainError("sending.not_now")
    return broadcast


def _show(uow: UnitOfWork, house: House, broadcast: Broadcast) -> None:
    redraw(uow, house, broadcast)
    look_again(uow, broadcast.id, uow.now + _SOON)


def _may_still(uow: UnitOfWork, broadcast: Broadcast, person_id: str) -> bool:
    """Whether its author, or who agreed to it, may still know of it: who was removed hears nothing more."""
    return may_address(broadcast.content.audience, person_id, people.active_grants(uow))


def _tell_void(uow: UnitOfWork, house: House, before: Broadcast) -> None:
    if before.approval is not None and _may_still(uow, before, before.approval.approver_id):
        tell(uow, house, before.approval.approver_id, "approval.your_yes_is_void", title=title(before.content))
