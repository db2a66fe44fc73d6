"""Reading JSON that somebody else wrote: every field is checked, and a wrong one raises BadRequest."""

import json
import math
from datetime import UTC, datetime
from typing import Any

from bot.core.errors import BadRequest

Json = dict[str, Any]
_INT64 = 1 << 63


def decode(body: bytes) -> Json:
    """The JSON object in ``body``; raises BadRequest."""
    try:
        return check_object(json.loads(body))
    except (ValueError, RecursionError):
        raise BadRequest("not JSON") from None


def check_object(value: object) -> Json:
    """``value``, if it is a JSON object; else raises BadRequest."""
    if not isinstance(value, dict):
        raise BadRequest("an object is missing")
    return value


def an_object(holder: Json, name: str) -> Json:
    """The object ``name``; raises BadRequest when it is missing."""
    return check_object(holder.get(name))


def a_list(holder: Json, name: str) -> list[object]:
    """The list ``name`` with at least one entry; raises BadRequest."""
    value = holder.get(name)
    if not isinstance(value, list) or not value:
        raise BadRequest(f"{name} is not a list")
    return value


def an_integer(holder: Json, name: str) -> int:
    """The 64-bit integer ``name``; raises BadRequest when it is missing."""
    value = holder.get(name)
    if type(value) is not int or not -_INT64 <= value < _INT64:
        raise BadRequest(f"{name} is not an integer")
    return value


def an_optional_integer(holder: Json, name: str) -> int | None:
    """The integer ``name`` or None; raises BadRequest when it is something else."""
    return None if holder.get(name) is None else an_integer(holder, name)


def a_string(holder: Json, name: str) -> str:
    """The string ``name``, storable: raises BadRequest when it is missing."""
    value = an_optional_string(holder, name)
    if value is None:
        raise BadRequest(f"{name} is missing")
    return value


def an_optional_string(holder: Json, name: str) -> str | None:
    """The string ``name`` or None; raises BadRequest when it is something else."""
    value = holder.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRequest(f"{name} is not a string")
    return _storable(value)


def a_coordinate(holder: Json, name: str, most: float) -> float:
    """The degrees ``name`` between ``-most`` and ``most``; raises BadRequest."""
    value = holder.get(name)
    if type(value) not in (int, float) or not math.isfinite(value) or abs(value) > most:  # type: ignore[arg-type]
        raise BadRequest(f"{name} is not a coordinate")
    return float(value)  # type: ignore[arg-type]


def an_instant(holder: Json, name: str) -> datetime:
    """The Unix time ``name`` in UTC; raises BadRequest."""
    try:
        return datetime.fromtimestamp(an_integer(holder, name), UTC)
    except (ValueError, OverflowError, OSError):
        raise BadRequest(f"{name} is not a time") from None


def _storable(text: str) -> str:
    """Without NUL, which PostgreSQL refuses, and without half surrogates, which no encoding takes."""
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-8", "replace").decode().replace("\0", "")
