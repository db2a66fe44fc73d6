"""What a worker without a chat is told, somebody tells him aloud: a task, a button for when it is done, reminders.

The answer counts from the moment the worker heard it (:func:`told`), not from when it was written: until then the
clocks go on and the ladder climbs.
"""

from bot.core.cleaning import inline, quote
from bot.core.errors import DomainError
from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.domain import sla
from bot.domain.access import may_see
from bot.domain.cases import Case, CaseMessage, MessageKind
from bot.domain.people import Role
from bot.domain.timers import Timer, TimerKind
from bot.services import ladder, presence
from bot.services.cards import case_button
from bot.services.house import House
from bot.services.letters import send_files, write_to
from bot.store import attachments, audit, call_tasks, cases, people, timers
from bot.store.call_tasks import CallTask
from bot.store.on_behalf import entry_of
from bot.store.unit_of_work import UnitOfWork

_RUNGS = (Role.LIAISON, Role.OFFICER, Role.COMMITTEE)  # who hears, day by day, that nobody has called


def ask_to_call(
    uow: UnitOfWork, house: House, case: Case, message: CaseMessage, writer_id: str, files: list[str]
) -> None:
    """An answer was written: whoever knows the worker is asked to call him, with the words and the pictures."""
    staff_id = _caller(uow, case, writer_id) or writer_id
    task = call_tasks.add_call_task(uow, message.id, case.id, staff_id)
    _send(uow, house, case, task, staff_id, message.text)
    if staff_id != writer_id:
        found = attachments.load_attachments(uow, files)
        send_files(uow, staff_id, show_case_number(case.number), found, purpose=Purpose.STAFF)
    _look_again(uow, house, case, task, step=1)


def told(uow: UnitOfWork, house: House, case: Case, message_id: str, staff_id: str) -> None:
    """The worker has heard the answer: now, and only now, it stops the clocks that it stops.

    ``message_id`` may be empty: then what was written last. Raises DomainError when there is nothing to be told.
    """
    waiting = call_tasks.open_call_tasks(uow, case.id)
    task = next((task for task in reversed(waiting) if message_id in ("", task.message_id)), None)
    if task is None or not call_tasks.mark_told(uow, task.message_id, staff_id):
        raise DomainError("on_behalf.told_before")
    audit.record(uow, staff_id, "told_by_phone", "case", case.id, task.message_id)
    ladder.arrived(uow, house, task.message_id)
    message = cases.load_message(uow, task.message_id)
    if message is not None and message.kind is MessageKind.OUTCOME and message.round == case.round:
        timers.drop_timers_of(uow, TimerKind.CONFIRMATION, [case.id])
        ladder.wait_for_confirmation(uow, house, case, step=1, answered_at=uow.now)


def ask_to_ask(uow: UnitOfWork, house: House, case: Case, key: str) -> None:
    """Whether it is solved, the worker is asked aloud; ``key`` is what he would have read in a chat."""
    staff_id = _caller(uow, case)
    if staff_id is None:
        return
    locale = people.locale_of(uow, staff_id)
    asked = house.texts.get(key, locale, number=show_case_number(case.number))
    text = house.texts.get("on_behalf.ask_him", locale, who=_who(uow, house, case, locale), text=asked)
    row = (case_button(uow, house, case, staff_id, "unsolved_aloud", locale),)
    write_to(uow, staff_id, text, purpose=Purpose.REMINDER, choices=(row,))


def remind(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """A day later the worker has still not been called: the same again, then the officers, then the committee."""
    task = call_tasks.find_call_task(uow, timer.subject_id)
    message = cases.load_message(uow, timer.subject_id)
    if task is None or message is None or task.told_at is not None:
        return
    case = cases.load_case(uow, task.case_id)
    if not case.is_open or message.round != case.round:
        return
    rung = _RUNGS[min(timer.step, len(_RUNGS)) - 1]
    asked = (_caller(uow, case),) if rung is Role.LIAISON else presence.staff_now(uow, rung, case)
    for staff_id in filter(None, asked):
        _send(uow, house, case, task, staff_id, message.text)
    _look_again(uow, house, case, task, step=timer.step + 1)


def _send(uow: UnitOfWork, house: House, case: Case, task: CallTask, staff_id: str, text: str) -> None:
    locale = people.locale_of(uow, staff_id)
    number, who = show_case_number(case.number), _who(uow, house, case, locale)
    words = house.texts.get("on_behalf.please_call", locale, number=number, who=who, text=quote(text, 3000))
    row = (case_button(uow, house, case, staff_id, "told", locale, task.message_id),)
    write_to(uow, staff_id, words, purpose=Purpose.STAFF, choices=(row,))


def _look_again(uow: UnitOfWork, house: House, case: Case, task: CallTask, *, step: int) -> None:
    planned = house.sla.later(uow.now, house.sla.confirmation.reminders[0])
    at = sla.send_time(house.sla, case.urgency, planned)
    timers.set_timer(uow, TimerKind.CALL_TASK, task.message_id, at, step=step)


def _caller(uow: UnitOfWork, case: Case, writer_id: str | None = None) -> str | None:
    """Who calls: the one who entered the case and knows the worker, its handler, or who wrote the answer.

    Whoever is away or may not see the case any more is passed over.
    """
    entry, grants = entry_of(uow, case.id), people.active_grants(uow)
    known = (entry.entered_by if entry else None, case.assignee_id, writer_id)
    able = (p for p in known if p and may_see(case, p, grants) and not presence.is_away(uow, p))
    return next(able, None) or presence.handler_now(uow, case)


def _who(uow: UnitOfWork, house: House, case: Case, locale: str) -> str:
    contact = people.contact_of(uow, cases.owner_of(uow, case))
    name = inline(contact.name, 40) if contact.name else house.texts.get("card.no_name", locale)
    return f"{name}　{contact.phone or house.texts.get('card.no_phone', locale)}"
