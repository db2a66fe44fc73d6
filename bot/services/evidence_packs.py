"""证据包: one document for arbitration or legal aid, made when the worker wants it or agrees to it.

He declares that it is true to his knowledge before it is made, and the document says when and how.
"""

from bot.core.errors import DomainError
from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.core.texts import DEFAULT_LOCALE
from bot.domain.access import may_see
from bot.domain.cases import Case
from bot.services import documents
from bot.services.cards import case_button
from bot.services.house import House
from bot.services.letters import send_file, tell
from bot.store import audit, cases, evidence, people
from bot.store.evidence import Pack, PackStatus
from bot.store.unit_of_work import UnitOfWork

KIND = "evidence"


def make_own(uow: UnitOfWork, house: House, case: Case, person_id: str) -> None:
    """The worker wants it and declares that it is true: it comes into his chat."""
    pack = evidence.add_pack(uow, case.id, staff_id=None, declared=True)
    audit.record(uow, None, "pack_made", "case", case.id)
    _order(uow, house, case, pack, person_id)


def ask(uow: UnitOfWork, house: House, case: Case, staff_id: str) -> None:
    """A staff member wants it: the worker reads what it is and answers with a button."""
    pack = evidence.add_pack(uow, case.id, staff_id=staff_id)
    audit.record(uow, staff_id, "pack_asked", "case", case.id)
    owner = cases.owner_of(uow, case)
    locale = people.locale_of(uow, owner)
    row = tuple(case_button(uow, house, case, owner, name, locale, pack.id) for name in ("pack_agree", "pack_refuse"))
    number = show_case_number(case.number)
    tell(uow, house, owner, "evidence_pack.please_agree", purpose=Purpose.REPLY, choices=(row,), number=number)


def answer(uow: UnitOfWork, house: House, case: Case, pack_id: str, *, agrees: bool) -> None:
    """The worker's yes or no, once; raises DomainError for a pack of another case and for one that was answered."""
    pack = evidence.load_pack(uow, pack_id)
    status = PackStatus.AGREED if agrees else PackStatus.REFUSED
    if pack.case_id != case.id or pack.staff_id is None or not evidence.answer_pack(uow, pack_id, status):
        raise DomainError("evidence_pack.answered_before")
    audit.record(uow, None, f"pack_{status.value}", "case", case.id)
    if not may_see(case, pack.staff_id, people.active_grants(uow)):
        return
    if agrees:
        _order(uow, house, case, pack, pack.staff_id)
    else:
        tell(uow, house, pack.staff_id, "evidence_pack.was_refused", number=show_case_number(case.number))


def make_aloud(uow: UnitOfWork, house: House, case: Case, staff_id: str) -> None:
    """A worker without a chat agreed and declared aloud; the document says who heard it."""
    pack = evidence.add_pack(uow, case.id, staff_id=staff_id, declared=True, heard_by=staff_id)
    audit.record(uow, staff_id, "pack_heard", "case", case.id)
    _order(uow, house, case, pack, staff_id)


def _order(uow: UnitOfWork, house: House, case: Case, pack: Pack, person_id: str) -> None:
    """It is written in Chinese, whoever asks: an arbitration commission reads nothing else."""
    attachment_id = documents.request(uow, KIND, pack.id, DEFAULT_LOCALE)
    locale = people.locale_of(uow, person_id)
    caption = house.texts.get("evidence_pack.caption", locale, number=show_case_number(case.number))
    send_file(uow, person_id, caption, attachment_id, purpose=Purpose.REPLY, ready=False)
