"""What commands open first: settings, keys, the database. Whatever is wrong is one sentence and exit 2."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from bot.core.clock import SystemClock
from bot.core.errors import Unavailable
from bot.core.logs import configure_logs
from bot.core.setting_sources import SettingsError
from bot.core.settings import Settings, load_settings
from bot.core.vault import KeyFileError, Vault
from bot.store.database import Database
from bot.store.schema import missing_migrations

REFUSED = 2  # exit code: nothing was done, because something has to be put right first
_NO_KEY = "make a key file with: gongyi keys create PATH, and name it in GONGYI_KEY_FILE."


def refuse(*sentences: str) -> NoReturn:
    """Says on stderr why nothing was done, one line each, and ends the command."""
    for sentence in sentences:
        typer.echo(f"gongyi: {sentence}", err=True)
    raise typer.Exit(REFUSED)


def open_settings() -> Settings:
    """The settings of this process, with logs set up after them."""
    try:
        settings = load_settings()
    except SettingsError as error:
        key_problem = any("key_file" in problem for problem in error.problems)
        refuse(*error.problems, *([_NO_KEY] if key_problem else []))
    configure_logs(settings.log_level, settings.secrets)
    return settings


def open_vault(settings: Settings) -> Vault:
    """The keys that GONGYI_KEY_FILE holds."""
    try:
        return Vault.load(settings.key_file)
    except KeyFileError as error:
        refuse(str(error))


@contextmanager
def open_database(settings: Settings, vault: Vault, *, migrated: bool = True) -> Iterator[Database]:
    """The database, closed again afterwards; ``migrated`` False opens it at any schema, to mend that."""
    file = settings.sqlite_file
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(f"the folder {file and file.parent} cannot be made: {error.strerror}.")
    database = Database(settings.database_url, vault, SystemClock())
    try:
        if migrated and database.run_here(missing_migrations):
            refuse("the database lacks migrations: run gongyi migrate.")
        yield database
    except Unavailable as error:
        refuse(f"the database cannot be used just now ({error}): see GONGYI_DATABASE_URL.")
    finally:
        database.close()
