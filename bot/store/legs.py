"""Where a notice hangs, one row for each grid."""

from typing import Any

from sqlalchemy import Row, select, update

from bot.core.ids import new_id
from bot.domain.legs import Posting, PostingState, SmsState
from bot.store.tables import postings, text_messages
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_ignore

_ADD_POSTING = insert_or_ignore(postings, ["broadcast_id", "grid_id"])


def add_posting(uow: UnitOfWork, broadcast_id: str, grid_id: str, document_id: str) -> str:
    """A sheet that is to be put up; returns its id."""
    posting_id = new_id()
    row = {
        "id": posting_id,
        "broadcast_id": broadcast_id,
        "grid_id": grid_id,
        "document_id": document_id,
        "state": PostingState.OPEN.value,
        "created_at": uow.now,
    }
    uow.execute(_ADD_POSTING[uow.dialect], row)
    return posting_id


def load_posting(uow: UnitOfWork, posting_id: str) -> Posting | None:
    """One sheet; None when there is none."""
    row = uow.first(select(postings).where(postings.c.id == posting_id))
    return _posting(row) if row else None


def postings_of(uow: UnitOfWork, broadcast_id: str) -> list[Posting]:
    """All sheets of a notice, in a stable order."""
    query = select(postings).where(postings.c.broadcast_id == broadcast_id).order_by(postings.c.grid_id)
    return [_posting(row) for row in uow.rows(query)]


def note_posted(uow: UnitOfWork, posting_id: str, photo_id: str, person_id: str) -> bool:
    """It hangs, as the photo shows; False when somebody was quicker or it is not wanted any more."""
    statement = update(postings).where(postings.c.id == posting_id, postings.c.state == PostingState.OPEN.value)
    values = {"state": PostingState.POSTED.value, "photo_id": photo_id, "posted_by": person_id, "posted_at": uow.now}
    return uow.execute(statement.values(**values)).rowcount == 1


def cancel_legs(uow: UnitOfWork, broadcast_id: str) -> list[Posting]:
    """The notice was called off: what has not left does not leave. Returns the sheets that were still to be put up."""
    texts = update(text_messages).where(
        text_messages.c.broadcast_id == broadcast_id, text_messages.c.state == SmsState.READY.value
    )
    uow.execute(texts.values(state=SmsState.CANCELLED.value, settled_at=uow.now))
    still = [each for each in postings_of(uow, broadcast_id) if each.state is PostingState.OPEN]
    sheets = update(postings).where(
        postings.c.broadcast_id == broadcast_id, postings.c.state == PostingState.OPEN.value
    )
    uow.execute(sheets.values(state=PostingState.CANCELLED.value))
    return still


def _posting(row: Row[Any]) -> Posting:
    return Posting(
        id=row.id,
        broadcast_id=row.broadcast_id,
        grid_id=row.grid_id,
        state=PostingState(row.state),
        photo_id=row.photo_id,
        posted_at=row.posted_at,
    )
