"""``gongyi check``: all that is data, read before a deployment (or in CI) as the service would read it."""

import os
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import typer

import bot.flows
from bot.commands.check_config import config_problems
from bot.core.setting_sources import SettingsError
from bot.core.settings import config_folder, load_settings
from bot.flows.catalog import FLOWS
from bot.flows.flow import Flow


def check() -> None:
    """Checks settings, texts, words, flows and rules; exit code 1 with one line for each problem."""
    problems = all_problems()
    for problem in problems:
        typer.echo(f"gongyi: {problem}", err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo("texts, words, flows, rules and settings are in order")


def all_problems() -> list[str]:
    """What is wrong with this deployment's words and numbers."""
    # No key is needed to check words: where none is named, any file stands in for it.
    environ = {"GONGYI_KEY_FILE": __file__} | os.environ
    sla_file, said = config_folder() / "sla.yaml", []
    try:
        sla_file = load_settings(environ).sla_file
    except SettingsError as error:
        said = list(error.problems)
    return [*said, *flow_problems(FLOWS), *config_problems(config_folder(), Path(sla_file))]


def flow_problems(catalog: dict[str, Flow]) -> Iterator[str]:
    """Flows that are called alike, and flows that nobody can open because the catalog does not list them."""
    seen: dict[str, str] = {}
    for module in pkgutil.iter_modules(bot.flows.__path__, "bot.flows."):
        flow = getattr(import_module(module.name), "FLOW", None)
        if not isinstance(flow, Flow):
            continue
        if flow.name in seen:
            yield f"flow {flow.name}: both {seen[flow.name]} and {module.name} are called so."
        elif flow.name not in catalog:
            yield f"flow {flow.name}: {module.name} is not in bot/flows/catalog.py."
        seen[flow.name] = module.name
