"""内部备注: what staff write down about a case among themselves. Only those who may see the case read it.

Notes are a table of their own, so that nothing which is made of a case's messages (the worker's history, an answer, an
evidence pack) can ever hold one.
"""

from bot.core.cleaning import inline, quote
from bot.core.moments import show_moment
from bot.domain.cases import Case
from bot.services.house import House
from bot.store import audit, notes, people
from bot.store.notes import NoteKind
from bot.store.unit_of_work import UnitOfWork

_ON_THE_CARD = 3  # notes; the newest
_MOST_TEXT = 300  # characters of one on the card


def write(uow: UnitOfWork, case: Case, person_id: str, text: str, kind: NoteKind = NoteKind.NOTE) -> None:
    """Keeps a note; the caller has checked that its writer may see the case."""
    notes.add_note(uow, case.id, kind, person_id, text)
    audit.record(uow, person_id, "case_noted", "case", case.id, kind.value)


def show(uow: UnitOfWork, house: House, case: Case, locale: str) -> list[str]:
    """The newest notes as they stand on the card, with who wrote them and when."""
    found = notes.last_notes(uow, case.id, _ON_THE_CARD)
    names = people.people_named(uow, sorted({note.author_id for note in found}))
    return [
        house.texts.get(
            f"note.line_{note.kind}",
            locale,
            who=inline(names.get(note.author_id, ""), 20) or house.texts.get("card.no_name", locale),
            at=show_moment(note.written_at, locale),
            text=quote(note.text, _MOST_TEXT),
        )
        for note in found
    ]
