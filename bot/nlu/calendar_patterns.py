"""How days, months and years are written, as patterns; and which of several forms a text says first."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from bot.nlu.numbers import CHINESE

T = TypeVar("T")
Reader = Callable[[re.Match[str], date], T]
Form = tuple[re.Pattern[str], Reader[T]]

_NUMBER = rf"(?:\d{{1,2}}|[{CHINESE.replace('百', '').replace('千', '').replace('万', '')}]{{1,3}})"
_DIGIT_YEAR = r"(?:(?:19|20)?\d{2}|[二一][零〇九][零〇一二三四五六七八九]{2})年"
_PART = r"(?P<part>月?初|月?底|月?末|上旬|中旬|下旬|月中)"
PAIR = "(?:[一二三]?十)?(?:一二|[二两]三|三四|四五|五六|六七|七八|八九)"
DAY = rf"(?P<day>{PAIR}|{_NUMBER})(?:号|日)(?![线楼门店院仓桌机])"
DAY_OR_PART = rf"(?:{DAY}|{_PART})?"
# "十二月十六下午三点": after its month a day needs no 号 where nothing that could be counted follows.
_ENDS = r"[上下]午|[早晚]上|中午|凌晨|半夜|[,，。!！?？]|$"
_DAY_OF_MONTH = rf"(?P<day>{PAIR}|{_NUMBER})(?:(?:号|日)(?![线楼门店院仓桌机])|(?={_ENDS}))"
MONTH = rf"(?P<month>{_NUMBER})月份?(?:{_DAY_OF_MONTH}|{_PART})?"
WEEKDAY = r"(?P<weekday>[一二三四五六日天1-6])"
# 9.3 is a day, 9.3元 and 3.5公里 are none
LEFT, RIGHT = r"(?<![\d.\-/])", r"(?![\d.\-/]|[元块万千百%公米斤小分折度级星吨k])"


def year_pattern(words: Iterable[str]) -> str:
    """A year in digits, or in one of ``words`` that say it from this one."""
    return rf"(?:(?P<year>{_DIGIT_YEAR})|(?P<from_now>{'|'.join(words)}))的?"


def forms(*written: tuple[str, Reader[T]]) -> tuple[Form[T], ...]:
    """Patterns, each with what reads it."""
    return tuple((re.compile(pattern), read) for pattern, read in written)


def first_said(known: Sequence[Form[T]], text: str) -> tuple[re.Match[str], Reader[T]] | None:
    """Return the form that the text says first, of several there the longest; None when it says none."""
    found = [(match, read) for pattern, read in known for match in [pattern.search(text)] if match]
    return min(found, key=lambda each: (each[0].start(), -each[0].end()), default=None)
