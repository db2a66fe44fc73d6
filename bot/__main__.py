"""The command line: ``gongyi COMMAND`` (also ``python -m bot COMMAND``)."""

import sys

import typer

from bot.app import Application
from bot.core.clock import SystemClock
from bot.core.logs import configure_logs
from bot.core.setting_sources import SettingsError
from bot.core.settings import Settings, load_settings
from bot.core.vault import Vault
from bot.serving import listen
from bot.serving import serve as run_server
from bot.store.database import Database
from bot.store.schema import migrate as apply_migrations

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _settings() -> Settings:
    try:
        settings = load_settings()
    except SettingsError as error:
        for problem in error.problems:
            typer.echo(f"gongyi: {problem}", err=True)
        raise typer.Exit(2) from None
    configure_logs(settings.log_level, settings.secrets)
    return settings


@cli.command()
def serve() -> None:
    """Serves for real: web, scheduler and senders in one process."""
    settings = _settings()
    application = Application(settings)
    run_server(application, listen(settings.host, settings.port))


@cli.command()
def migrate() -> None:
    """Brings the database to the present schema."""
    settings = _settings()
    database = Database(settings.database_url, Vault.load(settings.key_file), SystemClock())
    apply_migrations(database)
    database.close()
    typer.echo("the database is up to date")


def main() -> None:
    """The console script."""
    cli(prog_name="gongyi")


if __name__ == "__main__":
    sys.exit(main())
