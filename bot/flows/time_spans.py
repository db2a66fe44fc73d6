"""When something that staff announces begins and ends: a day with hours, as a form keeps it."""

from datetime import datetime, timedelta

from bot.core.clock import local
from bot.core.moments import show_window
from bot.core.windows import Window, read_window
from bot.flows.flow import FlowContext, Invalid
from bot.nlu.times import ImpossibleTime, when_ahead

_LASTS = timedelta(hours=2)  # when only the beginning was said


def hours_ahead(ctx: FlowContext, text: str) -> str:
    """A window with hours: 12月5日 14:00到17:00."""
    try:
        window = when_ahead(text, ctx.now)
    except ImpossibleTime as error:
        raise Invalid(error.key) from None
    if window is None or not window.hours_known:
        raise Invalid("time.which_hours")
    return window.stored()


def show_span(ctx: FlowContext, value: str) -> str:
    """The stored span as people say it."""
    starts, ends = span_of(value)
    hours = (local(starts).time(), local(ends).time())
    window = Window(starts=starts, ends=ends, daily=hours)
    return show_window(window, ctx.now, ctx.speaker.person.locale)


def span_of(value: str) -> tuple[datetime, datetime]:
    """(start, end) of what :func:`hours_ahead` stored."""
    window = read_window(value)
    return window.starts, window.starts + _LASTS if window.exact else window.ends
