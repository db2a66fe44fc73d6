"""Why the provider of texts refuses us, and since when: rows, so that a restart does not make it news."""

from datetime import datetime

from sqlalchemy import delete

from bot.store.tables import sms_halts
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once

_BEGIN = insert_once(sms_halts, ["code"])


def begin(uow: UnitOfWork, code: str) -> bool:
    """Notes that it refuses us; False when it did so before for the same reason."""
    return uow.first(_BEGIN[uow.dialect], {"code": code, "since": uow.now}) is not None


def end(uow: UnitOfWork) -> datetime | None:
    """It takes texts again; returns since when it did not, None when it always did."""
    ended = uow.rows(delete(sms_halts).returning(sms_halts.c.since))
    return min((row.since for row in ended), default=None)
