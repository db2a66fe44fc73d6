"""How the sending of a message ended: settled, put back for another try, or given up; and what was given up is taken up
again when the person is back.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from bot.core.messages import Purpose
from bot.store.outbox import Status
from bot.store.tables import outbox, pending
from bot.store.unit_of_work import UnitOfWork

# Built once, as in claims: SQLAlchemy keeps the columns' own names for what an update sets.
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("letter_id"))
    .values(
        status=bindparam("new_status"),
        vendor_id=func.coalesce(bindparam("new_vendor_id", type_=outbox.c.vendor_id.type), outbox.c.vendor_id),
        error=bindparam("new_error"),
        settled_at=bindparam("now"),
    )
)


def settle(
    uow: UnitOfWork, letter_id: str, status: Status, *, vendor_id: str | None = None, error: str | None = None
) -> None:
    """Says how a send ended."""
    uow.stage(
        _SETTLE,
        {
            "letter_id": letter_id,
            "new_status": status.value,
            "new_vendor_id": vendor_id,
            "new_error": error and error[:64],
            "now": uow.now,
        },
    )


def put_back(uow: UnitOfWork, letter_id: str, wait: timedelta, *, error: str, counts: bool, repeated: bool) -> None:
    """Returns a row to the queue after ``wait``; a try that does not ``count`` is given back."""
    values: dict[str, object] = {"status": Status.READY.value, "due_at": uow.now + wait, "error": error[:64]}
    if not counts:
        values["tries"] = outbox.c.tries - 1
    if repeated:
        values["repeated"] = True
    uow.execute(update(outbox).where(outbox.c.id == letter_id).values(values))


def give_up_on(uow: UnitOfWork, address_id: str, error: str) -> list[str]:
    """Marks everything that waits for an unreachable address; returns the ids."""
    waiting = outbox.c.status.in_((Status.READY.value, Status.WAITING.value))
    of_address = select(outbox.c.id).where(outbox.c.address_id == address_id, pending(outbox), waiting)
    ids = [row.id for row in uow.rows(of_address)]
    if ids:
        uow.execute(
            update(outbox)
            .where(outbox.c.id.in_(ids))
            .values(status=Status.UNREACHABLE.value, error=error[:64], settled_at=uow.now)
        )
    return ids


def revive(uow: UnitOfWork, address_id: str, since: datetime) -> int:
    """The person is back: what was given up on since ``since`` is sent after all."""
    statement = update(outbox).where(
        outbox.c.address_id == address_id,
        outbox.c.status == Status.UNREACHABLE.value,
        outbox.c.created_at >= since,
        outbox.c.body_sealed.is_not(None),
    )
    return uow.execute(statement.values(status=Status.READY.value, due_at=uow.now, tries=0, settled_at=None)).rowcount


def withdraw(uow: UnitOfWork, address_ids: list[str], purposes: tuple[Purpose, ...]) -> None:
    """Takes back what was not sent yet: it is no longer meant for these eyes."""
    statement = update(outbox).where(
        outbox.c.address_id.in_(address_ids),
        outbox.c.purpose.in_([int(p) for p in purposes]),
        outbox.c.status.in_((Status.READY.value, Status.WAITING.value)),
    )
    uow.execute(statement.values(status=Status.EXPIRED.value, settled_at=uow.now))
