"""When a holiday is: workers say 国庆 and 过年 rather than a date.

Fixed days: the State Council's holiday regulation (全国年节及纪念日放假办法). Those that follow the moon are
reckoned with :mod:`bot.nlu.lunar`. A year outside its table is simply not known.
"""

from datetime import date, timedelta

from bot.nlu.lunar import lunar_day

_FIXED = {  # month, day, days
    "元旦": (1, 1, 1), "三八": (3, 8, 1), "清明": (4, 4, 3), "五一": (5, 1, 5), "劳动节": (5, 1, 5),
    "六一": (6, 1, 1),
    "国庆": (10, 1, 7), "十一假": (10, 1, 7), "双十一": (11, 11, 1), "双11": (11, 11, 1), "圣诞": (12, 25, 1),
}  # fmt: skip
_LUNAR = {  # month, day, days
    "春节": (1, 1, 8), "过年": (1, 1, 8), "大年初一": (1, 1, 1), "元宵": (1, 15, 1), "正月十五": (1, 15, 1),
    "端午": (5, 5, 3), "七夕": (7, 7, 1), "中元": (7, 15, 1), "中秋": (8, 15, 3), "重阳": (9, 9, 1),
    "腊八": (12, 8, 1), "小年": (12, 23, 1),
}  # fmt: skip
_EVE = ("除夕", "大年三十", "年三十")

HOLIDAY_NAMES = (*_FIXED, *_LUNAR, *_EVE)


def last_holiday(name: str, year: int | None, today: date) -> tuple[date, date] | None:
    """Return the holiday's first and last day in the year, or the last time up to today; None if unknown."""
    for each in (year,) if year else (today.year, today.year - 1, today.year - 2):
        days = holiday(name, each)
        if days and (year or days[0] <= today):
            return days
    return None


def next_holidays(name: str, today: date) -> list[tuple[date, date]]:
    """Return the holiday's first and last days from last year's to the one in two years, those that are known."""
    return [days for year in range(today.year - 1, today.year + 3) if (days := holiday(name, year))]


def holiday(name: str, year: int) -> tuple[date, date] | None:
    """Return its first and last day in the lunar or calendar year; 腊八 to 除夕 mostly fall into the next January."""
    if name in _FIXED:
        month, day, length = _FIXED[name]
        first: date | None = date(year, month, day)
    elif name in _EVE:
        first, length = lunar_day(year, 13, 0), 1
    else:
        month, day, length = _LUNAR[name]
        first = lunar_day(year, month, day)
    return (first, first + timedelta(days=length - 1)) if first else None
