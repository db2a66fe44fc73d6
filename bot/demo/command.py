"""``gongyi demo``: a sample union to click through, with nothing to set up and nothing outside this machine."""

import errno
import os
import socket
from functools import partial

import typer

from bot.app import Application
from bot.commands.opening import refuse
from bot.commands.running import build, claim
from bot.core.logs import configure_logs
from bot.core.setting_sources import SettingsError
from bot.core.settings import config_folder
from bot.core.vault import KeyFileError
from bot.core.yaml_files import load_yaml
from bot.demo.care import add_care
from bot.demo.cases import add_cases
from bot.demo.clinic import add_sessions
from bot.demo.events import add_events
from bot.demo.folder import FOLDER, Guest, demo_settings, guests, prepare
from bot.demo.members import add_members
from bot.demo.people import NAMES, PARTS, SampleUnion
from bot.serving import listen, serve
from bot.store.grids import all_grids
from bot.store.schema import migrate
from bot.store.unit_of_work import UnitOfWork

_HOST = "127.0.0.1"  # never further: whoever has a link is the person behind it
_SHOWN = {
    "worker": "工友",
    "liaison": "联络员",
    "deputy": "副联络员",
    "officer": "工会专干",
    "committee": "委员",
    "committee 2": "委员（开封要两位）",
}


def demo() -> None:
    """Starts a sample union in ./.demo and prints links that log in as its people."""
    application, visitors = _open()
    with _listen(application.settings.port) as listener:
        _say_hello(application, visitors, listener.getsockname()[1])
        serve(application, listener)


def _open() -> tuple[Application, tuple[Guest, ...]]:
    """The application on the demo's own data, made if this is the first time."""
    try:
        prepare()
        settings = demo_settings(os.environ)
        visitors = guests(PARTS)
    except SettingsError as error:
        refuse(*error.problems)
    except KeyFileError as error:
        refuse(str(error))
    except (OSError, ValueError) as error:
        refuse(f"the folder {FOLDER} cannot be used ({error}); remove it to begin anew.")
    configure_logs(settings.log_level, settings.secrets)
    cookies = {visitor.token: visitor.cookie for visitor in visitors}
    application = build(settings, login=cookies.get)
    claim(application)
    migrate(application.database)
    application.database.run_here(partial(_fill, application, visitors))
    return application, visitors


def _fill(application: Application, visitors: tuple[Guest, ...], uow: UnitOfWork) -> None:
    """The sample union, once."""
    if all_grids(uow):
        return
    union = SampleUnion(uow, application.house, {visitor.part: visitor.cookie for visitor in visitors})
    union.fill(load_yaml(config_folder() / "union.example.yaml"))
    add_cases(uow, application.house, union)
    add_sessions(uow, application.house)
    add_members(uow, application.house, union)
    add_events(uow, application.house, union)
    add_care(uow, application.house, union)


def _listen(port: int) -> socket.socket:
    try:
        return listen(_HOST, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            refuse(f"port {port} on {_HOST} cannot be used: {error.strerror}.")
    listener = listen(_HOST, 0)
    typer.echo(f"Port {port} is taken; this is port {listener.getsockname()[1]} instead.")
    return listener


def _say_hello(application: Application, visitors: tuple[Guest, ...], port: int) -> None:
    typer.echo("工驿 is running with a sample union. Each link logs in as one of its people:\n")
    for visitor in visitors:
        link = f"http://{_HOST}:{port}/demo/login/{visitor.token}"
        typer.echo(f"  {visitor.part:<12} {link}  {NAMES[visitor.part]}，{_SHOWN[visitor.part]}")
    typer.echo(
        "\nTo be several people at once: a private window each, or (Chrome, Firefox) write worker.localhost,\n"
        f"liaison.localhost ... in the links instead of {_HOST}.\n"
    )
    typer.echo(_pace(application.settings.sla_speed))
    typer.echo(f"Everything is kept in {FOLDER}; remove it to begin anew. Ctrl-C stops.")


def _pace(speed: float) -> str:
    if speed == 1:
        return (
            "To watch a case climb: GONGYI_SLA_SPEED=600 make demo (an hour of every deadline passes in six seconds)."
        )
    return f"Deadlines run {speed:g} times as fast: an hour passes in {3600 / speed:g} s, and nights are not quiet."
