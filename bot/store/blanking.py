"""Words of messages that are erased; the bare record stays."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, update

from bot.store.tables import outbox
from bot.store.unit_of_work import UnitOfWork

# A web chat shows what was said in the last month; after that the words are gone (PIPL Art. 19).
KEPT = timedelta(days=30)
_FORGET = update(outbox).where(outbox.c.id == bindparam("letter_id")).values(body_sealed=None)


def forget_words(uow: UnitOfWork, letter_id: str) -> None:
    """Erases the words of a message with the others that end now; nobody reads them again."""
    uow.stage(_FORGET, {"letter_id": letter_id})


def blank_old(uow: UnitOfWork) -> None:
    """Erases the words of messages that were settled a month ago or may go no more; the bare record stays."""
    old = or_(outbox.c.settled_at < uow.now - KEPT, outbox.c.expires_at < uow.now)
    uow.execute(update(outbox).where(old, outbox.c.body_sealed.is_not(None)).values(body_sealed=None))


def blank(uow: UnitOfWork, letter_id: str) -> None:
    """Erases the words of one message."""
    uow.execute(update(outbox).where(outbox.c.id == letter_id).values(body_sealed=None))


def blank_since(uow: UnitOfWork, address_id: str, since: datetime) -> None:
    """Erases the words of what was said to an address since then: a form whose answers are not to be traced."""
    said = (outbox.c.address_id == address_id, outbox.c.created_at >= since, outbox.c.settled_at.is_not(None))
    uow.execute(update(outbox).where(*said).values(body_sealed=None))
