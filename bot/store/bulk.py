"""The part of the outbox that a broadcast fills: kept small, so that a pause acts at once."""

from collections.abc import Collection

from sqlalchemy import delete, func, select

from bot.core.messages import Purpose
from bot.store.outbox import Status
from bot.store.tables import outbox, pending
from bot.store.unit_of_work import UnitOfWork

# What has not gone to the platform, or was refused by it without a doubt.
_NOT_OUT = (Status.READY, Status.WAITING, Status.UNREACHABLE, Status.EXPIRED)


def remove(uow: UnitOfWork, letter_ids: Collection[str]) -> list[str]:
    """Takes those messages out that have not left; returns which."""
    if not letter_ids:
        return []
    statement = delete(outbox).where(
        outbox.c.id.in_(letter_ids), outbox.c.status.in_([status.value for status in _NOT_OUT])
    )
    return [row.id for row in uow.rows(statement.returning(outbox.c.id))]


def waiting_by_channel(uow: UnitOfWork) -> dict[str, int]:
    """How many notices to many stand in the outbox, by channel."""
    query = (
        select(outbox.c.channel, func.count().label("letters"))
        .where(pending(outbox), outbox.c.purpose == int(Purpose.BROADCAST))
        .group_by(outbox.c.channel)
    )
    return {row.channel: row.letters for row in uow.rows(query)}
