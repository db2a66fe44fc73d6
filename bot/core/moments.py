"""Instants as people read them, in Shanghai's time."""

from datetime import date, datetime, timedelta

from bot.core.clock import local
from bot.core.windows import Window

_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show_moment(at: datetime, locale: str) -> str:
    """``11月21日（周六）14:05`` or ``Sat 21 Nov, 14:05``."""
    here = local(at)
    if locale == "en":
        return f"{_DAYS_EN[here.weekday()]} {here.day} {_MONTHS_EN[here.month - 1]}, {here:%H:%M}"
    return f"{here.month}月{here.day}日（周{_DAYS_ZH[here.weekday()]}）{here:%H:%M}"


def show_days(value: str, locale: str) -> str:
    """Days as people say them: ``2026-10-01/2026-10-31`` is ``2026年10月`` or ``Oct 2026``; one day has no slash."""
    start, end = (date.fromisoformat(day) for day in (value.split("/") * 2)[:2])
    whole_month = (
        start.day == 1 and (end + timedelta(days=1)).day == 1 and (start.year, start.month) == (end.year, end.month)
    )
    if start == end:
        return _day(start, locale)
    if whole_month:
        return f"{_MONTHS_EN[start.month - 1]} {start.year}" if locale == "en" else f"{start.year}年{start.month}月"
    return (
        f"{_day(start, locale)} – {_day(end, locale)}"
        if locale == "en"
        else f"{_day(start, locale)}到{_day(end, locale)}"
    )


def show_window(window: Window, now: datetime, locale: str) -> str:
    """What was asked for, to be agreed to: ``11月25日（周三）12:00到18:00``; the year only where it is another."""
    to, gap = (" – ", " ") if locale == "en" else ("到", "")
    if window.exact:
        return f"{_named_day(window.starts, now, locale)}{gap}{local(window.starts):%H:%M}"
    last = window.ends - timedelta(minutes=1)
    first_day, last_day = _named_day(window.starts, now, locale), _named_day(last, now, locale)
    shown = first_day if first_day == last_day else f"{first_day}{to}{last_day}"
    if window.daily is None:
        return shown
    closes = f"{window.daily[1]:%H:%M}".replace("00:00", "24:00")
    each = "" if first_day == last_day else " daily" if locale == "en" else "每天"
    return f"{shown}{each}{gap}{window.daily[0]:%H:%M}{to}{closes}"


def _named_day(at: datetime, now: datetime, locale: str) -> str:
    here = local(at)
    same_year = here.year == local(now).year
    if locale == "en":
        year = "" if same_year else f" {here.year}"
        return f"{_DAYS_EN[here.weekday()]} {here.day} {_MONTHS_EN[here.month - 1]}{year}"
    year = "" if same_year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日（周{_DAYS_ZH[here.weekday()]}）"


def _day(day: date, locale: str) -> str:
    if locale == "en":
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"
