"""Reads free answers: words in, a JSON value out, or :class:`~bot.flows.flow.Invalid` with a sentence that helps."""

import re
from collections.abc import Callable
from decimal import Decimal

from bot.core import moments
from bot.core.cleaning import clean
from bot.core.windows import read_window
from bot.flows.declining import clauses, declines, says_nothing, tells_nothing
from bot.flows.flow import FlowContext, Invalid
from bot.nlu.amounts import amount
from bot.nlu.dates import DateFound, ImpossibleDate, past_date
from bot.nlu.numbers import chinese_number
from bot.nlu.pii import contains_id_number
from bot.nlu.pii import mobile as find_mobile
from bot.nlu.times import ImpossibleTime, when_ahead

MOST_STORY = 4000  # characters; a longer one is asked for in two pieces

_NO_NAME = ("?", "？", "吗", "么", "呢", "吧", "啊", "呀", "没有", "不", "的", "了")
_LONG_NAME = 8  # characters: up to here a name may look like anything

_DIGITS = re.compile(r"\d{3}")  # a number that was mistyped is no more of the story

_LONGEST_HAN_NAME = 12  # characters; 买买提·阿不都热合曼
_HAN = re.compile(r"[\u3400-\u9fff]")

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


def story(*, least: int) -> Parser:
    """What happened, in as many words as somebody likes; "dunno" is none."""
    told = words(least=least, most=MOST_STORY)

    def parse(ctx: FlowContext, text: str) -> str:
        if tells_nothing(text):
            raise Invalid("flow.too_short", least=least)
        return told(ctx, text)

    return parse


def count(*, most: int) -> Callable[[FlowContext, str], int]:
    """A number of things or people, from one to ``most``, in figures or in words."""

    def parse(ctx: FlowContext, text: str) -> int:
        number = chinese_number(text.strip().rstrip("人个份位名套"))
        if number is None or not 1 <= number <= most:
            raise Invalid("flow.which_number", least=1, most=most)
        return number

    return parse


def short_name(*, most: int) -> Parser:
    """The name of a platform or a station; a question, a refusal or a sentence is none."""

    def parse(ctx: FlowContext, text: str) -> str:
        cleaned = clean(text)
        if (
            not 1 <= len(cleaned) <= most
            or cleaned.endswith(_NO_NAME)
            or declines(cleaned)
            or says_nothing(cleaned)
            or ctx.house.words.negative(cleaned)
            or _is_sentence(ctx, cleaned)
        ):
            raise Invalid("flow.short_name", stray=True)
        return cleaned

    return parse


def _is_sentence(ctx: FlowContext, text: str) -> bool:
    """Whether words tell something instead of naming something: several clauses, or a day."""
    if len(text) <= _LONG_NAME:
        return False
    try:
        return len(clauses(text)) > 1 or past_date(text, ctx.today) is not None
    except ImpossibleDate:
        return True


def happened(ctx: FlowContext, text: str) -> str:
    """When it happened, as the person says it, with the days that are meant: ``2026-10-01`` or a span ``a/b``."""
    try:
        found = past_date(text, ctx.today)
    except ImpossibleDate:
        raise Invalid("flow.impossible_date") from None
    if found is None:
        raise Invalid("flow.which_date", stray=True)
    return days(found)


def days(found: DateFound) -> str:
    """``2026-10-01``, or a span ``2026-10-01/2026-10-31``."""
    start, end = found.start.isoformat(), found.end.isoformat()
    return start if start == end else f"{start}/{end}"


def show_days(ctx: FlowContext, value: str) -> str:
    """``2026-10-01/2026-10-31`` as people say it."""
    return moments.show_days(value, ctx.speaker.person.locale)


def future_time(ctx: FlowContext, text: str) -> str:
    """When somebody wants to come, as :meth:`~bot.core.windows.Window.stored`; gone or impossible is asked again."""
    try:
        found = when_ahead(text, ctx.now)
    except ImpossibleTime as error:
        raise Invalid(error.key) from None
    if found is None:
        raise Invalid("time.which_time", stray=True)
    return found.stored()


def show_time(ctx: FlowContext, value: str) -> str:
    """A stored window as people say it."""
    return moments.show_window(read_window(value), ctx.now, ctx.speaker.person.locale)


def money(ctx: FlowContext, text: str) -> str:
    """Yuan, as a plain decimal number."""
    found = amount(text if any(c in text for c in "元块毛万千百") else f"{text}元")
    if found is None or not 0 < found < 10_000_000 or text.lstrip().startswith(("-", "−", "负")):
        raise Invalid("flow.which_amount", stray=not _DIGITS.search(text))
    return yuan(found)


def yuan(found: Decimal) -> str:
    """A sum as it is stored."""
    return f"{found.normalize():f}"


def mobile(ctx: FlowContext, text: str) -> str:
    """A Chinese mobile number, eleven digits."""
    found = find_mobile(text)
    if found is None:
        raise Invalid("flow.which_mobile", stray=not _DIGITS.search(text))
    return found


def person_name(ctx: FlowContext, text: str) -> str:
    """How somebody wants to be called; never an identity number."""
    cleaned = clean(text)
    if contains_id_number(cleaned):
        raise Invalid("flow.no_id_number")
    none = declines(cleaned) or says_nothing(cleaned) or ctx.house.words.negative(cleaned)
    if none or not 1 <= len(cleaned) <= 30 or "\n" in cleaned:
        raise Invalid("flow.which_name", stray=len(clauses(cleaned)) > 1)
    if len(_HAN.findall(cleaned)) > (_LONG_NAME if len(clauses(cleaned)) > 1 else _LONGEST_HAN_NAME):
        raise Invalid("flow.which_name", stray=True)  # "要退钱 还得有人管管他" is said, not a name
    return cleaned
