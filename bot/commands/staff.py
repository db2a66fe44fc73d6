"""``gongyi staff``: who works for the union here. Codes and names go to the terminal, never into a log."""

import asyncio
from typing import Annotated

import typer

from bot.channels import telegram
from bot.commands.opening import open_database, open_settings, open_vault, refuse
from bot.core.clock import SystemClock
from bot.core.errors import DomainError, SendError
from bot.core.settings import Settings
from bot.house_builder import build_house
from bot.services.people import remove_staff
from bot.services.union import UnionRefused, invite_staff
from bot.store import people
from bot.store.grids import grid_by_id
from bot.store.unit_of_work import UnitOfWork

commands = typer.Typer(no_args_is_help=True, help="Invites, lists and removes those who work for the union.")


@commands.command("invite")
def invite(
    role: Annotated[str, typer.Option(help="liaison, deputy, officer, committee or auditor")],
    grid: Annotated[str | None, typer.Option(help="code of the grid, as G03")] = None,
) -> None:
    """Prints a one-time code by which somebody takes up a role: ten minutes, one use."""
    settings = open_settings()
    with open_database(settings, open_vault(settings)) as database:
        try:
            code = database.run_here(lambda uow: invite_staff(uow, role, grid))
        except UnionRefused as error:
            refuse(*error.problems)
    typer.echo(how_to_join(code, bot_username(settings)))


@commands.command("list")
def list_staff() -> None:
    """Lists everybody who holds a role: person id, role, grid and name."""
    settings = open_settings()
    with open_database(settings, open_vault(settings)) as database:
        lines = database.run_here(_staff_lines)
    for line in lines or ["nobody holds a role yet: gongyi staff invite --role liaison --grid G01"]:
        typer.echo(line)


@commands.command("remove")
def remove(person_id: Annotated[str, typer.Argument(help="as gongyi staff list shows it")]) -> None:
    """Takes every role of a person away at once; open cases go to other hands."""
    settings = open_settings()
    with open_database(settings, open_vault(settings)) as database:
        house = build_house(settings)
        try:
            handed_on = database.run_here(lambda uow: remove_staff(uow, house, person_id, removed_by=None))
        except DomainError:
            refuse("nobody with this id holds a role; see gongyi staff list.")
    typer.echo(f"removed; cases handed on: {handed_on}")


def how_to_join(code: str, username: str | None) -> str:
    """What the invited person is to be told."""
    link = f"https://t.me/{username}?start=join_{code}" if username else _NO_LINK
    return f"code: {code} (one use, 10 minutes)\nTelegram: {link}\nweb chat: send  加入码 {code}"


def bot_username(settings: Settings) -> str | None:
    """The bot's name behind the @, from the settings or from Telegram itself; None when neither knows it."""
    chosen = settings.channels.telegram
    if chosen.username or chosen.token is None:
        return chosen.username
    try:
        return asyncio.run(_ask_telegram(settings))
    except (SendError, TimeoutError):
        return None


_NO_LINK = "no link, as the bot's name is not known (GONGYI_CHANNELS__TELEGRAM__USERNAME)"


async def _ask_telegram(settings: Settings) -> str | None:
    chosen = settings.channels.telegram
    assert chosen.token is not None
    channel = telegram.build(
        token=chosen.token.get_secret_value(),
        api_base=chosen.api_base,
        file_base=chosen.file_base,
        secret=None,
        clock=SystemClock(),
    )
    try:
        async with asyncio.timeout(10):
            return await channel.username()
    finally:
        await channel.close()


def _staff_lines(uow: UnitOfWork) -> list[str]:
    grants = people.active_grants(uow)
    names = people.people_named(uow, [grant.person_id for grant in grants])
    rows = []
    for grant in grants:
        grid = grid_by_id(uow, grant.grid_id)
        rows.append((grid.code if grid else "-", grant.role.value, grant.person_id, names.get(grant.person_id, "")))
    return [f"{person_id}  {role:<9}  {grid:<6}  {name}".rstrip() for grid, role, person_id, name in sorted(rows)]
