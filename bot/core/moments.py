"""Instants as people read them, in Shanghai's time."""

from datetime import datetime

from bot.core.clock import local

_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show_moment(at: datetime, locale: str) -> str:
    """``11月21日（周六）14:05`` or ``Sat 21 Nov, 14:05``."""
    here = local(at)
    if locale == "en":
        return f"{_DAYS_EN[here.weekday()]} {here.day} {_MONTHS_EN[here.month - 1]}, {here:%H:%M}"
    return f"{here.month}月{here.day}日（周{_DAYS_ZH[here.weekday()]}）{here:%H:%M}"
