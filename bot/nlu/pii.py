"""Spots numbers that are a person's: taken only where they are asked for, and never shown in a log."""

import re
from datetime import date

from bot.nlu.normalize import normalize

_MOBILE = re.compile(r"(?<![\da-z])(?:\+?0{0,2}86[\s-]?)?(1[3-9]\d(?:[\s-]?\d){8})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})((?:19|20)\d\d)(\d\d)(\d\d)(\d{3})([\dx])(?!\d)")
_GAP = re.compile(r"(?<=\d)[\s-](?=[\dx])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
_CHECK = "10x98765432"


def mobile(text: str) -> str | None:
    """Return the first Chinese mobile number as eleven digits, or None; spaces, dashes and +86 allowed."""
    match = _MOBILE.search(normalize(text))
    return re.sub(r"\D", "", match[1]) if match else None


def contains_id_number(text: str) -> bool:
    """Tell whether the text holds a valid Chinese identity number (birthday and checksum hold)."""
    joined = _GAP.sub("", normalize(text))
    return any(_is_identity(match) for match in _IDENTITY.finditer(joined))


def _is_identity(match: re.Match[str]) -> bool:
    try:
        date(int(match[2]), int(match[3]), int(match[4]))
    except ValueError:
        return False
    number = match.group()
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17]
