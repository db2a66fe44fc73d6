"""The command line: ``gongyi COMMAND`` (also ``python -m bot COMMAND``). The commands are in bot/commands."""

import os

import typer

from bot.commands import importing, keys, staff
from bot.commands.checking import check
from bot.commands.classify import classify
from bot.commands.running import migrate, serve
from bot.demo.command import demo

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in (serve, migrate, check, classify, demo):
    cli.command()(command)
for name, group in (("staff", staff), ("import", importing), ("keys", keys)):
    cli.add_typer(group.commands, name=name)


def main() -> None:
    """The console script."""
    os.umask(0o077)  # databases, keys and files of this union are nobody else's
    cli(prog_name="gongyi")


if __name__ == "__main__":
    main()
