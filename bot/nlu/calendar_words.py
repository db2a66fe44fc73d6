"""Days, months and years as words: what times that were and times to come have in common."""

import re
from calendar import monthrange
from datetime import date

from bot.nlu.numbers import CHINESE, chinese_number


class ImpossibleDate(ValueError):
    """The text names a day that never was: 2月30号, 32号, 13月, or a full date that lies ahead."""


Days = tuple[date, date]

NUMBER = rf"(?:\d{{1,2}}|[{CHINESE.replace('百', '').replace('千', '').replace('万', '')}]{{1,3}})"
_PAIR = "(?:[一二三]?十)?(?:一二|[二两]三|三四|四五|五六|六七|七八|八九)"
DAY = rf"(?P<day>{_PAIR}|{NUMBER})(?:号|日)(?![线楼门店院仓桌机])"
PART = r"(?P<part>月?初|月?底|月?末|上旬|中旬|下旬|月中)"
DIGIT_YEAR = r"(?:(?:19|20)?\d{2}|[二一][零〇九][零〇一二三四五六七八九]{2})年"
WEEKDAY = r"(?P<weekday>[一二三四五六日天1-6])"
# 9.3 is a day, 9.3元 and 3.5公里 are none
LEFT, RIGHT = r"(?<![\d.\-/])", r"(?![\d.\-/]|[元块万千百%公米斤小分折度级星吨k])"

_PARTS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "月中": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}


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
    if re.fullmatch(_PAIR, spoken):
        last = number(spoken[:-2] + spoken[-1])
        return last - 1, last
    return number(spoken), number(spoken)


def full_date(year: int, month: int, day: int) -> date:
    """Return the day; raises ImpossibleDate when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ImpossibleDate(f"{year}-{month}-{day}") from error


def full_year(spoken: str) -> int:
    """Return 2019 for 19 and 一九, and for 2019."""
    year = number(spoken)
    return year + 2000 if year < 100 else year


def month_days(year: int, month: int, part: str | None = None) -> Days:
    """Return the first and last day of a month or of its part (初, 月底, 中旬). Raises ImpossibleDate."""
    last = monthrange(full_date(year, month, 1).year, month)[1]
    first_day, last_day = _PARTS[part if part in _PARTS else part.removeprefix("月")] if part else (1, last)
    return date(year, month, first_day), date(year, month, min(last_day, last))


def months_from(day: date, count: int) -> tuple[int, int]:
    """Return the year and month that lie ``count`` months after (or before) the day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return year, month + 1


def weekday_number(spoken: str) -> int:
    """Return 0 for 一 to 6 for 日."""
    return 6 if spoken in "日天" else number(spoken) - 1
