"""What the words of a day, a month or a year say, in numbers."""

import re
from collections.abc import Mapping
from datetime import date

from bot.nlu.calendar_days import ImpossibleDate
from bot.nlu.calendar_patterns import PAIR
from bot.nlu.numbers import chinese_number


def group(match: re.Match[str], name: str) -> str | None:
    """Return the named group, or None when the pattern has none of that name."""
    return match.groupdict().get(name)


def number(text: str) -> int:
    """Return the number; raises ImpossibleDate when the characters make none."""
    found = chinese_number(text)
    if found is None:
        raise ImpossibleDate(text)
    return found


def day_numbers(spoken: str) -> tuple[int, int]:
    """Return the first and last day meant: 二十七八 is 27 and 28. Raises ImpossibleDate."""
    if re.fullmatch(PAIR, spoken):
        last = number(spoken[:-2] + spoken[-1])
        return last - 1, last
    return number(spoken), number(spoken)


def year_said(match: re.Match[str], today: date, words: Mapping[str, int]) -> int | None:
    """Return the year that a ``year_pattern`` of these words found, 2019 for 19年 and 一九年; None where none is named.

    ``words`` are years from this one: 去年 is -1. Raises ImpossibleDate.
    """
    if from_now := group(match, "from_now"):
        return today.year + words[from_now]
    if not (spoken := group(match, "year")):
        return None
    year = number(spoken.removesuffix("年"))
    return year + 2000 if year < 100 else year


def weekday_number(spoken: str) -> int:
    """Return 0 for 一 to 6 for 日."""
    return 6 if spoken in "日天" else number(spoken) - 1
