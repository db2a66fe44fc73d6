"""Brings a database to the present schema, and tells whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.core.errors import Unavailable
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork

_FOLDER = Path(__file__).parent / "migrations"
# Any number that nobody else uses: replicas that start together migrate one after the other.
_LOCK = 7_355_608


def migrate(database: Database) -> None:
    """Applies the migrations that are missing, once, whoever else tries at the same time.

    Raises :class:`Unavailable` when the database cannot be reached or written.
    """
    try:
        _upgrade(database)
    except DBAPIError as error:
        raise Unavailable(type(error.orig).__name__) from error


def _upgrade(database: Database) -> None:
    with database.engine.connect() as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def missing_migrations(uow: UnitOfWork) -> bool:
    """Whether the schema is older (or newer) than this code."""
    present = MigrationContext.configure(uow.connection).get_current_heads()
    return set(present) != set(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
