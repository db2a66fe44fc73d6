"""The clocks behind a case's promises, and the ladder of people that is climbed until a human being answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.core.moments import show_moment
from bot.domain import sla
from bot.domain.answers import is_first_answer, is_substantive
from bot.domain.canned import own_words
from bot.domain.cases import Author, Case, CaseClock, CaseMessage, ClockKind, MessageKind, Status
from bot.domain.people import Role
from bot.domain.timers import Timer, TimerKind
from bot.services import presence
from bot.services.cards import is_urgent, send_card
from bot.services.house import House
from bot.services.letters import tell
from bot.store import audit, cases, clocks, people, timers
from bot.store.unit_of_work import UnitOfWork

_RUNGS = (Role.LIAISON, Role.DEPUTY, Role.OFFICER, Role.COMMITTEE)
# As long as one of these is owed, nothing further is: what comes after it has no clock of its own yet.
_BEFORE_PROGRESS = frozenset((ClockKind.FIRST, ClockKind.SUBSTANTIVE))
# More than this many overdue cases for one person in one go are one message (a stop of the service, a morning).
_FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """A level that has just fired: who is to be told about which case."""

    case: Case
    clock: CaseClock
    level: int
    told: tuple[str, ...]


def start(uow: UnitOfWork, house: House, case: Case) -> CaseClock:
    """Starts every promise of a case; returns the one of the first answer."""
    started = {}
    for kind in sla.clocks(house.sla, case.urgency):
        started[kind] = _start_clock(uow, house, case, kind)
    return started[ClockKind.FIRST]


def stop(uow: UnitOfWork, case: Case) -> None:
    """Calls every running promise off: the case is closed or starts anew."""
    running = clocks.running_clocks(uow, case.id)
    timers.drop_timers_of(uow, TimerKind.LADDER, [clock.id for clock in running])
    timers.drop_timers_of(uow, TimerKind.CONFIRMATION, [case.id])
    clocks.stop_clocks(uow, case.id)


def acknowledge(uow: UnitOfWork, case: Case) -> None:
    """Somebody has the urgent case in hand."""
    _meet(uow, (c for c in clocks.running_clocks(uow, case.id) if c.kind is ClockKind.ACKNOWLEDGE))


def arrived(uow: UnitOfWork, house: House, message_id: str) -> None:
    """A staff message has been sent or handed: now, and only now, it counts as the answer that it is."""
    message = cases.load_message(uow, message_id)
    if message is None:
        return
    case = cases.load_case(uow, message.case_id)
    if message.round != case.round:
        return
    kept = _kept_by(house, message, _said_by_worker(uow, case))
    if message.kind is MessageKind.OUTCOME:
        kept |= {ClockKind.PROGRESS}
    running = clocks.running_clocks(uow, case.id)
    _meet(uow, (clock for clock in running if clock.kind in kept))
    owed = {clock.kind for clock in running} - kept
    if kept and not owed & _BEFORE_PROGRESS and case.status is Status.IN_PROGRESS:
        _start_clock(uow, house, case, ClockKind.PROGRESS)


def fire(uow: UnitOfWork, house: House, timer: Timer) -> Climb | None:
    """A level is due: climbs it once, sets the next; None when it is stale (answered, or fired before)."""
    clock = clocks.load_running_clock(uow, timer.subject_id)
    if clock is None or str(clock.level) != timer.fence:
        return None
    case = cases.load_case(uow, clock.case_id)
    number = timer.step
    level = sla.ladder(house.sla, case.urgency, clock.kind).levels[number - 1]
    role, told = _recipients(uow, case, level.tell)
    if not clocks.climb(uow, clock.id, number, role.value, timer.planned_at):
        return None
    audit.record(uow, None, "ladder_climbed", "case", case.id, f"{clock.kind} {number}")
    _set_next_timer(uow, house, case, clock, timer)
    _tell_worker(uow, house, case, clock, number, role)
    return Climb(case=case, clock=clock, level=number, told=told)


def report(uow: UnitOfWork, house: House, climbs: Iterable[Climb]) -> None:
    """Tells the staff: a card for each case, or one list where many fell due together."""
    by_person: dict[str, list[Climb]] = {}
    for climb in climbs:
        for person_id in climb.told:
            by_person.setdefault(person_id, []).append(climb)
    for person_id, theirs in by_person.items():
        if len(theirs) > _FEW:
            _report_list(uow, house, person_id, theirs)
        else:
            for climb in theirs:
                _report_card(uow, house, person_id, climb)


def wait_for_confirmation(uow: UnitOfWork, house: House, case: Case, *, step: int, answered_at: datetime) -> None:
    """Sets the next look at a case whose worker has not said yet whether it is solved."""
    rule = house.sla.confirmation
    wait = rule.reminders[step - 1] if step <= len(rule.reminders) else rule.close
    at = sla.send_time(house.sla, case.urgency, house.sla.later(answered_at, wait))
    timers.set_timer(
        uow, TimerKind.CONFIRMATION, case.id, at, fence=f"{case.round} {answered_at.timestamp()}", step=step
    )


def _said_by_worker(uow: UnitOfWork, case: Case) -> str:
    """An echo of the worker's own words is no answer to them."""
    return "\n".join(m.text for m in cases.messages_of(uow, case.id) if m.author is Author.WORKER)


def _kept_by(house: House, message: CaseMessage, worker_said: str) -> frozenset[ClockKind]:
    # A ready sentence is the house's, also when it was typed, confirmed or sent with others: only what its writer
    # adds to it is an answer. A promise is kept by a human being who thought of this one worker, not by a tap.
    own = own_words(message.text, house.canned)
    if is_substantive(own, message.canned, house.sla.substantive_characters, worker_said):
        return frozenset((ClockKind.FIRST, ClockKind.SUBSTANTIVE, ClockKind.PROGRESS))
    first = is_first_answer(own, message.canned, worker_said)
    return frozenset((ClockKind.FIRST, ClockKind.PROGRESS)) if first else frozenset()


def _start_clock(uow: UnitOfWork, house: House, case: Case, kind: ClockKind) -> CaseClock:
    clock = clocks.start_clock(uow, case.id, kind, uow.now, sla.due_at(house.sla, case.urgency, kind, uow.now))
    _set_first_timer(uow, house, case, clock)
    return clock


def _meet(uow: UnitOfWork, kept: Iterable[CaseClock]) -> None:
    for clock in list(kept):
        clocks.meet(uow, clock.id)
        timers.drop_timers_of(uow, TimerKind.LADDER, [clock.id])
        audit.record(uow, None, "promise_kept", "case", clock.case_id, clock.kind.value)


def _set_first_timer(uow: UnitOfWork, house: House, case: Case, clock: CaseClock) -> None:
    planned = sla.level_at(house.sla, case.urgency, clock.kind, 1, clock.started_at)
    if planned is not None:
        at = sla.send_time(house.sla, case.urgency, planned)
        timers.set_timer(uow, TimerKind.LADDER, clock.id, at, fence="0", step=1, planned_at=planned)


def _set_next_timer(uow: UnitOfWork, house: House, case: Case, clock: CaseClock, fired: Timer) -> None:
    planned = sla.level_at(house.sla, case.urgency, clock.kind, fired.step + 1, clock.started_at)
    if planned is not None:
        at = sla.next_level_time(house.sla, case.urgency, fired.planned_at, uow.now, planned)
        timers.set_timer(
            uow, TimerKind.LADDER, clock.id, at, fence=str(fired.step), step=fired.step + 1, planned_at=planned
        )


def _recipients(uow: UnitOfWork, case: Case, role: Role) -> tuple[Role, tuple[str, ...]]:
    """Who acts as ``role`` for the case; where nobody does, the next rung up. "Liaison" is whoever has it in hand.

    The rung that is really told comes with them: the worker is never told that his liaison was reminded of a
    complaint which the liaison must not know.
    """
    grants = people.active_grants(uow)
    handler = presence.in_place_of(uow, case, case.assignee_id) if case.assignee_id else None
    held = [grant.role for grant in grants if grant.person_id == handler]
    if role is Role.LIAISON and handler and held:
        return held[0], (handler,)
    for rung in _RUNGS[_RUNGS.index(role) :]:
        if found := presence.staff_now(uow, rung, case):
            return rung, found
    return role, ()


def _tell_worker(uow: UnitOfWork, house: House, case: Case, clock: CaseClock, level: int, role: Role) -> None:
    owner = cases.owner_of(uow, case)
    words = house.texts.get(f"role.{role}", people.locale_of(uow, owner))
    tell(
        uow,
        house,
        owner,
        f"ladder.worker_{role}",
        purpose=Purpose.REMINDER,
        unique=f"ladder:{clock.id}:{level}:worker",
        number=show_case_number(case.number),
        role=words,
    )


def _report_card(uow: UnitOfWork, house: House, person_id: str, climb: Climb) -> None:
    locale = people.locale_of(uow, person_id)
    send_card(
        uow,
        house,
        climb.case,
        person_id,
        f"ladder.staff_{climb.clock.kind}",
        purpose=Purpose.URGENT if is_urgent(climb.case) else Purpose.REMINDER,
        unique=f"ladder:{climb.clock.id}:{climb.level}:{person_id}",
        due=show_moment(climb.clock.due_at, locale),
    )


def _report_list(uow: UnitOfWork, house: House, person_id: str, climbs: list[Climb]) -> None:
    locale = people.locale_of(uow, person_id)
    lines = [
        house.texts.get(
            "ladder.list_line",
            locale,
            number=show_case_number(climb.case.number),
            what=house.texts.get(f"ladder.owed_{climb.clock.kind}", locale),
            due=show_moment(climb.clock.due_at, locale),
        )
        for climb in sorted(climbs, key=lambda climb: climb.clock.due_at)
    ]
    urgent = any(is_urgent(climb.case) for climb in climbs)
    tell(
        uow,
        house,
        person_id,
        "ladder.list",
        purpose=Purpose.URGENT if urgent else Purpose.REMINDER,
        count=len(climbs),
        lines="\n".join(lines[:40]),
    )
