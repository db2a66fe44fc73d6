"""``gongyi import union FILE``: the grids of the union, and invitations for those who work in them; and
``gongyi import events FILE``: what one can sign up for.
"""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import open_database, open_settings, open_vault, refuse
from bot.commands.staff import bot_username, how_to_join
from bot.core.yaml_files import UNREADABLE, load_yaml, why_unreadable
from bot.services.event_file import EventsRefused, import_events
from bot.services.union import Imported, UnionRefused, import_union

commands = typer.Typer(no_args_is_help=True, help="Takes over what the union keeps in files.")
_MOST_BYTES = 2_000_000


@commands.command("union")
def union(file: Annotated[Path, typer.Argument(help="like config/union.example.yaml")]) -> None:
    """Adds or changes the grids in FILE, all or none; may be run again. Staff in FILE get one-time codes."""
    content = read_file(file)
    settings = open_settings()
    with open_database(settings, open_vault(settings)) as database:
        try:
            imported = database.run_here(lambda uow: import_union(uow, content))
        except UnionRefused as error:
            refuse(*(f"{file}: {problem}" for problem in error.problems))
    _report(imported, bot_username(settings) if imported.invited else None)


@commands.command("events")
def events(file: Annotated[Path, typer.Argument(help="like config/events.example.yaml")]) -> None:
    """Opens the events in FILE for sign-up, or changes those that are there, all or none; may be run again."""
    content = read_file(file)
    settings = open_settings()
    with open_database(settings, open_vault(settings)) as database:
        try:
            added, changed = database.run_here(lambda uow: import_events(uow, content))
        except EventsRefused as error:
            refuse(*(f"{file}: {problem}" for problem in error.problems))
    typer.echo(f"added: {', '.join(added) or 'none'}")
    typer.echo(f"taken over again: {', '.join(changed) or 'none'}")


def read_file(file: Path) -> object:
    """What the file says; whatever keeps it from being read is one sentence."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            refuse(f"{file}: is larger than such a file can be.")
        return load_yaml(file)
    except UNREADABLE as error:
        refuse(why_unreadable(file, error))


def _report(imported: Imported, username: str | None) -> None:
    typer.echo(f"added: {', '.join(imported.added) or 'none'}")
    typer.echo(f"changed: {', '.join(imported.changed) or 'none'}")
    if imported.left:
        typer.echo(f"not in the file, left as they are: {', '.join(imported.left)}")
    for each in imported.invited:
        typer.echo(f"\n{each.role} {each.grid_code or ''} {each.who}".rstrip())
        typer.echo(how_to_join(each.code, username))
