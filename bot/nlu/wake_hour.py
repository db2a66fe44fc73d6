"""Before which hour somebody does not want to be woken: "提醒我 别太早 我十点才起"."""

import re

from bot.nlu.numbers import CHINESE, chinese_number

_ABOUT_WAKING = re.compile("提醒|喊我|叫我|别太早|不要太早|莫太早|remind|wake")
_HOUR = re.compile(
    rf"(?P<hour>\d{{1,2}}|[{CHINESE}]{{1,3}})点(?:钟)?(?:多|半)?(?:才|再|以后|之后|过后|后)"
    r"|(?:not before|after) (?P<english>\d{1,2})"
)


def wake_hour(text: str) -> int | None:
    """The hour (0-23), None when the text says nothing of it."""
    found = _HOUR.search(text.lower()) if _ABOUT_WAKING.search(text.lower()) else None
    if found is None:
        return None
    said = found["hour"] or found["english"]
    number = int(said) if said.isascii() else chinese_number(said)
    return int(number) if number is not None and 0 <= number < 24 else None
