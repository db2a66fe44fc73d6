"""The verbs of a case: open it, take it in hand, talk, pass it on, answer it, and let the worker decide that it
is solved.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.errors import AccessRefused, DomainError
from bot.core.ids import show_case_number
from bot.domain.access import may_see
from bot.domain.cases import Author, Case, Closing, MessageKind, Status
from bot.domain.people import Role
from bot.domain.timers import TimerKind
from bot.services import call_tasks, case_letters, ladder, notes, presence, radar
from bot.services.cards import claimed_by, is_urgent, send_card
from bot.services.house import House
from bot.services.letters import tell
from bot.store import attachments, audit, cases, clocks, helpers, mediations, on_behalf, people, timers
from bot.store.cases import NewCase
from bot.store.notes import NoteKind
from bot.store.on_behalf import Entry
from bot.store.radar import Alert
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case that was just opened, with what the worker is promised; ``alert`` when many reported the same."""

    case: Case
    answer_by: datetime
    handler_role: Role
    alert: Alert | None


def open_case(
    uow: UnitOfWork, house: House, new: NewCase, *, files: list[str], source: str | None, entry: Entry | None = None
) -> Opened:
    """Stores the case, starts its clocks and puts it into the right hands, all in the present transaction.

    ``entry`` tells who wrote it down for a worker without a chat.
    """
    assignee = presence.handler_now(uow, new)
    case = cases.add_case(uow, replace(new, assignee_id=assignee))
    if entry is not None:
        on_behalf.add_entry(uow, case.id, entry)
    story = cases.add_message(uow, case, author=Author.WORKER, kind=MessageKind.STORY, text=case.story, source=source)
    attachments.attach(uow, files, case.id, story.id)
    audit.record(uow, None, "case_opened", "case", case.id, case.urgency.value)
    first = ladder.start(uow, house, case)
    case_letters.announce(uow, house, case, "card.new")
    alert = radar.note_case(uow, house, case, new.owner_id)
    return Opened(case=case, answer_by=first.due_at, handler_role=case_letters.role_of(uow, assignee), alert=alert)


def number_of(case: Case) -> str:
    """The number as it is read aloud."""
    return show_case_number(case.number)


def visible_case(uow: UnitOfWork, case_id: str, person_id: str) -> Case:
    """The case, for a staff member who may see it; raises the same DomainError for all others and for no case."""
    case = _load(uow, case_id)
    if not may_see(case, person_id, people.active_grants(uow)):
        raise AccessRefused("case.not_found", case_id)
    return case


def own_case(uow: UnitOfWork, case_id: str, person_id: str) -> Case:
    """The case, for the worker whose it is; raises the same DomainError for everybody else."""
    case = _load(uow, case_id)
    if cases.owner_of(uow, case) != person_id:
        raise DomainError("case.not_found")
    return case


def claim(uow: UnitOfWork, house: House, case: Case, person_id: str) -> Case:
    """接单: somebody takes it in hand. It stops only the fifteen-minute page, never a promise to the worker.

    Whoever had it, or was called to it, hears so: two people never work on one case unawares. A second tap
    tells nobody.
    """
    _must_be_open(case)
    if presence.is_away(uow, person_id):
        raise DomainError("absence.still_away")
    ladder.acknowledge(uow, case)
    if claimed_by(case, person_id):
        return case
    case_letters.tell_others(uow, house, case, person_id)
    case = cases.change_case(
        uow, case, assignee_id=person_id, status=Status.ACCEPTED if case.status is Status.SUBMITTED else case.status
    )
    audit.record(uow, person_id, "case_claimed", "case", case.id)
    due = clocks.running_clocks(uow, case.id)
    case_letters.tell_owner(uow, house, case, "case.claimed", due=due[0].due_at if due else None)
    return case


def reply(
    uow: UnitOfWork,
    house: House,
    case: Case,
    person_id: str,
    text: str,
    files: list[str],
    kind: MessageKind = MessageKind.REPLY,
    *,
    canned: bool = False,
) -> None:
    """Sends a staff member's words and pictures to the worker, under the case number.

    The clocks stop when the words have arrived (see :func:`bot.services.ladder.arrived`), not before.
    """
    _must_be_open(case)
    message = cases.add_message(uow, case, author=Author.STAFF, kind=kind, text=text, staff_id=person_id, canned=canned)
    attachments.attach(uow, files, case.id, message.id)
    if case.status in (Status.SUBMITTED, Status.ACCEPTED):
        case = cases.change_case(uow, case, status=Status.IN_PROGRESS, assignee_id=case.assignee_id or person_id)
    ladder.acknowledge(uow, case)
    audit.record(uow, person_id, f"case_{kind.value}", "case", case.id)
    if case_letters.owner_has_chat(uow, case):
        case_letters.pass_to_owner(uow, house, case, message, files)
    else:
        call_tasks.ask_to_call(uow, house, case, message, person_id, files)


def send_again(uow: UnitOfWork, house: House, case: Case, message_id: str) -> None:
    """A staff answer that the worker could not be told before goes into the chat that he has now."""
    message = cases.load_message(uow, message_id)
    if message is not None:
        files = [each.id for each in attachments.attachments_of(uow, case.id) if each.message_id == message_id]
        case_letters.pass_to_owner(uow, house, case, message, files)


def add_from_worker(
    uow: UnitOfWork,
    house: House,
    case: Case,
    text: str,
    files: list[str],
    source: str | None,
    headline: str = "card.addendum",
) -> None:
    """The worker says more: kept with the case and passed to its handler."""
    message = cases.add_message(uow, case, author=Author.WORKER, kind=MessageKind.ADDENDUM, text=text, source=source)
    attachments.attach(uow, files, case.id, message.id)
    audit.record(uow, None, "case_addendum", "case", case.id)
    for person_id in _listeners(uow, case):
        case_letters.pass_to_staff(uow, house, case, person_id, headline, text, files)


def _listeners(uow: UnitOfWork, case: Case) -> tuple[str, ...]:
    """Who hears what the worker adds: the handler; of an emergency that nobody has in hand yet, all who were called."""
    if is_urgent(case) and case.status is Status.SUBMITTED:
        return presence.called_now(uow, case)
    return (case.assignee_id,) if case.assignee_id else ()


def transfer(uow: UnitOfWork, house: House, case: Case, person_id: str, to_person_id: str, reason: str) -> None:
    """转派: another pair of hands; the clocks keep their start (abuse case 17: passing on buys no time)."""
    _must_be_open(case)
    able = may_see(replace(case, assignee_id=to_person_id), to_person_id, people.active_grants(uow))
    if not able or presence.is_away(uow, to_person_id):
        raise DomainError("case.cannot_transfer")
    case = cases.change_case(uow, case, assignee_id=to_person_id)
    audit.record(uow, person_id, "case_transferred", "case", case.id, to_person_id)
    notes.write(uow, case, person_id, reason, NoteKind.HAND_OVER)
    send_card(uow, house, case, to_person_id, "card.transferred", reason=reason)
    case_letters.tell_owner(uow, house, case, "case.transferred")


def ask_superior(uow: UnitOfWork, house: House, case: Case, person_id: str, reason: str) -> None:
    """求助上级: the grid's officer sees the case and why he is asked; without one, the committee."""
    _must_be_open(case)
    asked = [p for p in presence.staff_now(uow, Role.OFFICER, case) if p != person_id]
    for superior in asked or [p for p in presence.staff_now(uow, Role.COMMITTEE, case) if p != person_id]:
        send_card(uow, house, case, superior, "card.help_wanted", reason=reason)
    audit.record(uow, person_id, "case_help_wanted", "case", case.id)


def give_outcome(uow: UnitOfWork, house: House, case: Case, person_id: str, text: str) -> None:
    """办结: an outcome in words; whether it is solved, the worker says."""
    reply(uow, house, case, person_id, text, [], MessageKind.OUTCOME)
    case = cases.load_case(uow, case.id)
    case = cases.change_case(uow, case, status=Status.ANSWERED)
    timers.drop_timers_of(uow, TimerKind.CONFIRMATION, [case.id])
    if case_letters.owner_has_chat(uow, case):  # the others decide from when they have heard it
        ladder.wait_for_confirmation(uow, house, case, step=1, answered_at=uow.now)


def confirm(uow: UnitOfWork, house: House, case: Case) -> Case:
    """已解决: only this word of the worker closes a case as solved."""
    if not case.is_open:
        raise DomainError("case.already_closed", number=show_case_number(case.number))
    case = close(uow, case, Closing.CONFIRMED)
    if case.assignee_id:
        tell(uow, house, case.assignee_id, "card.confirmed", number=show_case_number(case.number))
    return case


def close(uow: UnitOfWork, case: Case, closing: Closing) -> Case:
    """Closes a case; nothing is owed any more, nobody helps or mediates."""
    ladder.stop(uow, case)
    helpers.end_helpers_of(uow, case.id)
    mediations.drop_mediation_of(uow, case.id)
    audit.record(uow, None, "case_closed", "case", case.id, closing.value)
    return cases.change_case(uow, case, status=Status.CLOSED, closing=closing, closed_at=uow.now)


def dispute(uow: UnitOfWork, house: House, case: Case) -> Opened:
    """没解决: the case is open again, in other hands, and its promises start anew."""
    if case.status is Status.CLOSED and uow.now > house.sla.later(
        cases.closed_at(uow, case.id), house.sla.reopen_within
    ):
        raise DomainError("case.too_late_to_reopen", number=show_case_number(case.number))
    if case.status not in (Status.CLOSED, Status.ANSWERED):
        raise DomainError("case.still_open", number=show_case_number(case.number))
    before = case.assignee_id
    after = presence.handler_now(uow, replace(case, assignee_id=None), other_than=before)
    ladder.stop(uow, case)
    case = cases.change_case(
        uow, case, status=Status.SUBMITTED, closing=None, closed_at=None, assignee_id=after, round=case.round + 1
    )
    audit.record(uow, None, "case_reopened", "case", case.id)
    first = ladder.start(uow, house, case)
    case_letters.announce(uow, house, case, "card.reopened")
    if before and before != after:
        tell(uow, house, before, "card.reopened_elsewhere", number=show_case_number(case.number))
    return Opened(case=case, answer_by=first.due_at, handler_role=case_letters.role_of(uow, after), alert=None)


def rate(uow: UnitOfWork, case: Case, stars: int, comment: str | None) -> None:
    """The worker's 1 to 5, once the case is closed."""
    cases.change_case(uow, case, rating=stars, comment=comment)
    audit.record(uow, None, "case_rated", "case", case.id, str(stars))


def _load(uow: UnitOfWork, case_id: str) -> Case:
    try:
        return cases.load_case(uow, case_id)
    except KeyError:
        raise DomainError("case.not_found") from None


def _must_be_open(case: Case) -> None:
    if not case.is_open:
        raise DomainError("case.already_closed", number=show_case_number(case.number))
