"""代录: staff write a case down for a worker without a chat; later he takes it into his own with a one-time code.

A case number and a phone's last digits are no proof: both are read aloud and stand on paper. What joins a chat to
the case is a code of 49 bits that only a liaison can get, for one person, once, within seven days; it is kept as a
keyed hash, a new one voids the old, and a chat that tries wrong ones has to wait.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.errors import DomainError
from bot.core.ids import new_code, show_case_number
from bot.domain.access import may_see
from bot.domain.cases import Case, Identity
from bot.domain.people import Speaker
from bot.services import cases as case_service
from bot.services.cases import Opened
from bot.services.house import House
from bot.services.letters import tell
from bot.store import audit, call_tasks, cases, codes, on_behalf, people
from bot.store.cases import NewCase
from bot.store.codes import Code
from bot.store.unit_of_work import UnitOfWork

# OWASP ASVS 5.0, 6.4.1: an activation code is random, used once and short-lived. It may go to the worker on paper.
CODES_LIVE = timedelta(days=7)
MOST_TRIES = 5  # wrong codes of one chat within TRIES_COUNT
TRIES_COUNT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Whom a case is entered for, and the consent that he gave aloud."""

    name: str
    phone: str | None
    consent: str
    heard_at: datetime


def enter(
    uow: UnitOfWork, house: House, new: NewCase, worker: Worker, speaker: Speaker, files: list[str], source: str | None
) -> Opened:
    """Opens the case of somebody else; its clocks start now. Raises DomainError for a case of one's own."""
    if is_own(uow, speaker, worker.name, worker.phone):
        raise DomainError("on_behalf.not_yourself")
    owner_id = _find(uow, speaker, worker) or on_behalf.add_offline_person(
        uow, grid_id=new.grid_id, name=worker.name, phone=worker.phone
    )
    on_behalf.record_spoken_consent(uow, owner_id, worker.consent, worker.heard_at)
    new = replace(new, owner_id=owner_id, identity=Identity.NAMED)
    entry = on_behalf.Entry(entered_by=speaker.person.id, heard_at=worker.heard_at)
    return case_service.open_case(uow, house, new, files=files, source=source, entry=entry)


def is_own(uow: UnitOfWork, speaker: Speaker, name: str, phone: str | None) -> bool:
    """Whether a staff member is about to enter himself: by his own number, or under his own name."""
    own = people.contact_of(uow, speaker.person.id)
    return (phone is not None and phone == own.phone) or (own.name is not None and name == own.name)


def _find(uow: UnitOfWork, speaker: Speaker, worker: Worker) -> str | None:
    """The same worker entered before: same number, same name, and nothing of him that the speaker may not see.

    Otherwise a code for the new case would open somebody else's old one.
    """
    grants = people.active_grants(uow)
    for person_id in on_behalf.people_with_phone(uow, worker.phone) if worker.phone else ():
        seen = all(may_see(case, speaker.person.id, grants) for case in on_behalf.every_case_of(uow, person_id))
        if seen and person_id != speaker.person.id and people.contact_of(uow, person_id).name == worker.name:
            return person_id
    return None


def offer_code(uow: UnitOfWork, case: Case, staff_id: str) -> str:
    """A one-time code that the worker of a case types in his own chat; every older one is void."""
    if not on_behalf.waits_for_chat(uow, case):
        raise DomainError("on_behalf.has_chat")
    owner_id, code = cases.owner_of(uow, case), new_code()
    on_behalf.note_code(uow, case.id, owner_id, staff_id)
    meaning = Code(purpose=on_behalf.CODE_PURPOSE, person_id=owner_id, role=None, grid_id=None)
    codes.add_code(uow, code, meaning, uow.now + CODES_LIVE)
    audit.record(uow, staff_id, "join_code_made", "case", case.id)
    return code


def join(uow: UnitOfWork, house: House, speaker: Speaker, code: str) -> list[Case]:
    """Gives the cases that ``code`` stands for to the speaker's own chat; [] for every code that is no good.

    Staff get nothing with it: whoever handles a case must never be the one who says that it is solved.
    """
    if speaker.is_staff or _tries(uow, speaker) >= MOST_TRIES:
        return []
    meaning = codes.use_code(uow, code)
    if meaning is None or meaning.person_id is None or not _still_good(uow, meaning):
        audit.record(uow, None, "join_code_refused", "person", speaker.person.id)
        return []
    contact = people.contact_of(uow, meaning.person_id)
    case_ids = on_behalf.hand_over(uow, meaning.person_id, speaker.person.id)
    _fill_in(uow, speaker.person.id, contact.name, contact.phone)
    joined = [cases.load_case(uow, case_id) for case_id in case_ids]
    for case in joined:
        _go_on_in_chat(uow, house, case)
    return joined


def _still_good(uow: UnitOfWork, meaning: Code) -> bool:
    """Whether whoever made the code still has the case: one who was removed keeps no key to it."""
    if meaning.purpose != on_behalf.CODE_PURPOSE or meaning.person_id is None:
        return False
    grants = people.active_grants(uow)
    for case in on_behalf.every_case_of(uow, meaning.person_id):
        entry = on_behalf.entry_of(uow, case.id)
        if entry is not None and entry.code_by is not None:
            return may_see(case, entry.code_by, grants)
    return False


def _fill_in(uow: UnitOfWork, person_id: str, name: str | None, phone: str | None) -> None:
    """What was written down for him, unless he said it himself before."""
    own = people.contact_of(uow, person_id)
    kept = {"name": None if own.name else name, "phone": None if own.phone else phone}
    people.remember(uow, person_id, consent_version=None, grid_id=None, **kept)


def _go_on_in_chat(uow: UnitOfWork, house: House, case: Case) -> None:
    """What nobody has told him yet, he reads now; those who called him hear that they need not any more."""
    audit.record(uow, None, "case_joined", "case", case.id)
    for task in call_tasks.open_call_tasks(uow, case.id):
        call_tasks.drop_call_task(uow, task.message_id)
        case_service.send_again(uow, house, case, task.message_id)
    entry = on_behalf.entry_of(uow, case.id)
    for person_id in {entry.entered_by if entry else None, case.assignee_id} - {None}:
        if person_id and may_see(case, person_id, people.active_grants(uow)):
            tell(uow, house, person_id, "on_behalf.joined", number=show_case_number(case.number))


def _tries(uow: UnitOfWork, speaker: Speaker) -> int:
    return audit.count_since(uow, speaker.person.id, "join_code_refused", uow.now - TRIES_COUNT)
