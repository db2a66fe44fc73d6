"""When something happened, read from how people say it; always in the past: 9月 in May is last September."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from bot.nlu.calendar_days import Days, ImpossibleDate, full_date, month_days, months_from
from bot.nlu.calendar_patterns import DAY, DAY_OR_PART, LEFT, MONTH, RIGHT, WEEKDAY, first_said, forms, year_pattern
from bot.nlu.calendar_words import day_numbers, group, number, weekday_number, year_said
from bot.nlu.holidays import HOLIDAY_NAMES, last_holiday
from bot.nlu.numbers import CHINESE
from bot.nlu.spelling import compact

__all__ = ["DateFound", "ImpossibleDate", "past_date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFound:
    """The days meant, both inclusive; ``exact`` when one day was named; ``text`` is what was read."""

    start: date
    end: date
    text: str
    exact: bool


_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "旧年": -1, "今年": 0}
_YEAR = year_pattern(_YEARS)

_SEASONS = {  # months; winter ends in the next year
    "春天": (3, 5), "春季": (3, 5), "夏天": (6, 8), "夏季": (6, 8), "秋天": (9, 11), "秋季": (9, 11),
    "冬天": (12, 14), "冬季": (12, 14), "年初": (1, 2), "年中": (6, 7), "年底": (11, 12), "年末": (11, 12),
    "上半": (1, 6), "下半": (7, 12),
}  # fmt: skip
_SEASON = "[春夏秋冬][天季]"
_DAYS_AGO = {
    "大大前天": 4,
    "大前天": 3, "大前日": 3, "前天": 2, "前日": 2, "前晚": 2, "前儿": 2, "前夜": 2, "昨": 1,
    "琴日": 1, "寻日": 1,
    "寻晚": 1, "琴晚": 1, "今天": 0, "今日": 0, "今儿": 0, "今早": 0, "今晚": 0, "今晨": 0, "今朝": 0,
}  # fmt: skip
_TODAY = "刚|方才|头先|啱|早上|早晨|上午|中午|晌午|下午|凌晨|一早|这会|现在|而家"


def past_date(text: str, today: date) -> DateFound | None:
    """Return the first time in the past that the text names, seen from ``today``, or None.

    Raises ImpossibleDate when what it names cannot have been.
    """
    plain = compact(text[:2000])
    said = first_said(_FORMS, plain)
    if said is None:
        return _today(plain, today)
    match, read = said
    start, end = read(match, today)
    if start > today:
        raise ImpossibleDate(match.group())
    return DateFound(start=start, end=min(end, today), text=match.group(), exact=start == end)


def _today(text: str, today: date) -> DateFound | None:
    """Read 刚才 or 上午: they mean today only where no day is named."""
    match = re.search(_TODAY, text)
    return DateFound(start=today, end=today, text=match.group(), exact=True) if match else None


def _read_calendar(match: re.Match[str], today: date) -> Days:
    """Read year, month and day, of which the year and the day may be missing."""
    year, month = year_said(match, today, _YEARS), number(match["month"])
    if not 1 <= month <= 12:
        raise ImpossibleDate(match.group())
    if day := group(match, "day"):
        first, last = day_numbers(day)
        found = full_date(year, month, first) if year else _last_day_of_year(month, first, today)
        return found, found + timedelta(days=last - first)
    if year is None:
        year = today.year if month <= today.month else today.year - 1
    return month_days(year, month, group(match, "part"))


def _last_day_of_year(month: int, day: int, today: date) -> date:
    for year in range(today.year, today.year - 9, -1):  # 29 February may be eight years away (1896-1904, 2096-2104)
        if day <= monthrange(year, month)[1] and day > 0 and date(year, month, day) <= today:
            return date(year, month, day)
    raise ImpossibleDate(f"{month}-{day}")


def _read_month_before(match: re.Match[str], today: date) -> Days:
    back = len(match["back"]) if match["back"] in ("上", "上上") else 0
    year, month = months_from(today, -back)
    if day := group(match, "day"):
        first, last = day_numbers(day)
        found = full_date(year, month, first)
        return found, found + timedelta(days=last - first)
    return month_days(year, month, group(match, "part"))


def _read_day(match: re.Match[str], today: date) -> Days:
    """Read a bare day: the last month that has had it."""
    (day, last), first = day_numbers(match["day"]), today.replace(day=1)
    for _ in range(3):
        if 0 < day <= monthrange(first.year, first.month)[1] and first.replace(day=day) <= today:
            return first.replace(day=day), first.replace(day=day) + timedelta(days=last - day)
        first = (first - timedelta(days=1)).replace(day=1)
    raise ImpossibleDate(match.group())


def _read_weekday(match: re.Match[str], today: date) -> Days:
    monday = today - timedelta(days=today.weekday())
    weekday = weekday_number(match["weekday"])
    if before := group(match, "back"):
        found = monday + timedelta(days=weekday - 7 * (before.count("上") or before.count("前")))
    else:
        found = today - timedelta(days=(today.weekday() - weekday) % 7)
    return found, found


def _read_week(match: re.Match[str], today: date) -> Days:
    monday = today - timedelta(days=today.weekday() + 7 * match["back"].count("上"))
    return monday, monday + timedelta(days=6)


def _read_days_ago(match: re.Match[str], today: date) -> Days:
    found = today - timedelta(days=_DAYS_AGO[match["word"]])
    return found, found


def _read_ago(match: re.Match[str], today: date) -> Days:
    """Read 三天前, 半年前, 两个多月前: days are exact, longer spans are the month or week around."""
    count = 0.5 if match["count"] == "半" else float(number(match["count"]))
    unit = match["unit"]
    if unit in ("分钟", "小时", "钟头", "钟"):
        hours = count / 60 if unit == "分钟" else count
        found = today - timedelta(days=int(hours // 24))
        return found, found
    if unit in ("天", "日"):
        found = today - timedelta(days=int(count))
        return found, found
    return _around(today - timedelta(days=int(count * _LENGTH[unit])), _LENGTH[unit])


_LENGTH = {"周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}


def _around(middle: date, length: int) -> Days:
    margin = timedelta(days=min(length // 2, 30))
    return middle - margin, middle + margin


def _read_recently(match: re.Match[str], today: date) -> Days:
    return today - timedelta(days=7), today


def _read_year(match: re.Match[str], today: date) -> Days:
    year = year_said(match, today, _YEARS) or today.year
    return date(year, 1, 1), date(year, 12, 31)


def _read_season(match: re.Match[str], today: date) -> Days:
    """Read 去年夏天, 年底: of the year named, or the last that has begun."""
    first, last = _SEASONS[match["season"][:2]]
    year = year_said(match, today, _YEARS) or (today.year if today.month >= first else today.year - 1)
    return date(year, first, 1), month_days(*months_from(date(year, first, 1), last - first))[1]


def _read_holiday(match: re.Match[str], today: date) -> Days:
    found = last_holiday(match["holiday"], year_said(match, today, _YEARS), today)
    if found is None:
        raise ImpossibleDate(match.group())
    return found


_FORMS = forms(
    (rf"{LEFT}(?P<year>(?:19|20)\d\d)[./\-](?P<month>\d\d?)[./\-](?P<day>\d\d?)(?!\d)", _read_calendar),
    (rf"{_YEAR}{MONTH}", _read_calendar),
    (rf"(?<![\d{CHINESE}]){MONTH}", _read_calendar),
    (rf"{LEFT}(?P<month>1[0-2]|0?[1-9])[./\-](?P<day>3[01]|[12]\d|0?[1-9]){RIGHT}", _read_calendar),
    (rf"(?P<back>上上|上|这|本)个?月份?的?{DAY_OR_PART}", _read_month_before),
    (rf"(?<![\d{CHINESE}月个第]){DAY}", _read_day),
    (rf"(?P<back>上上|上|前|这|本)?个?(?:周|礼拜|星期){WEEKDAY}", _read_weekday),
    (r"(?P<back>上上|上|这|本)个?(?:周|礼拜|星期)末?(?![一二三四五六日天\d])", _read_week),
    (rf"(?P<word>{'|'.join(_DAYS_AGO)})", _read_days_ago),
    (
        rf"(?P<count>半|\d{{1,3}}|[{CHINESE}]{{1,3}})个?[多来半]?(?P<unit>分钟|小时|钟头|钟|天|日|周|星期|礼拜|月|年)"
        r"(?:之|以|多)?前",
        _read_ago,
    ),
    (r"前几天|前两天|前些天|这几天|这两天|前排|几天前|前阵子|前几日|最近", _read_recently),
    (rf"(?:{_YEAR})?(?P<holiday>{'|'.join(HOLIDAY_NAMES)})", _read_holiday),
    (rf"{_YEAR}(?P<season>{_SEASON}|年[初中底末]|[上下]半年)", _read_season),
    (rf"(?P<season>{_SEASON})(?:的时候|那阵|那会|那时)", _read_season),
    (r"(?<![每\d])(?P<season>年初|年底)", _read_season),
    (_YEAR, _read_year),
)
