"""INSERT ... ON CONFLICT for both engines: the statements differ only in the module that makes them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

ByDialect = dict[str, Any]


def insert_or_ignore(table: Table, unique: Sequence[str]) -> ByDialect:
    """An INSERT that leaves an existing row (same ``unique`` columns) as it is."""
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=unique),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=unique),
    }


def insert_once(table: Table, unique: Sequence[str]) -> ByDialect:
    """The same, giving back the first unique column of the row that was added, and nothing when it was there.

    (A row count is not to be had: PostgreSQL's driver keeps none for an INSERT.)
    """
    return {name: made.returning(table.c[unique[0]]) for name, made in insert_or_ignore(table, unique).items()}


def insert_or_replace(table: Table, unique: Sequence[str]) -> ByDialect:
    """An INSERT that replaces all other columns of an existing row (same ``unique`` columns)."""
    made: ByDialect = {}
    for name, module in (("sqlite", sqlite), ("postgresql", postgresql)):
        statement: Any = module.insert(table)
        others = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in unique}
        made[name] = statement.on_conflict_do_update(index_elements=unique, set_=others)
    return made
