"""``gongyi keys``: makes the file that holds the encryption keys, and changes the key in use."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import open_database, open_settings, open_vault, refuse
from bot.core.settings import Settings
from bot.core.vault import KeyFileError, Tampered, Vault
from bot.store.database import Database
from bot.store.files import FileStore
from bot.store.rotation import reseal_tables

commands = typer.Typer(no_args_is_help=True, help="Makes and changes the encryption keys.")
_MOST_PASSES = 5


@commands.command("create")
def create(path: Annotated[Path, typer.Argument(help="where GONGYI_KEY_FILE will point to")]) -> None:
    """Makes a new key file (mode 0600). Without it nothing that people wrote can ever be read again: back it up."""
    try:
        Vault.create(path)
    except KeyFileError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{path} cannot be written: {error.strerror}.")
    typer.echo(f"made {path}; keep a copy of it away from the database's backups")


@commands.command("rotate")
def rotate(
    finish: Annotated[bool, typer.Option("--finish", help="make no new key: go on after an interruption")] = False,
) -> None:
    """Makes a new key and seals everything with it anew, while the service runs or not.

    Old keys stay in the file for reading. It may be interrupted at any moment: ``--finish`` does the rest.
    """
    settings = open_settings()
    vault = open_vault(settings)
    with open_database(settings, vault) as database:
        try:
            if not finish:
                vault.add_key()
            _reseal(database, settings, vault)
        except (KeyFileError, Tampered) as error:
            refuse(f"{error}".rstrip(".") + ".")
        except OSError as error:
            refuse(f"{error.filename}: {error.strerror}; run gongyi keys rotate --finish when it is mended.")


def _reseal(database: Database, settings: Settings, vault: Vault) -> None:
    folders = (settings.media_folder, settings.media_folder / "uploads")
    files = sum(FileStore(folder, vault).reseal() for folder in folders)
    typer.echo(f"files: {files} sealed anew")
    for _ in range(_MOST_PASSES):  # the running service uses the old key until it meets the new one
        changed = 0
        for progress in reseal_tables(database):
            changed += progress.values
            if progress.values:
                typer.echo(f"{progress.table}: {progress.values} values sealed anew")
        if changed == 0:
            typer.echo("everything is sealed with the key in use")
            return
    typer.echo("the service goes on writing with the old key; run gongyi keys rotate --finish once more later")
