"""Watching a notice go out: one message in an officer's chat that is edited, not repeated, until it is over.

Every few seconds a timer draws all messages about a broadcast that is on its way. Once it is over they change ever more
rarely (people still say that they have read it), and after two days they rest.
"""

from datetime import datetime, timedelta

from bot.core.messages import Purpose
from bot.domain.audience import may_address
from bot.domain.broadcasts import OVER, WAITING, Broadcast, BroadcastStatus, Leg
from bot.domain.timers import Timer, TimerKind
from bot.services.broadcast_approval import first_moment
from bot.services.broadcast_cards import broadcast_buttons
from bot.services.broadcast_progress import Standing, progress_text, standing
from bot.services.broadcast_words import title
from bot.services.house import House
from bot.services.letters import write_to
from bot.services.posting import posting_buttons
from bot.services.untold import report
from bot.store import broadcasts as store
from bot.store import changes, people, screens, timers
from bot.store.outbox import Rows
from bot.store.screens import Screen, View
from bot.store.unit_of_work import UnitOfWork

_EVERY = timedelta(seconds=5)
_RESTS_AFTER = timedelta(days=2)

# What may be done with a broadcast that stands so; whoever may address its people may do it.
_VERBS: dict[BroadcastStatus, tuple[str, ...]] = {
    BroadcastStatus.APPROVED: ("edit", "cancel"),
    BroadcastStatus.SCHEDULED: ("edit", "cancel"),
    BroadcastStatus.SENDING: ("pause", "cancel"),
    BroadcastStatus.PAUSED: ("resume", "cancel"),
    BroadcastStatus.STOPPED: ("resume", "cancel"),
    BroadcastStatus.SENT: ("untold", "take_back"),
    BroadcastStatus.CANCELLED: ("untold",),
}


def watch(uow: UnitOfWork, house: House, broadcast: Broadcast, person_id: str) -> None:
    """A new message that follows the broadcast; an older one of the same person stays as it is."""
    locale = people.locale_of(uow, person_id)
    letter_id = write_to(
        uow,
        person_id,
        progress_text(uow, house, broadcast, standing(uow, house, broadcast), locale),
        purpose=Purpose.STAFF,
        choices=_buttons(uow, house, broadcast, person_id),
    )
    if letter_id is not None:
        screen = Screen(letter_id=letter_id, person_id=person_id, view=View.WATCH, drawn_as=broadcast.status)
        screens.add_screen(uow, broadcast.id, screen)
        look_again(uow, broadcast.id, uow.now + _EVERY)


def redraw(uow: UnitOfWork, house: House, broadcast: Broadcast) -> None:
    """Brings every message about it up to date; whoever may no longer see it reads nothing more."""
    grants, found = people.active_grants(uow), screens.screens_of(uow, broadcast.id)
    if not found:
        return
    now = standing(uow, house, broadcast)
    for screen in found:
        if not may_address(broadcast.content.audience, screen.person_id, grants):
            screens.drop_screen(uow, screen.letter_id)
        elif screen.view is View.WATCH:
            _redraw_watch(uow, house, broadcast, screen, now)
        elif broadcast.status is not BroadcastStatus.SUBMITTED:
            _close_card(uow, house, broadcast, screen)


def void_cards(uow: UnitOfWork, house: House, broadcast: Broadcast) -> None:
    """The author has changed it: what was to be agreed to, or was agreed to, is no longer what would be sent."""
    for screen in screens.screens_of(uow, broadcast.id):
        text = house.texts.get("approval.void", people.locale_of(uow, screen.person_id), title=title(broadcast.content))
        changes.rewrite(uow, screen.letter_id, text, ())
        screens.drop_screen(uow, screen.letter_id)


def look_again(uow: UnitOfWork, broadcast_id: str, at: datetime) -> None:
    """Draws it anew at ``at``, and not before."""
    timers.drop_timers_of(uow, TimerKind.BROADCAST_WATCH, [broadcast_id])
    timers.set_timer(uow, TimerKind.BROADCAST_WATCH, broadcast_id, at)


def tick(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The timer: draws, tells the liaisons when it is over, and comes again as long as something may change."""
    broadcast = store.load_broadcast(uow, timer.subject_id)
    redraw(uow, house, broadcast)
    if broadcast.status is BroadcastStatus.SENT and Leg.SMS not in broadcast.content.legs:
        report(uow, house, broadcast)  # where texts follow, whom they did not reach either is told of after them
    following = _next_look(uow, house, broadcast)
    if following is not None and (broadcast.status not in OVER or screens.screens_of(uow, broadcast.id)):
        timers.set_timer(uow, TimerKind.BROADCAST_WATCH, broadcast.id, following)


def _redraw_watch(uow: UnitOfWork, house: House, broadcast: Broadcast, screen: Screen, now: Standing) -> None:
    text = progress_text(uow, house, broadcast, now, people.locale_of(uow, screen.person_id))
    if screen.drawn_as is broadcast.status:
        changes.rewrite(uow, screen.letter_id, text)
    elif changes.rewrite(uow, screen.letter_id, text, _buttons(uow, house, broadcast, screen.person_id)):
        screens.note_drawn(uow, screen.letter_id, broadcast.status)


def _close_card(uow: UnitOfWork, house: House, broadcast: Broadcast, screen: Screen) -> None:
    locale = people.locale_of(uow, screen.person_id)
    agreed, say = broadcast.approval, house.texts.get
    by = (people.contact_of(uow, agreed.approver_id).name if agreed else None) or say("approval.no_name", locale)
    key = "approval.agreed" if agreed else "approval.closed"
    if changes.rewrite(uow, screen.letter_id, say(key, locale, title=title(broadcast.content), by=by), ()):
        screens.drop_screen(uow, screen.letter_id)


def _buttons(uow: UnitOfWork, house: House, broadcast: Broadcast, person_id: str) -> Rows:
    verbs = _VERBS.get(broadcast.status, ())
    if broadcast.status is BroadcastStatus.STOPPED and broadcast.started_at is None:
        verbs = ("edit", "cancel")  # it never began: it is handed in anew
    if person_id != broadcast.author_id:
        verbs = tuple(verb for verb in verbs if verb != "edit")
    rows = broadcast_buttons(uow, house, broadcast, person_id, *verbs)
    if broadcast.started_at is None or Leg.PRINT not in broadcast.content.legs:
        return rows
    return (*rows, *posting_buttons(uow, house, person_id, broadcast.id, ("list",), people.locale_of(uow, person_id)))


def _next_look(uow: UnitOfWork, house: House, broadcast: Broadcast) -> datetime | None:
    soon = uow.now + _EVERY
    if broadcast.status in WAITING:
        return max(soon, first_moment(uow, house, broadcast))
    if broadcast.status is BroadcastStatus.SENDING:
        opens = house.broadcasts.next_open(uow.now, house.sla.quiet_hours)
        return soon if broadcast.content.at_once else max(soon, opens)
    if broadcast.status not in OVER or broadcast.finished_at is None:
        return None
    since = uow.now - broadcast.finished_at
    return max(soon, uow.now + since / 10) if since < _RESTS_AFTER else None
