"""Where settings come from: YAML files and GONGYI_* variables, laid over each other, none forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.core.yaml_files import UNREADABLE, load_yaml, why_unreadable

PREFIX = "GONGYI_"
FILES_VARIABLE = "GONGYI_CONFIG"
NESTING = "__"

Tree = dict[str, Any]


class SettingsError(Exception):
    """The settings cannot be used; ``problems`` says why, one sentence each, without any secret's value."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One file or one variable, by the name that an operator knows it by."""

    name: str
    values: Tree


def read_sources(defaults: Path, environ: Mapping[str, str]) -> tuple[Source, ...]:
    """Everything that was said, weakest first: ``defaults``, the files of GONGYI_CONFIG, the variables.

    Raises ``SettingsError`` for a file that is missing or is not a YAML mapping.
    """
    named = [Path(part) for part in environ.get(FILES_VARIABLE, "").split(":") if part]
    variables = sorted(name for name in environ if name.startswith(PREFIX) and name != FILES_VARIABLE)
    return (
        *(_read_file(path) for path in (defaults, *named)),
        # An empty variable counts as not set, as compose files and unit files leave them.
        *(_read_variable(name, environ[name]) for name in variables if environ[name]),
    )


def merge(sources: tuple[Source, ...]) -> Tree:
    """The values of all sources in one tree: blocks are joined key by key, the later wins over all else."""
    return reduce(_lay_over, (source.values for source in sources), {})


def spell_problems(error: ValidationError, sources: tuple[Source, ...]) -> tuple[str, ...]:
    """One sentence for each thing that pydantic found, naming the file or variable to mend, never a value."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(
        _spell(problem["type"], problem["loc"], problem["msg"], sources)
        for problem in found
        if problem["type"] != "default_factory_not_called"  # it hangs on a value that has its own sentence
    )


def _spell(kind: str, loc: tuple[int | str, ...], message: str, sources: tuple[Source, ...]) -> str:
    path = tuple(str(part) for part in loc)
    name = ".".join(path)
    if kind == "missing":
        return f"{name} is missing: set {PREFIX}{NESTING.join(path).upper()}."
    origin = next((source.name for source in reversed(sources) if _says(source.values, path)), "settings")
    if kind == "extra_forbidden":
        return f"{origin}: there is no setting {name}."
    return f"{origin}: {name}: {message.removeprefix('Value error, ')}."


def _says(values: object, path: tuple[str, ...]) -> bool:
    for part in path:
        if not isinstance(values, dict):
            return True  # a place inside a list: the list as a whole is this source's word
        if part not in values:
            return False
        values = values[part]
    return True


def _read_file(path: Path) -> Source:
    try:
        values = load_yaml(path)
    except UNREADABLE as error:
        raise SettingsError(why_unreadable(path, error)) from None
    if not isinstance(values, dict | None):
        raise SettingsError(f"{path}: must hold settings by name.")
    return Source(name=str(path), values=values or {})


def _read_variable(name: str, value: str) -> Source:
    path = name.removeprefix(PREFIX).lower().split(NESTING)
    inner: Any = value
    for part in reversed(path):
        inner = {part: inner}
    return Source(name=name, values=inner)


def _lay_over(under: Tree, over: Tree) -> Tree:
    joined = dict(under)
    for key, value in over.items():
        below = joined.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            value = _lay_over(below, value)
        joined[key] = value
    return joined
