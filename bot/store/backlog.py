"""What waits to be sent and what could not be delivered, without a word of it: for gauges and officers."""

from datetime import datetime

from sqlalchemy import func, select

from bot.store.outbox import Status
from bot.store.tables import outbox, pending
from bot.store.unit_of_work import UnitOfWork


def depth(uow: UnitOfWork) -> list[tuple[int, int, datetime]]:
    """What waits to be sent now: (purpose, rows, the oldest one's due time)."""
    rows = uow.rows(
        select(outbox.c.purpose, func.count().label("rows"), func.min(outbox.c.due_at).label("oldest"))
        .where(pending(outbox), outbox.c.status != Status.WAITING.value, outbox.c.due_at <= uow.now)
        .group_by(outbox.c.purpose)
    )
    return [(row.purpose, row.rows, row.oldest) for row in rows]


def dead_letters(uow: UnitOfWork, most: int) -> list[tuple[str, str, str, datetime]]:
    """The newest messages that could not be delivered: (id, status, error, when); no text."""
    rows = uow.rows(
        select(outbox.c.id, outbox.c.status, outbox.c.error, outbox.c.settled_at)
        .where(outbox.c.status.in_((Status.DEAD.value, Status.UNREACHABLE.value, Status.UNCERTAIN.value)))
        .order_by(outbox.c.settled_at.desc())
        .limit(most)
    )
    return [(row.id, row.status, row.error or "", row.settled_at) for row in rows]
