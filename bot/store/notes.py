"""What staff write down about a case among themselves. Nothing here ever goes to the worker."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from bot.core.ids import new_id
from bot.store.tables import case_notes
from bot.store.unit_of_work import UnitOfWork


class NoteKind(StrEnum):
    """Where a note comes from."""

    NOTE = "note"
    HAND_OVER = "hand_over"  # why the case went to somebody else
    REPORT = "report"  # what a mediator or volunteer tells the staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note."""

    kind: NoteKind
    author_id: str
    text: str
    written_at: datetime


def add_note(uow: UnitOfWork, case_id: str, kind: NoteKind, author_id: str, text: str) -> None:
    """Keeps a note with a case."""
    note_id = new_id()
    row = {
        "id": note_id,
        "case_id": case_id,
        "kind": kind.value,
        "author_id": author_id,
        "text_sealed": uow.vault.seal("case_notes.text", note_id, text),
        "written_at": uow.now,
    }
    uow.execute(case_notes.insert(), row)


def last_notes(uow: UnitOfWork, case_id: str, most: int) -> list[Note]:
    """The newest notes of a case, the oldest of them first."""
    query = select(case_notes).where(case_notes.c.case_id == case_id)
    rows = uow.rows(query.order_by(case_notes.c.written_at.desc(), case_notes.c.id).limit(most))
    return [
        Note(
            kind=NoteKind(row.kind),
            author_id=row.author_id,
            text=uow.vault.open("case_notes.text", row.id, row.text_sealed),
            written_at=row.written_at,
        )
        for row in reversed(rows)
    ]
