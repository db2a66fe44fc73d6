"""第三方调解: proposed by staff, begun by the worker's yes, fifteen days at the most, then legal aid.

It stops no clock: what the union promised in the case stays promised (config/sla.yaml).
"""

from bot.core.errors import DomainError
from bot.core.ids import show_case_number
from bot.core.messages import Choice, Purpose
from bot.core.moments import show_moment
from bot.domain.cases import Case
from bot.domain.mediation import Mediation, MediationStatus, is_for
from bot.domain.sla import send_time
from bot.domain.timers import Timer, TimerKind
from bot.services.cards import case_button
from bot.services.house import House
from bot.services.letters import tell
from bot.store import audit, cases, mediations, people, timers
from bot.store.unit_of_work import UnitOfWork


def propose(uow: UnitOfWork, house: House, case: Case, person_id: str) -> None:
    """Asks the worker; raises DomainError where there is nothing to mediate or he has said no."""
    _must_be_open(case)
    if not is_for(case):
        raise DomainError("mediation.not_here")
    if mediations.living_mediation(uow, case.id) is not None:
        raise DomainError("mediation.under_way")
    if mediations.was_declined(uow, case.id):
        raise DomainError("mediation.declined_before")
    if _tell_worker(uow, house, case, "mediation.ask", ("mediation_yes", "mediation_no")) is None:
        raise DomainError("mediation.no_chat")
    mediations.ask_mediation(uow, case.id, person_id)
    audit.record(uow, person_id, "mediation_asked", "case", case.id)


def consent(uow: UnitOfWork, house: House, case: Case) -> Mediation:
    """The worker agrees: the days begin. The row itself is the record of his consent.

    (A line in the table of consents would tell, by its instant, whose a sealed case is.)
    """
    mediation = _living(uow, case, MediationStatus.ASKED)
    due = house.sla.later(uow.now, house.liaison.mediation)
    mediation = mediations.change_mediation(uow, mediation, MediationStatus.RUNNING, due)
    at = send_time(house.sla, case.urgency, due)
    timers.set_timer(uow, TimerKind.MEDIATION, mediation.id, at, fence=str(mediation.version))
    audit.record(uow, None, "mediation_agreed_to", "case", case.id)
    _tell_handler(uow, house, case, mediation, "mediation.staff_begins", ("helpers", "card"))
    return mediation


def decline(uow: UnitOfWork, house: House, case: Case) -> None:
    """The worker does not want it: the case goes on as before, and he is not asked again."""
    mediation = _living(uow, case, MediationStatus.ASKED)
    mediations.change_mediation(uow, mediation, MediationStatus.DECLINED)
    audit.record(uow, None, "mediation_declined", "case", case.id)
    _tell_handler(uow, house, case, mediation, "mediation.staff_declined", ("card",))


def leave(uow: UnitOfWork, house: House, case: Case) -> None:
    """The worker has had enough of it, at any time and without a reason."""
    mediation = _living(uow, case, MediationStatus.RUNNING)
    _end_without(uow, house, case, mediation, "mediation.left", "mediation.staff_left")


def succeed(uow: UnitOfWork, case: Case, person_id: str) -> None:
    """There is an agreement; what it is goes to the worker as the outcome of the case."""
    _must_be_open(case)
    mediations.change_mediation(uow, _living(uow, case, MediationStatus.RUNNING), MediationStatus.AGREED)
    audit.record(uow, person_id, "mediation_succeeded", "case", case.id)


def fail(uow: UnitOfWork, house: House, case: Case, person_id: str) -> None:
    """No agreement before the days are over: the worker is offered legal aid at once."""
    _must_be_open(case)
    mediation = _living(uow, case, MediationStatus.RUNNING)
    audit.record(uow, person_id, "mediation_failed", "case", case.id)
    _end_without(uow, house, case, mediation, "mediation.failed", None)


def lapse(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The days are over without an agreement (劳动争议调解仲裁法 Art. 14): the worker may go on without it."""
    mediation = mediations.load_mediation(uow, timer.subject_id)
    case = cases.load_case(uow, mediation.case_id)
    if str(mediation.version) == timer.fence and case.is_open:
        _end_without(uow, house, case, mediation, "mediation.lapsed", "mediation.staff_lapsed")


def _end_without(
    uow: UnitOfWork, house: House, case: Case, mediation: Mediation, worker_key: str, staff_key: str | None
) -> None:
    mediation = mediations.change_mediation(uow, mediation, MediationStatus.FAILED)
    timers.drop_timers_of(uow, TimerKind.MEDIATION, [mediation.id])
    _tell_worker(uow, house, case, worker_key, ())
    if staff_key:
        _tell_handler(uow, house, case, mediation, staff_key, ("card",))


def _tell_worker(uow: UnitOfWork, house: House, case: Case, key: str, names: tuple[str, ...]) -> str | None:
    """Without ``names`` of its own a message offers what comes after mediation: a lawyer."""
    owner = cases.owner_of(uow, case)
    locale = people.locale_of(uow, owner)
    legal = Choice(label=house.texts.get("menu.clinic", locale), token="go:clinic")  # noqa: S106 (a button's)
    row = tuple(case_button(uow, house, case, owner, name, locale) for name in names) or (legal,)
    number, days = show_case_number(case.number), house.liaison.mediation.nominal.days
    return tell(uow, house, owner, key, purpose=Purpose.REPLY, choices=(row,), number=number, days=days)


def _tell_handler(
    uow: UnitOfWork, house: House, case: Case, mediation: Mediation, key: str, names: tuple[str, ...]
) -> None:
    """Whoever has the case now, else who proposed it."""
    person_id = case.assignee_id or mediation.asked_by
    locale = people.locale_of(uow, person_id)
    row = tuple(case_button(uow, house, case, person_id, name, locale) for name in names)
    due = show_moment(mediation.due_at, locale) if mediation.due_at else ""
    tell(uow, house, person_id, key, choices=(row,), number=show_case_number(case.number), due=due)


def _living(uow: UnitOfWork, case: Case, status: MediationStatus) -> Mediation:
    mediation = mediations.living_mediation(uow, case.id)
    if mediation is None or mediation.status is not status:
        raise DomainError("mediation.over")
    return mediation


def _must_be_open(case: Case) -> None:
    if not case.is_open:
        raise DomainError("case.already_closed", number=show_case_number(case.number))
