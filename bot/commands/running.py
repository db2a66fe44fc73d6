"""``gongyi serve`` and ``gongyi migrate``."""

import errno
import socket
from collections.abc import Callable

import typer

from bot.app import Application
from bot.commands.check_config import config_problems
from bot.commands.opening import open_database, open_settings, open_vault, refuse
from bot.core.settings import Settings, config_folder
from bot.serving import listen
from bot.serving import serve as run_server
from bot.store.one_server import AlreadyServed
from bot.store.schema import migrate as apply_migrations


def serve() -> None:
    """Serves for real: web, scheduler and senders in one process."""
    settings = open_settings()
    open_vault(settings)
    application = build(settings)
    claim(application)
    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        refuse(_why_not(settings, error))
    run_server(application, listener)


def migrate() -> None:
    """Brings the database to the present schema."""
    settings = open_settings()
    with open_database(settings, open_vault(settings), migrated=False) as database:
        apply_migrations(database)
    typer.echo("the database is up to date")


def build(settings: Settings, login: Callable[[str], str | None] | None = None) -> Application:
    """The application; a broken text, word or rule file is named in one sentence. ``login`` is the demo's."""
    try:
        return Application(settings, login=login)
    except PermissionError as error:
        refuse(f"{error.filename}: {error.strerror}.")
    except Exception:
        # Each part complains in its own way; the check knows which file is meant.
        if problems := config_problems(config_folder(), settings.sla_file):
            refuse(*problems)
        raise


def claim(application: Application) -> None:
    """Makes sure that no other process serves the same SQLite file."""
    try:
        application.claim_database()
    except AlreadyServed as error:
        refuse(f"{error}.")
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}.")


def _why_not(settings: Settings, error: OSError) -> str:
    where = f"port {settings.port} on {settings.host}"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is taken: choose another one with GONGYI_PORT."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"this machine has no address {settings.host}: see GONGYI_HOST."
    return f"{where} cannot be used: {error.strerror}."
