"""Days to come, read from how people say them: 下周三, 月底前, 5号, 十二月五号, 中秋, 三天后.

Weeks begin on Monday: 下周三 is the Wednesday of the next calendar week, on whichever day it is said.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.nlu.calendar_days import Days, ImpossibleDate, full_date, month_days, months_from
from bot.nlu.calendar_patterns import DAY, DAY_OR_PART, LEFT, MONTH, RIGHT, WEEKDAY, first_said, forms, year_pattern
from bot.nlu.calendar_words import day_numbers, group, number, weekday_number, year_said
from bot.nlu.holidays import HOLIDAY_NAMES, holiday, next_holidays
from bot.nlu.numbers import CHINESE

FAR = 60  # days: how far "after the holiday" or "as soon as possible" looks ahead

_DAYS_ON = {"今天": 0, "明天": 1, "大后天": 3, "后天": 2, "大大后天": 4}
_YEARS = {"今年": 0, "明年": 1, "后年": 2}
_YEAR = year_pattern(_YEARS)
_WEEK = r"(?P<week>下下下|下下|下|这|本)"

PAST = re.compile(
    r"昨|前天|前晚|刚才|刚刚|上{1,3}个?(?:周|月)|去年|前年"
    rf"|(?:\d+|[{CHINESE}]+|半)个?(?:分钟|小时|天|周|月|年)(?:以|之)?前(?!提醒|通知|[喊叫告])"
)


def _read_calendar(match: re.Match[str], today: date) -> list[Days]:
    """Read month and day; without a year this year's and the next one's."""
    month, years = number(match["month"]), _years(match, today)
    if (day := group(match, "day")) is None:
        return [month_days(year, month, group(match, "part")) for year in years]
    first, last = day_numbers(day)
    found = [(year, month, first) for year in years if 1 <= month <= 12 and 1 <= first <= monthrange(year, month)[1]]
    starts = [full_date(*each) for each in found or [(years[0], month, first)]]
    return [(start, start + timedelta(days=last - first)) for start in starts]


def _years(match: re.Match[str], today: date) -> list[int]:
    year = year_said(match, today, _YEARS)
    return [today.year, today.year + 1] if year is None else [year]


def _read_month_on(match: re.Match[str], today: date) -> list[Days]:
    year, month = months_from(today, match["month"].count("下"))
    if day := group(match, "day"):
        first, last = day_numbers(day)
        return [(full_date(year, month, first), full_date(year, month, last))]
    return [month_days(year, month, group(match, "part"))]


def _read_part(match: re.Match[str], today: date) -> list[Days]:
    return [month_days(*months_from(today, on), match["part"]) for on in (0, 1)]


def _read_year_end(match: re.Match[str], today: date) -> list[Days]:
    return [(date(today.year, 12, 1), date(today.year, 12, 31))]


def _read_day(match: re.Match[str], today: date) -> list[Days]:
    """Read a bare day: this month's, or one of the next two that have it."""
    first, last = day_numbers(match["day"])
    months = [months_from(today, on) for on in (0, 1, 2)]
    starts = [date(year, month, first) for year, month in months if 1 <= first <= monthrange(year, month)[1]]
    starts = starts or [full_date(*months[0], first)]
    return [(start, start + timedelta(days=last - first)) for start in starts]


def _monday(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=7 * (group(match, "week") or "").count("下") - today.weekday())


def _read_weekday(match: re.Match[str], today: date) -> list[Days]:
    found = _monday(match, today) + timedelta(days=weekday_number(match["weekday"]))
    later = [] if match["week"] else [(found + timedelta(days=7), found + timedelta(days=7))]
    return [(found, found), *later]


def _read_weekend(match: re.Match[str], today: date) -> list[Days]:
    saturday = _monday(match, today) + timedelta(days=5)
    return [(saturday, saturday + timedelta(days=1))]


def _read_week(match: re.Match[str], today: date) -> list[Days]:
    monday = _monday(match, today)
    return [(monday, monday + timedelta(days=6))]


def _read_days_on(match: re.Match[str], today: date) -> list[Days]:
    found = today + timedelta(days=_DAYS_ON[match["word"]])
    return [(found, found)]


def _read_later(match: re.Match[str], today: date) -> list[Days]:
    """Read 三天后, 两周后, 一个月后; half a month is fifteen days."""
    count = number(match["count"]) if match["count"] != "半" else 0
    if match["unit"] == "月" and count:
        year, month = months_from(today, count)
        found = date(year, month, min(today.day, monthrange(year, month)[1]))
    else:
        found = today + timedelta(days=15 if not count else count * (7 if match["unit"] == "周" else 1))
    return [(found, found)]


def _read_soon(match: re.Match[str], today: date) -> list[Days]:
    first, last = (3, 7) if match.group().startswith("过几") else (0, 3)
    return [(today + timedelta(days=first), today + timedelta(days=last))]


def _read_holiday(match: re.Match[str], today: date) -> list[Days]:
    if group(match, "year") or group(match, "from_now"):
        found = holiday(match["holiday"], _years(match, today)[0])
        if found is None:
            raise ImpossibleDate(match.group())
        return [found]
    return next_holidays(match["holiday"], today)


def _read_new_year(match: re.Match[str], today: date) -> list[Days]:
    return next_holidays("春节", today)


_FORMS = forms(
    (rf"{LEFT}(?P<year>20\d\d)[./\-](?P<month>\d\d?)[./\-](?P<day>\d\d?)(?!\d)", _read_calendar),
    (rf"{_YEAR}{MONTH}", _read_calendar),
    (rf"(?<![\d{CHINESE}个]){MONTH}", _read_calendar),
    (rf"{LEFT}(?P<month>\d\d?)[./\-](?P<day>\d\d?)(?:[号日]|{RIGHT}(?!点))", _read_calendar),
    (rf"(?P<month>下下|下|这|本)个?月份?的?{DAY_OR_PART}", _read_month_on),
    (r"(?P<part>月[初底末中]|上旬|中旬|下旬)", _read_part),
    (r"年[底末]", _read_year_end),
    (rf"(?<![\d.{CHINESE}月个第]){DAY}", _read_day),
    (rf"{_WEEK}?个?周{WEEKDAY}(?![\d点:])", _read_weekday),
    (rf"{_WEEK}?个?周{WEEKDAY}(?=\d?\d[点:])", _read_weekday),
    (rf"{_WEEK}?个?周末", _read_weekend),
    (rf"{_WEEK}个?周(?![一二三四五六日天末\d])", _read_week),
    (r"(?P<word>大大后天|大后天|后天|明天|今天)", _read_days_on),
    (rf"(?:过)?(?P<count>半|\d{{1,3}}|[{CHINESE}]{{1,3}})个?(?P<unit>天|周|月)(?:之|以|过)?后", _read_later),
    (r"过(?P<count>[一三四五六七八九十]|\d{1,2})个?(?P<unit>天|周|月)", _read_later),
    (r"过两天|过几天|这两天|这几天", _read_soon),
    (rf"(?:{_YEAR})?(?P<holiday>{'|'.join(HOLIDAY_NAMES)})", _read_holiday),
    (r"(?<![\d一二三两几半今明去])年(?=[前后](?![天日]))", _read_new_year),
)
_BOUND = re.compile(r"(?:那天|节|放假|假期)*(?:(?P<before>以前|之前|前)|(?P<after>以后|之后|过后|后))")
_UNTIL = re.compile(r"[到至~\-—]")


def read_days(text: str, today: date) -> tuple[list[Days], int, int] | None:
    """Return the days the compact Chinese text names first, where they stand, or None.

    The days are given as they may be meant, the nearest first, and may be gone already. Raises ImpossibleDate.
    """
    said = first_said(_FORMS, text)
    if said is None:
        return None
    match, read = said
    days, end = read(match, today), match.end()
    if bound := _BOUND.match(text, end):
        ahead = [_bounded(each, today, before=bool(bound["before"])) for each in days if each[1] >= today]
        return ahead, match.start(), bound.end()
    if (until := _UNTIL.match(text, end)) and (other := read_days(text[until.end() :], today)) and other[1] == 0:
        return _joined(days, other[0]), match.start(), until.end() + other[2]
    return days, match.start(), end


def _bounded(days: Days, today: date, *, before: bool) -> Days:
    """Return the days until 月底前, 周五前 or after 国庆后; the day before which is named does count at 月底 only."""
    first, last = days
    if before:
        whole_end = first != last and (last + timedelta(days=1)).day == 1
        return min(today, first), last if whole_end else first - timedelta(days=1)
    return last + timedelta(days=1), last + timedelta(days=FAR)


def _joined(first: list[Days], last: list[Days]) -> list[Days]:
    """Return 周三到周五 as one stretch: to the first end that is not before the beginning."""
    ends = [(start[0], [end[1] for end in last if end[1] >= start[0]]) for start in first]
    return [(start, min(after)) for start, after in ends if after]
