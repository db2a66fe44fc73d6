"""One sender at a time for each channel account, across replicas."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, true, update

from bot.store.tables import leases
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_ignore

_TAKE = insert_or_ignore(leases, ["name"])


def hold_lease(uow: UnitOfWork, name: str, holder: str, lives: timedelta) -> bool:
    """Takes or renews a lease; False while somebody else holds it."""
    until = uow.now + lives
    uow.execute(_TAKE[uow.dialect], {"name": name, "holder": holder, "until": until})
    free: ColumnElement[bool] = (leases.c.holder == holder) | (leases.c.until <= uow.now)
    if uow.dialect == "sqlite":
        # One process serves a SQLite file (OneServer): whoever else stands there is dead, and nobody waits for him.
        free = true()
    uow.execute(update(leases).where(leases.c.name == name, free).values(holder=holder, until=until))
    return bool(uow.execute(select(leases.c.holder).where(leases.c.name == name)).scalar_one() == holder)


def release_lease(uow: UnitOfWork, name: str, holder: str) -> None:
    """Lets another replica go on at once."""
    uow.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
