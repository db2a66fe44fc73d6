"""Seals everything anew after a change of keys, a few rows at a time, while the service runs or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, select, update

from bot.store.database import Database
from bot.store.inventory import TableEntry, tables_with_secrets
from bot.store.tables import metadata
from bot.store.unit_of_work import UnitOfWork

BATCH = 200  # rows in one transaction: some milliseconds, so that the service beside us hardly notices


@dataclass(frozen=True, slots=True)
class Progress:
    """How many values of one table were sealed anew in one pass."""

    table: str
    values: int


def reseal_tables(database: Database) -> Iterator[Progress]:
    """Walks every sealed column once. What is sealed with the active key already is left alone, so a pass that was
    interrupted is simply begun again; a second pass finds what the running service wrote with the old key meanwhile.
    """
    for entry in tables_with_secrets():
        after, values = "", 0
        while (batch := database.run_here(lambda uow, e=entry, a=after: _reseal(uow, e, a))) is not None:  # type: ignore[misc]
            after, count = batch
            values += count
        yield Progress(entry.name, values)


def _reseal(uow: UnitOfWork, entry: TableEntry, after: str) -> tuple[str, int] | None:
    """One batch beyond the row ``after``: the last row's id and how many values changed; None at the end."""
    table = metadata.tables[entry.name]
    key = table.c[entry.row]
    wanted = select(key, *(table.c[column] for column in entry.sealed))
    rows = uow.rows(wanted.where(key > after).order_by(key).limit(BATCH))
    if not rows:
        return None
    return str(rows[-1][0]), sum(_reseal_row(uow, table, entry, row) for row in rows)


def _reseal_row(uow: UnitOfWork, table: Table, entry: TableEntry, row: Row[Any]) -> int:
    row_id, changed = row[0], 0
    for column in entry.sealed:
        old = getattr(row, column)
        if old is None or not uow.vault.needs_rotation(old):
            continue
        place = entry.place(column)
        new = uow.vault.seal_bytes(place, row_id, uow.vault.open_bytes(place, row_id, old))
        # Only if nobody wrote it meanwhile: then it is sealed anew already, or in the next pass.
        unchanged = (table.c[entry.row] == row_id) & (table.c[column] == old)
        changed += uow.execute(update(table).where(unchanged).values({column: new})).rowcount
    return changed
