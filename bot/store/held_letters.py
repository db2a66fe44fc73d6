"""Messages that are held back until the file that they carry is ready."""

from sqlalchemy import select, update

from bot.store.outbox import Status
from bot.store.tables import outbox
from bot.store.unit_of_work import UnitOfWork


def release_attachment(uow: UnitOfWork, attachment_id: str, *, ready: bool) -> None:
    """A picture is ready (its messages may go) or refused (they will not)."""
    uow.letters_ready += ready
    status = Status.READY if ready else Status.EXPIRED
    statement = update(outbox).where(outbox.c.attachment_id == attachment_id, outbox.c.status == Status.WAITING.value)
    uow.execute(statement.values(status=status.value, due_at=uow.now))


def addresses_waiting_for(uow: UnitOfWork, attachment_id: str) -> list[str]:
    """Whose messages wait for a file."""
    waits = (outbox.c.attachment_id == attachment_id, outbox.c.status == Status.WAITING.value)
    return [row.address_id for row in uow.rows(select(outbox.c.address_id).where(*waits).distinct())]
