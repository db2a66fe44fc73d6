"""YAML files, by the C parser where there is one: without it the texts alone take a second of every start."""

from pathlib import Path
from typing import Any

import yaml

UNREADABLE = (OSError, UnicodeDecodeError, yaml.YAMLError)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(path: Path) -> Any:
    """What the file says; raises one of ``UNREADABLE``."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones


def why_unreadable(path: Path, error: Exception) -> str:
    """One sentence about an error of :func:`load_yaml`: of a bad line only its number, the parser would quote it."""
    if isinstance(error, OSError):
        return f"{path}: cannot be read ({error.strerror})."
    mark = getattr(error, "problem_mark", None)
    return f"{path}: is not YAML{f' (line {mark.line + 1})' if mark else ''}."
