"""Looks at what is due: each timer in a savepoint of its own, deleted in the same commit as what it caused."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.core import metrics
from bot.core.errors import GongyiError
from bot.domain.timers import Timer, TimerKind
from bot.services import (
    absences,
    broadcast_approval,
    broadcast_desk,
    broadcast_watch,
    call_tasks,
    callbacks,
    care,
    digests,
    drafts,
    event_ends,
    fleeting,
    ladder,
    legs,
    mediation,
    membership,
    place_letters,
    places,
    posting,
    reception,
    silence,
    suggestions,
    terms,
    wishes,
)
from bot.services.house import House
from bot.services.ladder import Climb
from bot.store import timers
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork

log = structlog.get_logger()

BATCH = 200
_AGAIN = timedelta(minutes=5)


async def run_due(database: Database, house: House, on_letters: Callable[[], None]) -> None:
    """Handles everything that is due now, batch after batch; an idle look does not take the writer."""
    if not await database.read(lambda uow: timers.late_timers(uow, uow.now)):
        return
    while await database.run(lambda uow: handle_due(uow, house, on_letters)) == BATCH:
        pass


def handle_due(uow: UnitOfWork, house: House, on_letters: Callable[[], None]) -> int:
    """One batch in one transaction; returns how many timers it held."""
    due = timers.due_timers(uow, BATCH)
    climbs = [climb for timer in due if (climb := _one(uow, house, timer)) is not None]
    ladder.report(uow, house, climbs)
    for climb in climbs:
        metrics.LEVELS.labels(climb.clock.kind.value, str(climb.level)).inc()
    if uow.letters_ready:
        uow.after_commit(on_letters)
    return len(due)


def _one(uow: UnitOfWork, house: House, timer: Timer) -> Climb | None:
    try:
        with uow.message():
            climb = _handle(uow, house, timer)
            timers.drop_timer(uow, timer.id)
            return climb
    except (GongyiError, LookupError, ValueError, TypeError, AttributeError) as error:
        # A timer that breaks the code must not hold up the others. A database error is none of these: it undoes all.
        log.exception("timer_failed", timer=timer.id, kind=timer.kind.value, error=type(error).__name__)
        timers.postpone(uow, timer.id, uow.now + _AGAIN)
        return None


def _handle(uow: UnitOfWork, house: House, timer: Timer) -> Climb | None:
    if timer.kind is TimerKind.LADDER:
        return ladder.fire(uow, house, timer)
    _HANDLERS[timer.kind](uow, house, timer)
    return None


# What looks at a timer of each kind when it is due; those of the ladder are told of together.
_HANDLERS: dict[TimerKind, Callable[[UnitOfWork, House, Timer], None]] = {
    TimerKind.CONFIRMATION: silence.remind_or_close,
    TimerKind.DRAFT: drafts.expire,
    TimerKind.APPLICATION: membership.remind,
    TimerKind.CARE_AID: care.look,
    TimerKind.CARE_QUARTER: wishes.tell_ranking,
    TimerKind.SUGGESTION: suggestions.remind,
    TimerKind.FLEETING: fleeting.erase,
    TimerKind.EVENT_ENDS: event_ends.end,
    TimerKind.CALLBACK: callbacks.look,
    TimerKind.PLACE_LAPSES: places.lapse,
    TimerKind.PLACE_REMINDER: place_letters.remind,
    TimerKind.DIGEST: digests.look,
    TimerKind.MEDIATION: mediation.lapse,
    TimerKind.BROADCAST: broadcast_approval.start,
    TimerKind.BROADCAST_WATCH: broadcast_watch.tick,
    TimerKind.BROADCAST_RECALL: broadcast_desk.recall_some,
    TimerKind.LEGS: legs.look,
    TimerKind.POSTING: posting.look,
    TimerKind.OUTCOME_DUE: reception.ask_outcome,
    TimerKind.ABSENCE: absences.look,
    TimerKind.GRANT: terms.look,
    TimerKind.CALL_TASK: call_tasks.remind,
}
