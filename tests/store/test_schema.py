"""The migrations build what bot/store/tables says, on both engines, and a database can tell that it lacks them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.core.clock import SystemClock
from bot.core.errors import Unavailable
from bot.core.vault import Vault
from bot.store.database import Database
from bot.store.schema import migrate, missing_migrations
from bot.store.tables import metadata


def check(url: str) -> None:
    """From nothing to the present schema, twice."""
    database = Database(url, Vault.generate(), SystemClock())
    try:
        assert database.run_here(missing_migrations)
        migrate(database)
        migrate(database)
        assert not database.run_here(missing_migrations)
        with database.engine.connect() as connection, connection.begin():
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    finally:
        database.close()


def test_on_sqlite(tmp_path: Path) -> None:
    check(f"sqlite:///{tmp_path}/gongyi.db")


def test_on_postgresql(fresh_database: Callable[[], str]) -> None:
    check(fresh_database())


def test_a_database_that_is_away_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/nowhere/gongyi.db", Vault.generate(), SystemClock())
    with pytest.raises(Unavailable):
        migrate(database)
    database.close()
