"""Looks at what is due: each timer in a savepoint of its own, deleted in the same commit as what it caused."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

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
from bot.store.unit_of_work import LookFirst, UnitOfWork

log = structlog.get_logger()

BATCH = 200
_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """How many timers were due, and what some of them must look at first: these are due still."""

    timers: int
    looks: Sequence[LookFirst]


async def run_due(database: Database, house: House, on_letters: Callable[[], None]) -> None:
    """Handles everything that is due now, batch after batch; an idle look does not take the writer.

    A timer that needs a long look waits until a reader has looked, and the others do not wait for it.
    """
    if not await database.read(lambda uow: timers.late_timers(uow, uow.now)):
        return
    seen: Mapping[Hashable, Any] | None = {}
    while True:
        batch = await database.run(partial(handle_due, house=house, on_letters=on_letters, seen_beside=seen))
        if batch.looks:
            seen = await _look(database, batch.looks, seen or {})
        elif batch.timers < BATCH:
            return


async def _look(
    database: Database, looks: Sequence[LookFirst], seen: Mapping[Hashable, Any]
) -> Mapping[Hashable, Any] | None:
    """What was seen, with what these looks see; None after an error: on the spot it stops no timer but its own."""
    try:
        return {**seen, **{first.key: await database.read(first.look) for first in looks}}
    except Exception as error:
        log.warning("look_failed", error=type(error).__name__)
        return None


def handle_due(
    uow: UnitOfWork,
    house: House,
    on_letters: Callable[[], None],
    seen_beside: Mapping[Hashable, Any] | None = None,
) -> Batch:
    """One batch in one transaction, with what was seen beside the writers (None: looks are taken on the spot)."""
    uow.seen_beside = seen_beside
    due, looks, climbs = timers.due_timers(uow, BATCH), [], []
    for timer in due:
        try:
            climbs += _one(uow, house, timer)
        except LookFirst as first:
            looks.append(first)
    ladder.report(uow, house, climbs)
    for climb in climbs:
        metrics.LEVELS.labels(climb.clock.kind.value, str(climb.level)).inc()
    if uow.letters_ready:
        uow.after_commit(on_letters)
    return Batch(timers=len(due), looks=looks)


def _one(uow: UnitOfWork, house: House, timer: Timer) -> list[Climb]:
    try:
        with uow.message():
            climb = _handle(uow, house, timer)
            timers.drop_timer(uow, timer.id)
            return [climb] if climb is not None else []
    except (GongyiError, LookupError, ValueError, TypeError, AttributeError) as error:
        # A timer that breaks the code must not hold up the others. A database error is none of these: it undoes all.
        log.exception("timer_failed", timer=timer.id, kind=timer.kind.value, error=type(error).__name__)
        timers.postpone(uow, timer.id, uow.now + _AGAIN)
        return []


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
