"""Keeps the house in order: old marks, codes and buttons go, and the gauges are read."""

from datetime import timedelta

from bot.core import metrics
from bot.core.messages import Purpose
from bot.services import clinic, digests, packs, radar
from bot.services.house import House
from bot.store import attachments, backlog, blanking, buttons, codes, inbox, timers
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork

_MADE_FILES_LIVE = timedelta(days=60)


async def tidy(database: Database) -> None:
    """What nobody needs any more."""
    await database.run(_tidy)


async def open_sessions(database: Database, house: House) -> None:
    """Legal clinics stand ready to be booked."""
    await database.run(lambda uow: clinic.open_sessions(uow, house))


async def stock_packs(database: Database, house: House) -> None:
    """The packs of config/care.yaml can be taken."""
    await database.run(lambda uow: packs.stock(uow, house))


async def plan_digests(database: Database, house: House) -> None:
    """The week's pages for the liaisons are on their way."""
    await database.run(lambda uow: digests.plan(uow, house))


async def read_gauges(database: Database) -> None:
    """How much waits, and how late."""
    await database.read(_read_gauges)


async def forget_marks(database: Database, house: House) -> None:
    """The radar counts nobody longer than its window."""
    await database.run(lambda uow: radar.forget_marks(uow, house))


def _tidy(uow: UnitOfWork) -> None:
    inbox.forget_old(uow)
    codes.forget_old_codes(uow)
    buttons.forget_old_buttons(uow)
    blanking.blank_old(uow)
    attachments.abandon_made(uow, uow.now - _MADE_FILES_LIVE)


def _read_gauges(uow: UnitOfWork) -> None:
    waiting = {purpose: (rows, oldest) for purpose, rows, oldest in backlog.depth(uow)}
    for purpose in Purpose:
        rows, oldest = waiting.get(int(purpose), (0, uow.now))
        metrics.OUTBOX_DEPTH.labels(purpose.name.lower()).set(rows)
        metrics.OUTBOX_AGE.labels(purpose.name.lower()).set((uow.now - oldest).total_seconds())
    metrics.TIMERS_LATE.set(timers.late_timers(uow, uow.now - timedelta(minutes=1)))
