"""The last time a holiday was: workers say 国庆 and 过年 rather than a date.

Fixed days: the State Council's holiday regulation (全国年节及纪念日放假办法). The lunar ones are a table,
because their arithmetic would be longer than the table. A year without an entry is simply not known.
"""

from datetime import date, timedelta

_FIXED = {  # month, day, days
    "元旦": (1, 1, 1), "三八": (3, 8, 1), "清明": (4, 4, 3), "五一": (5, 1, 5), "劳动节": (5, 1, 5),
    "六一": (6, 1, 1),
    "国庆": (10, 1, 7), "十一假": (10, 1, 7), "双十一": (11, 11, 1), "双11": (11, 11, 1), "圣诞": (12, 25, 1),
}  # fmt: skip
_SPRING = (
    "0125",
    "0212",
    "0201",
    "0122",
    "0210",
    "0129",
    "0217",
    "0206",
    "0126",
    "0213",
    "0203",
)  # 2020-2030
_DRAGON = ("0625", "0614", "0603", "0622", "0610", "0531", "0619", "0609", "0528", "0616", "0605")
_AUTUMN = ("1001", "0921", "0910", "0929", "0917", "1006", "0925", "0915", "1003", "0922", "0912")
_LUNAR = {"春节": (_SPRING, 8), "过年": (_SPRING, 8), "端午": (_DRAGON, 3), "中秋": (_AUTUMN, 3)}
_FIRST_YEAR = 2020

HOLIDAY_NAMES = (*_FIXED, *_LUNAR)


def last_holiday(name: str, year: int | None, today: date) -> tuple[date, date] | None:
    """Return the holiday's first and last day in the year, or the last time up to today; None if unknown."""
    for each in (year,) if year else (today.year, today.year - 1):
        days = _holiday(name, each)
        if days and (year or days[0] <= today):
            return days
    return None


def _holiday(name: str, year: int) -> tuple[date, date] | None:
    if name in _FIXED:
        month, day, length = _FIXED[name]
    else:
        table, length = _LUNAR[name]
        if not 0 <= year - _FIRST_YEAR < len(table):
            return None
        month, day = int(table[year - _FIRST_YEAR][:2]), int(table[year - _FIRST_YEAR][2:])
    first = date(year, month, day)
    return first, first + timedelta(days=length - 1)
