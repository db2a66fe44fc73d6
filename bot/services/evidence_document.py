"""What stands in a pack of evidence, as data for its template: gathered from what was said, sent and done in a case.

Notes among staff are never in it: what goes in is listed here, kind by kind. A pack for staff names nobody whose
case is sealed; the worker's own copy does.
"""

from datetime import datetime

from bot.core.cleaning import clean
from bot.core.clock import local
from bot.core.ids import show_case_number
from bot.core.moments import show_days
from bot.documents.manuscript import Json, Manuscript
from bot.domain.access import may_see
from bot.domain.cases import Author, Case, CaseMessage, MessageKind
from bot.services.house import House
from bot.store import audit, cases, evidence, grids, people
from bot.store.evidence import KeptFile, Pack
from bot.store.unit_of_work import UnitOfWork

# Pictures that are printed; together they stay well below the 50 MB that a bot may send.
MOST_PICTURE_BYTES = 20_000_000
# What is said between the worker and the union. A kind that is not named here (a note among staff) is not printed.
SAID_BY_WORKER = (MessageKind.STORY, MessageKind.ADDENDUM)
SAID_BY_STAFF = (MessageKind.REPLY, MessageKind.REQUEST, MessageKind.OUTCOME)
# What happened to a case, by the audit: who did it is nobody's business outside.
EVENTS = (
    "case_opened",
    "case_entered",
    "case_claimed",
    "case_transferred",
    "case_reopened",
    "case_joined",
    "case_closed",
)
LABELS = (
    "title",
    "number",
    "made_on",
    "parties",
    "facts",
    "declaration",
    "timeline",
    "statements",
    "answers",
    "pictures",
    "picture",
    "files",
    "files_note",
    "column_number",
    "column_kind",
    "column_came",
    "column_bytes",
    "no_files",
    "contents_note",
)


def write(uow: UnitOfWork, house: House, pack_id: str, locale: str) -> Manuscript:
    """Gathers a pack that was agreed to. Raises KeyError for any other, and where its reader lost the case."""
    pack = evidence.load_pack(uow, pack_id)
    case = cases.load_case(uow, pack.case_id)
    lost = pack.staff_id is not None and not may_see(case, pack.staff_id, people.active_grants(uow))
    if pack.declared_at is None or lost:
        raise KeyError("pack")
    return _Writer(uow, house, case, pack, pack.declared_at, locale).manuscript()


class _Writer:
    """One pack being gathered."""

    def __init__(
        self, uow: UnitOfWork, house: House, case: Case, pack: Pack, declared_at: datetime, locale: str
    ) -> None:
        self._uow, self._house, self._case, self._pack, self._locale = uow, house, case, pack, locale
        self._declared_at = declared_at
        self._said = cases.messages_of(uow, case.id)
        # Nobody else's files: what staff sent is not the worker's evidence, and a note's picture is nobody's business.
        own = {message.id for message in self._said if _is_statement(message)}
        self._files = [file for file in evidence.kept_files(uow, case.id) if file.message_id in own]
        self._printed = _printed(self._files)

    def manuscript(self) -> Manuscript:
        labels: dict[str, Json] = {name: self._say(f"evidence_document.{name}") for name in LABELS}
        data: dict[str, Json] = {
            "lang": "en" if self._locale == "en" else "zh",
            "labels": labels,
            "number": show_case_number(self._case.number),
            "union": self._house.organisation.name,
            "made_at": _moment(self._declared_at),
            "parties": self._parties(),
            "facts": self._facts(),
            "declaration": self._declaration(),
            "timeline": self._timeline(),
            "statements": [self._quoted(message) for message in self._said if _is_statement(message)],
            "answers": [self._quoted(message) for message in self._said if message.kind in SAID_BY_STAFF],
            "files": [self._file(number, file) for number, file in enumerate(self._files, 1)],
        }
        pictures = {file.sha256: file.file for file in self._printed}
        return Manuscript(template="evidence", data=data, made_at=self._declared_at, pictures=pictures)

    def _say(self, key: str, **params: object) -> str:
        return self._house.texts.get(key, self._locale, **params)

    def _parties(self) -> list[Json]:
        """Who asks and against whom, as far as it is known."""
        facts, grid = self._case.facts, grids.grid_by_id(self._uow, self._case.grid_id)
        against = " ".join(clean(facts[name]) for name in ("platform", "station") if facts.get(name))
        rows = [
            ("claimant", self._claimant()),
            ("place", f"{grid.code} {grid.name}" if grid else ""),
            ("respondent", against or self._say("evidence_document.respondent_unknown")),
        ]
        return [[self._say(f"evidence_document.{name}"), value] for name, value in rows if value]

    def _claimant(self) -> str:
        if self._pack.staff_id is not None and self._case.sealed:
            return self._say("evidence_document.claimant_sealed")
        contact = people.contact_of(self._uow, cases.owner_of(self._uow, self._case))
        given = [clean(part) for part in (contact.name, contact.phone) if part]
        return "　".join(given) or self._say("evidence_document.claimant_unknown")

    def _facts(self) -> list[Json]:
        shown = {name: value for name, value in self._case.facts.items() if value}
        if "happened" in shown:
            shown["happened"] = show_days(shown["happened"], self._locale)
        if "amount" in shown:
            shown["amount"] = self._house.texts.get("flow.yuan", self._locale, amount=shown["amount"])
        category = self._house.texts.get(f"category.{self._case.category}", self._locale)
        told = [(name, shown[name]) for name in ("happened", "amount") if name in shown]
        return [[self._say(f"evidence_document.{name}"), value] for name, value in (("category", category), *told)]

    def _declaration(self) -> str:
        at, heard_by = _moment(self._declared_at), self._pack.heard_by
        if heard_by is None:
            return self._say("evidence_document.declared", at=at)
        name = people.contact_of(self._uow, heard_by).name or ""
        return self._say("evidence_document.declared_aloud", at=at, name=name)

    def _timeline(self) -> list[Json]:
        """The history of the case in order, without a name."""
        printed = [message for message in self._said if message.kind in (*SAID_BY_WORKER, *SAID_BY_STAFF)]
        happened = [(message.said_at, self._say(f"evidence_document.said_{message.kind}")) for message in printed]
        done = audit.dated(self._uow, self._case.id, EVENTS)
        happened += [(at, self._say(f"evidence_document.event_{action}")) for at, action in done]
        return [[_moment(at), words] for at, words in sorted(happened, key=lambda event: event[0])]

    def _quoted(self, message: CaseMessage) -> Json:
        return {"at": _moment(message.said_at), "text": message.text, "files": self._enclosed(message)}

    def _enclosed(self, message: CaseMessage) -> str:
        """The numbers of the files that came with it."""
        numbers = [str(n) for n, file in enumerate(self._files, 1) if file.message_id == message.id]
        return self._say("evidence_document.enclosed", numbers="、".join(numbers)) if numbers else ""

    def _file(self, number: int, file: KeptFile) -> Json:
        return {
            "number": number,
            "kind": self._say(f"evidence_document.kind_{_kind(file)}"),
            "at": _moment(file.came_at),
            "size": f"{file.size:,}",
            "sha256": file.sha256,
            "printed": file in self._printed,
        }


def _printed(files: list[KeptFile]) -> list[KeptFile]:
    """The pictures that the document shows, in order, as long as there is room."""
    shown: list[KeptFile] = []
    room = MOST_PICTURE_BYTES
    for file in files:
        if _kind(file) == "picture" and file.size <= room:
            room -= file.size
            shown.append(file)
    return shown


def _is_statement(message: CaseMessage) -> bool:
    return message.author is Author.WORKER and message.kind in SAID_BY_WORKER


def _kind(file: KeptFile) -> str:
    return "picture" if file.mime.startswith("image/") else "file"


def _moment(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"
