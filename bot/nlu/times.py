"""When somebody wants to come or be called, read from how people say it; always in the future.

A time that may be meant twice (三点, 周三, 5号) is the next one that is not gone. One that was named outright
and is gone (上周三, 今天上午 in the evening) is refused with a sentence of its own.
"""

import re
from datetime import date, datetime, time, timedelta

from bot.core.clock import SHANGHAI, local
from bot.core.windows import Window
from bot.nlu.calendar_days import Days, ImpossibleDate
from bot.nlu.days_ahead import FAR, PAST, read_days
from bot.nlu.hours import WHOLE_DAY, Hours, ImpossibleTime, read_hours
from bot.nlu.numbers import CHINESE, chinese_number
from bot.nlu.time_wording import in_chinese

__all__ = ["ImpossibleTime", "when_ahead"]

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_LATER = re.compile(
    rf"(?:过)?(?P<count>半|\d{{1,3}}(?:\.5)?|[{CHINESE}]{{1,3}})个?(?P<half>半)?(?P<unit>分钟|小时|刻钟)(?P<more>半)?"
    r"(?:之|以|过)?后"
)
_UNITS = {"分钟": 1, "小时": 60, "刻钟": 15}
_SOON = re.compile(
    "越早越好|越快越好|尽快|尽早|最早|最近的|随便几点|随便什么时候|随时|几点都|哪天都|随便哪天|都可以|都行|随便"
)
_NOW = re.compile("现在")
_REFUSED = re.compile(
    "(?:都|也|又|还|实在|的话|我|他|时间)*(?P<word>太早|太晚|不行|不可以|没空|(?<!有)没有|不方便|满了|[来去]不[了成])"
)


def when_ahead(text: str, now: datetime, *, about: Window | None = None) -> Window | None:
    """Return the time to come that the text names, seen from ``now`` (aware), or None when it names none.

    ``about`` is the time that is being talked about: its days count when the text names only hours (四点呢).
    Raises ImpossibleTime with ``time.no_such_day``, ``time.no_such_hour`` or ``time.already_past``.
    """
    plain, here = in_chinese(text[:500]), local(now)
    if later := _LATER.search(plain):
        return _in_a_while(later, here)
    try:
        return _named(_without_refused(plain, here.date()), here, about)
    except (ImpossibleDate, OverflowError) as error:
        raise ImpossibleTime("time.no_such_day", str(error)) from error


def _named(plain: str, here: datetime, about: Window | None) -> Window | None:
    past = PAST.search(plain)
    plain = PAST.sub(",", plain)
    found = read_days(plain, here.date())
    rest = f"{plain[: found[1]]},{plain[found[2] :]}" if found else plain
    hours = read_hours(rest)
    if found is None and past:
        raise ImpossibleTime("time.already_past", past.group())
    if found is None and hours is None:
        return _whenever(plain, here)
    days = found[0] if found else _unnamed(here.date(), about)
    said = (plain[found[1] : found[2]] if found else "") + (rest[hours[1] : hours[2]] if hours else "")
    return _next(days, hours[0] if hours else None, here, said)


def _unnamed(today: date, about: Window | None) -> list[Days]:
    if about is None:
        return [(today, today), (today + _DAY, today + _DAY)]
    first, last = local(about.starts).date(), local(about.ends if about.exact else about.ends - _MINUTE).date()
    return [(first, last)]


def _next(days: list[Days], hours: Hours | None, here: datetime, said: str) -> Window:
    """Return the first of the days, with the hours, that is not gone."""
    for first, last in days:
        if window := _window(first, last, hours, here, said):
            return window
    raise ImpossibleTime("time.already_past", said)


def _window(first: date, last: date, hours: Hours | None, here: datetime, said: str) -> Window | None:
    within = hours or WHOLE_DAY
    single = within.opens == within.closes
    if single and first != last:  # 下周三点: any of those days, within that hour
        within, single = Hours(opens=within.opens, closes=within.opens + 60), False
    first = max(first, here.date())
    starts = _at(first, within.opens)
    if not single and starts < here:
        gone = here >= _at(first, within.closes)
        starts = _at(first + _DAY, within.opens) if gone else _ceiling(here)
    ends = _at(last, within.closes)
    if starts > ends or starts < here or (starts == ends and not single):
        return None
    daily = None if hours is None or single else (_time(within.opens), _time(within.closes))
    return Window(starts=starts, ends=ends, daily=daily, text=said)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI) + timedelta(minutes=minute)


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _ceiling(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + _MINUTE


def _in_a_while(match: re.Match[str], here: datetime) -> Window:
    """Read 半小时后, 一个半小时后, 两小时半后."""
    said, unit = match["count"], _UNITS[match["unit"]]
    count = 0.5 if said == "半" else float(said) if "." in said else float(chinese_number(said) or 0)
    count += 0.5 if match["half"] or match["more"] else 0
    at = _ceiling(here + timedelta(minutes=count * unit))
    return Window(starts=at, ends=at, text=match.group())


def _whenever(plain: str, here: datetime) -> Window | None:
    if match := _NOW.search(plain):
        return Window(starts=_ceiling(here), ends=_ceiling(here), text=match.group())
    if match := _SOON.search(plain):
        return Window(starts=_ceiling(here), ends=_at(here.date() + FAR * _DAY, 0), text=match.group())
    return None


def _without_refused(plain: str, today: date) -> str:
    """Take out what is said not to suit: 三点太早 四点 asks for four, 周三不行 周四 for Thursday."""
    for match in reversed(list(_REFUSED.finditer(plain))):
        before = plain[: match.start()]
        begins = max(before.rfind(mark) for mark in ",。;!?") + 1
        clause = before[begins:]
        starts = [hours[1]] if (hours := read_hours(clause)) else []
        if match["word"] not in ("太早", "太晚") and (days := read_days(clause, today)):
            starts.append(days[1])
        if starts:
            plain = f"{plain[: begins + min(starts)]},{plain[match.end() :]}"
    return plain
