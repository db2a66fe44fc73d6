"""请假: while somebody of the staff is away nothing waits for him; his deputy has it, and it may come back."""

from datetime import datetime, timedelta

from bot.core.errors import AccessRefused, DomainError
from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.core.moments import show_moment
from bot.domain import sla
from bot.domain.absences import Absence, may_be_deputy
from bot.domain.cases import Case
from bot.domain.categories import Urgency
from bot.domain.timers import Timer, TimerKind
from bot.services import callbacks as callback_service
from bot.services import care, presence
from bot.services.cases import visible_case
from bot.services.handing_on import hand_on
from bot.services.house import House
from bot.services.letters import tell, write_to
from bot.store import absences, audit, buttons, callbacks, cases, people, timers
from bot.store.buttons import Action
from bot.store.unit_of_work import UnitOfWork

_TAKE_BACK_WITHIN = timedelta(days=14)
_BEGINS, _ENDS = 0, 1  # steps of the timer


def deputies_for(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """Who could stand in for somebody: whoever may work wherever he works."""
    grants = people.active_grants(uow)
    others = {grant.person_id for grant in grants} - {person_id}
    return tuple(sorted(other for other in others if may_be_deputy(other, person_id, grants)))


def enter(
    uow: UnitOfWork,
    house: House,
    person_id: str,
    deputy_id: str | None,
    starts_at: datetime,
    ends_at: datetime,
    *,
    reason: str | None,
    entered_by: str,
) -> Absence:
    """Writes an absence down and tells those whom it concerns; DomainError when he is away then already."""
    if any(other.overlaps(starts_at, ends_at) for other in absences.absences_of(uow, person_id)):
        raise DomainError("absence.overlaps")
    absence = absences.add_absence(uow, person_id, deputy_id, starts_at, ends_at, reason=reason, entered_by=entered_by)
    audit.record(uow, entered_by, "absence_entered", "person", person_id, deputy_id)
    timers.set_timer(uow, TimerKind.ABSENCE, absence.id, starts_at, step=_BEGINS)
    timers.set_timer(uow, TimerKind.ABSENCE, absence.id, ends_at, step=_ENDS)
    if deputy_id:
        _tell(uow, house, absence, deputy_id, "absence.you_stand_in")
    if entered_by != person_id:
        _tell(uow, house, absence, person_id, "absence.entered_for_you")
    return absence


def look(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """An absence begins or ends; one that was called off does neither."""
    absence = absences.load_absence(uow, timer.subject_id)
    if absence.ended_at is not None:
        return
    if timer.step == _BEGINS:
        _begin(uow, house, absence)
    else:
        _end(uow, house, absence)


def come_back(uow: UnitOfWork, house: House, person_id: str) -> bool:
    """He is back early, or does not go after all: ends what goes on, or else what comes next. False: there is none."""
    known = absences.absences_of(uow, person_id)
    if not known:
        return False
    _end(uow, house, known[0])
    return True


def take_back(uow: UnitOfWork, house: House, case_id: str, person_id: str) -> Case:
    """A case that others took over while he was away comes back to him; what was never his is not there for him."""
    case = visible_case(uow, case_id, person_id)
    if presence.is_away(uow, person_id):
        raise DomainError("absence.still_away")
    if not absences.claim_back(uow, person_id, case_id):
        raise AccessRefused("case.not_found", case_id)
    if not case.is_open:
        raise DomainError("case.already_closed", number=show_case_number(case.number))
    if (before := case.assignee_id) and before != person_id:
        tell(uow, house, before, "absence.taken_back", number=show_case_number(case.number))
    return hand_on(uow, house, case, person_id, "card.back_with_you")


def _begin(uow: UnitOfWork, house: House, absence: Absence) -> None:
    """Every case and request that lies with him goes to whoever acts now; what he would decide on is shown there."""
    away = absence.person_id
    for case in cases.open_cases(uow, assignee_id=away):
        heir = presence.in_place_of(uow, case, away)
        if heir is None or heir == away:
            continue  # there is nobody else
        absences.note_stand_in(uow, absence.id, case.id)
        who = _who(uow, house, absence, heir)
        hand_on(uow, house, case, heir, "card.standing_in", name=who["name"], ends=who["ends"])
    for callback in callbacks.open_callbacks_at(uow, away):
        heir = presence.caller_now(uow, callback)
        if heir not in (None, away):
            callback_service.hand_on(uow, house, callback, heir)
    care.show_to_stand_ins(uow, house, away)


def _end(uow: UnitOfWork, house: House, absence: Absence) -> None:
    if not absences.end_absence(uow, absence.id):
        return
    timers.drop_timers_of(uow, TimerKind.ABSENCE, [absence.id])
    audit.record(uow, absence.person_id, "absence_ended", "person", absence.person_id)
    began = absence.starts_at <= uow.now
    if began:
        _offer_back(uow, house, absence)
    if absence.deputy_id:
        _tell(uow, house, absence, absence.deputy_id, "absence.is_back" if began else "absence.stays_after_all")


def _offer_back(uow: UnitOfWork, house: House, absence: Absence) -> None:
    """His cases stay where they are in hand, unless he takes them back; a button for each."""
    person_id = absence.person_id
    found = [cases.load_case(uow, case_id) for case_id in absences.cases_taken_over(uow, absence.id)]
    elsewhere = [case for case in found if case.is_open and case.assignee_id != person_id]
    locale, until = people.locale_of(uow, person_id), uow.now + _TAKE_BACK_WITHIN
    rows = tuple(
        (
            buttons.add_button(
                uow,
                person_id,
                house.texts.get("absence.button_take_back", locale, number=show_case_number(case.number)),
                Action(name="absences.take_back", subject_id=case.id),
                until,
            ),
        )
        for case in elsewhere
    )
    key = "absence.welcome_back_cases" if rows else "absence.welcome_back"
    text = house.texts.get(key, locale, count=len(rows))
    write_to(uow, person_id, text, purpose=Purpose.STAFF, choices=rows, due_at=_politely(uow, house))


def _tell(uow: UnitOfWork, house: House, absence: Absence, reader_id: str, key: str) -> None:
    text = house.texts.get(key, people.locale_of(uow, reader_id), **_who(uow, house, absence, reader_id))
    write_to(uow, reader_id, text, purpose=Purpose.STAFF, due_at=_politely(uow, house))


def _politely(uow: UnitOfWork, house: House) -> datetime:
    """None of this is worth waking somebody for."""
    return sla.send_time(house.sla, Urgency.NORMAL, uow.now)


def _who(uow: UnitOfWork, house: House, absence: Absence, reader_id: str) -> dict[str, str]:
    locale = people.locale_of(uow, reader_id)
    return {
        "name": people.contact_of(uow, absence.person_id).name or house.texts.get("absence.a_colleague", locale),
        "starts": show_moment(absence.starts_at, locale),
        "ends": show_moment(absence.ends_at, locale),
    }
