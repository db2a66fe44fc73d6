"""Reads free answers: words in, a JSON value out, or :class:`~bot.flows.flow.Invalid` with a sentence that helps."""

from collections.abc import Callable

from bot.core.cleaning import clean
from bot.flows.flow import FlowContext, Invalid
from bot.nlu.amounts import amount
from bot.nlu.dates import ImpossibleDate, past_date
from bot.nlu.pii import contains_id_number
from bot.nlu.pii import mobile as find_mobile

MOST_STORY = 4000  # characters; a longer one is asked for in two pieces

Parser = Callable[[FlowContext, str], str]


def words(*, least: int, most: int) -> Parser:
    """Text of a length in characters between ``least`` and ``most``."""

    def parse(ctx: FlowContext, text: str) -> str:
        cleaned = clean(text)
        if len(cleaned) < least:
            raise Invalid("flow.too_short", least=least)
        if len(cleaned) > most:
            raise Invalid("flow.too_long", most=most)
        return cleaned

    return parse


def happened(ctx: FlowContext, text: str) -> str:
    """When it happened, as the person says it, with the days that are meant: ``2026-10-01`` or a span ``a/b``."""
    try:
        found = past_date(text, ctx.today)
    except ImpossibleDate:
        raise Invalid("flow.impossible_date") from None
    if found is None:
        raise Invalid("flow.which_date")
    start, end = found.start.isoformat(), found.end.isoformat()
    return start if start == end else f"{start}/{end}"


def show_days(ctx: FlowContext, value: str) -> str:
    """``2026-10-01/2026-10-31`` as people write it."""
    start, _, end = value.partition("/")
    return ctx.say("flow.days", start=start, end=end) if end else start


def money(ctx: FlowContext, text: str) -> str:
    """Yuan, as a plain decimal number."""
    found = amount(text if any(c in text for c in "元块毛万千百") else f"{text}元")
    if found is None or not 0 < found < 10_000_000:
        raise Invalid("flow.which_amount")
    return f"{found.normalize():f}"


def mobile(ctx: FlowContext, text: str) -> str:
    """A Chinese mobile number, eleven digits."""
    found = find_mobile(text)
    if found is None:
        raise Invalid("flow.which_mobile")
    return found


def person_name(ctx: FlowContext, text: str) -> str:
    """How somebody wants to be called; never an identity number."""
    cleaned = clean(text)
    if contains_id_number(cleaned):
        raise Invalid("flow.no_id_number")
    if not 1 <= len(cleaned) <= 30 or "\n" in cleaned:
        raise Invalid("flow.which_name")
    return cleaned
