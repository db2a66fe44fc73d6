"""A mediator or a volunteer in one case: asked by its staff, seeing its summary and nothing else, until it ends."""

from datetime import timedelta

from bot.core.cleaning import quote
from bot.core.errors import AccessRefused, DomainError
from bot.core.ids import new_code, show_case_number
from bot.core.messages import Choice, Purpose
from bot.domain.access import may_help, may_see
from bot.domain.cases import Case
from bot.domain.helpers import Helper, HelperRole
from bot.domain.mediation import MediationStatus
from bot.domain.people import Grant, Speaker
from bot.services import notes
from bot.services.card_sides import name_of
from bot.services.cards import BUTTONS_LIVE, case_button, summary_text
from bot.services.desk import grid_ids_of
from bot.services.house import House
from bot.services.letters import tell, write_to
from bot.store import audit, buttons, cases, helpers, mediations, people
from bot.store.buttons import Action
from bot.store.notes import NoteKind
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

CODES_LIVE = timedelta(minutes=10)  # OWASP ASVS 5.0, 6.5: used once, ten minutes at the most
VERBS = ("card", "report", "leave")
_MOST_KNOWN = 8  # names to choose from


def ask(uow: UnitOfWork, case: Case, role: HelperRole, added_by: str) -> str:
    """A one-time code for whoever is to help; raises DomainError where a mediator has nothing to mediate yet."""
    _must_be_possible(uow, case, role)
    code = new_code()
    helpers.ask_helper(uow, case.id, role, added_by, code=code, expires_at=uow.now + CODES_LIVE)
    audit.record(uow, added_by, "helper_asked", "case", case.id, role.value)
    return code


def known(uow: UnitOfWork, case: Case, role: HelperRole, asker: tuple[Grant, ...]) -> list[str]:
    """Who has helped like this before and can be asked again.

    Nobody in a sealed case: a list in which its worker is missing would tell who he is.
    """
    if case.sealed:
        return []
    before = helpers.known_helpers(uow, role, _list(grid_ids_of(asker)), _MOST_KNOWN)
    busy = {part.person_id for part in helpers.helpers_of(uow, case.id)}
    return [person for person in before if person not in busy and _may(uow, case, person)]


def add(uow: UnitOfWork, house: House, case: Case, role: HelperRole, added_by: str, person_id: str) -> None:
    """Somebody who has helped before helps with this case too; he and the worker are told."""
    _must_be_possible(uow, case, role)
    if not _may(uow, case, person_id) or _part(uow, case, person_id) is not None:
        raise DomainError("helper.cannot")
    helpers.add_helper(uow, case.id, role, added_by, person_id)
    _welcome(uow, house, case, role, added_by, person_id)


def take_up(uow: UnitOfWork, house: House, speaker: Speaker, code: str) -> None:
    """Uses a code; the same DomainError for a code that is no good and for a case that must not be his.

    A code dies with the right of whoever made it: who is removed keeps no way back into his cases.
    """
    part = helpers.load_by_code(uow, code)
    case = cases.load_case(uow, part.case_id) if part is not None else None
    person_id = speaker.person.id
    if part is None or case is None or not may_see(case, part.added_by, people.active_grants(uow)):
        raise DomainError("helper.code_refused")
    if not _may(uow, case, person_id) or _part(uow, case, person_id) is not None:
        raise DomainError("helper.code_refused")
    if not helpers.take_up(uow, part.id, person_id):
        raise DomainError("helper.code_refused")
    _welcome(uow, house, case, part.role, part.added_by, person_id)


def helped_case(uow: UnitOfWork, case_id: str, person_id: str) -> tuple[Case, Helper]:
    """The case that this person helps with; the same DomainError for everybody else, and once it is over."""
    try:
        case = cases.load_case(uow, case_id)
    except KeyError:
        raise DomainError("case.not_found") from None
    part = _part(uow, case, person_id)
    if part is None or not _may(uow, case, person_id):
        raise AccessRefused("case.not_found", case_id)
    return case, part


def helped_cases(uow: UnitOfWork, person_id: str) -> list[tuple[Case, Helper]]:
    """Everything that this person helps with and may still read."""
    parts = helpers.parts_of(uow, person_id)
    found = [(cases.load_case(uow, part.case_id), part) for part in parts]
    return [(case, part) for case, part in found if _may(uow, case, person_id)]


def remove(uow: UnitOfWork, house: House, case: Case, helper_id: str, removed_by: str) -> None:
    """His part is over at once: he is told that it is, and reads nothing of the case any more."""
    part = next((each for each in helpers.helpers_of(uow, case.id) if each.id == helper_id), None)
    if part is None or part.person_id is None or not helpers.end_helper(uow, part.id):
        raise DomainError("helper.gone")
    audit.record(uow, removed_by, "helper_removed", "case", case.id, part.role.value)
    tell(uow, house, part.person_id, "helper.removed", number=show_case_number(case.number))


def leave(uow: UnitOfWork, house: House, case: Case, part: Helper) -> None:
    """He does not want to go on; whoever has the case is told."""
    helpers.end_helper(uow, part.id)
    audit.record(uow, part.person_id, "helper_left", "case", case.id, part.role.value)
    if case.assignee_id:
        _tell_staff(uow, house, case, case.assignee_id, "helper.left", part)


def report(uow: UnitOfWork, house: House, case: Case, part: Helper, text: str) -> None:
    """What he found out: kept as a note, read by whoever has the case."""
    notes.write(uow, case, part.person_id or "", text, NoteKind.REPORT)
    if case.assignee_id:
        _tell_staff(uow, house, case, case.assignee_id, "helper.reported", part, text=quote(text, 3000))


def helper_text(uow: UnitOfWork, house: House, case: Case, reader_id: str) -> str:
    """The summary as a helper reads it (audited): neither name nor phone, no notes, no pictures."""
    audit.record(uow, reader_id, "summary_read", "case", case.id)
    return summary_text(house, case, people.locale_of(uow, reader_id))


def helper_buttons(uow: UnitOfWork, house: House, case: Case, person_id: str) -> Rows:
    """What a helper can do."""
    locale = people.locale_of(uow, person_id)
    return (tuple(_button(uow, house, case, person_id, verb, locale) for verb in VERBS),)


def _button(uow: UnitOfWork, house: House, case: Case, person_id: str, verb: str, locale: str) -> Choice:
    action = Action(name=f"helping.{verb}", subject_id=case.id)
    label = house.texts.get(f"helper.button_{verb}", locale, number=show_case_number(case.number))
    return buttons.add_button(uow, person_id, label, action, uow.now + BUTTONS_LIVE)


def _welcome(uow: UnitOfWork, house: House, case: Case, role: HelperRole, added_by: str, person_id: str) -> None:
    """The helper gets the summary, the staff member and the worker hear that he is there."""
    audit.record(uow, person_id, "helper_joined", "case", case.id, role.value)
    locale = people.locale_of(uow, person_id)
    words = house.texts.get(f"helper.welcome_{role}", locale, number=show_case_number(case.number))
    text = f"{words}\n\n{helper_text(uow, house, case, person_id)}"
    write_to(uow, person_id, text, purpose=Purpose.STAFF, choices=helper_buttons(uow, house, case, person_id))
    part = _part(uow, case, person_id)
    assert part is not None  # it was just taken up
    _tell_staff(uow, house, case, added_by, "helper.joined", part)
    owner = cases.owner_of(uow, case)
    theirs = people.locale_of(uow, owner)
    # In a sealed case neither side is named.
    who = house.texts.get(f"helper.role_{role}", theirs) if case.sealed else name_of(uow, house, part, theirs)
    number = show_case_number(case.number)
    tell(uow, house, owner, "helper.worker_told", purpose=Purpose.REPLY, number=number, who=who)


def _tell_staff(
    uow: UnitOfWork, house: House, case: Case, person_id: str, key: str, part: Helper, text: str = ""
) -> None:
    locale = people.locale_of(uow, person_id)
    row = (case_button(uow, house, case, person_id, "card", locale),)
    who, number = name_of(uow, house, part, locale), show_case_number(case.number)
    tell(uow, house, person_id, key, choices=(row,), number=number, who=who, text=text)


def _must_be_possible(uow: UnitOfWork, case: Case, role: HelperRole) -> None:
    """A mediator is asked when the worker has agreed to mediation, not before."""
    if not case.is_open:
        raise DomainError("case.already_closed", number=show_case_number(case.number))
    if role is HelperRole.MEDIATOR:
        mediation = mediations.living_mediation(uow, case.id)
        if mediation is None or mediation.status is not MediationStatus.RUNNING:
            raise DomainError("helper.no_mediation")


def _may(uow: UnitOfWork, case: Case, person_id: str) -> bool:
    return may_help(case, person_id, cases.owner_of(uow, case), people.active_grants(uow))


def _part(uow: UnitOfWork, case: Case, person_id: str) -> Helper | None:
    return next((part for part in helpers.helpers_of(uow, case.id) if part.person_id == person_id), None)


def _list(ids: frozenset[str] | None) -> list[str] | None:
    return None if ids is None else sorted(ids)
