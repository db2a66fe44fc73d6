"""Times of the day, read from how people say them: 下午三点, 差五分三点, 十点到十一点, 早上十点以后, 中午."""

import re
from dataclasses import dataclass
from datetime import time

from bot.nlu.numbers import CHINESE, chinese_number
from bot.nlu.time_wording import in_chinese

_DAY_END = 24 * 60


class ImpossibleTime(ValueError):
    """A time nobody can be booked for; ``key`` names the sentence that asks again."""

    def __init__(self, key: str, said: str) -> None:
        super().__init__(said)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Minutes after midnight, from ``opens`` until before ``closes``; both are equal for one minute.

    After 1440 it is the next day: 晚上十二点.
    """

    opens: int
    closes: int


WHOLE_DAY = Hours(opens=0, closes=_DAY_END)

_PARTS = {
    "凌晨": (0, 6), "早上": (5, 11), "上午": (6, 12), "中午": (11, 14), "下午": (12, 18), "傍晚": (17, 20),
    "晚上": (18, 24), "半夜": (22, 24),
}  # fmt: skip
_PART = rf"(?P<part>{'|'.join(_PARTS)})"
_N = r"(?:\d{1,2}|[零〇一二两三四五六七八九十廿]{1,3})"
_HOUR = rf"(?P<hour>{_N})"
# 早一点 and 有一点 are no time; 8点5公里 names none either, but nobody books one
_CLOCK = (
    rf"(?:{_PART}的?)?(?:(?<![\d.:])(?P<digits>\d{{1,2}}):(?P<sixty>\d\d)(?!\d)"
    rf"|差(?P<short>{_N}分|[一三]刻)钟?到?(?P<next>{_N})点"
    rf"|(?<![\d.早晚快慢多少好有差{CHINESE}]){_HOUR}(?:点钟?整?|时(?!候))"
    rf"(?P<rest>半|[一三]刻|差{_N}分|[过零]?(?:{_N})分?(?![月号天日个点:\d]))?)(?:左右|前后|来分|多)?"
)
_CLOCK_PATTERN = re.compile(_CLOCK)
_UNNAMED = re.sub(r"\(\?P<\w+>", "(?:", _CLOCK)
_BEFORE = "以?前|之前"
_AFTER = "以后|之后|过后|后|开始|起"
_RANGE = re.compile(
    rf"(?P<from>{_UNNAMED}|(?:{'|'.join(_PARTS)})?(?<![\d.\-/月周]){_HOUR})(?:[到至~\-—]+)(?P<to>{_UNNAMED})"
)
_EITHER = re.compile(
    rf"(?:{_PART})?(?P<pair>一两|一二|[二两]三|三四|四五|五六|六七|七八|八九|九十|十一二)点(?:钟|多|左右)?"
)
_BOUND = re.compile(rf"(?P<clock>{_UNNAMED})(?:(?P<before>{_BEFORE})|(?P<after>{_AFTER}))")
_PART_PATTERN = re.compile(_PART)
_WAKE = re.compile(rf"(?P<clock>{_UNNAMED})(?:才|再)?(?:能|会)?(?:起|醒|睡醒)")
_FROM = re.compile(
    rf"(?:别早于|不要早于|不早于|最早)(?P<late>{_UNNAMED})|(?P<clock>{_UNNAMED})(?:(?:{_AFTER})|才)"
    rf"|(?P<quiet>{_UNNAMED})(?:{_BEFORE})(?:都|也|请|就)?(?:别|不要|不用|勿|莫)"
)
_NOON = 12
_MORNING_FROM, _WAKING_FROM = 7, 4  # hours that are of the morning unless said otherwise; 五点起 is


def read_hours(text: str) -> tuple[Hours, int, int] | None:
    """Return the hours that the compact Chinese text names, and where they stand; None without any.

    Raises ImpossibleTime with ``time.no_such_hour``.
    """
    for pattern, read in _FORMS:
        if match := pattern.search(text):
            return read(match, _part_of(text[: match.start()])), match.start(), match.end()
    if match := _PART_PATTERN.search(text):
        opens, closes = _PARTS[match["part"]]
        return Hours(opens=opens * 60, closes=closes * 60), match.start(), match.end()
    return None


def not_before(text: str) -> time | None:
    """Return the time before which somebody wants to be left alone (我十点才起, 九点前别吵我), or None."""
    plain = in_chinese(text[:500])
    try:
        minute = _quiet_until(plain)
    except ImpossibleTime:
        return None
    return None if minute is None else time(minute // 60 % 24, minute % 60)


def _quiet_until(text: str) -> int | None:
    if wake := _WAKE.search(text):
        return _clock(wake["clock"], None, morning_from=_WAKING_FROM)
    match = _FROM.search(text)
    return _clock(match["late"] or match["clock"] or match["quiet"], None) if match else None


def _clock(text: str, part: str | None, *, morning_from: int = _MORNING_FROM) -> int:
    match = _CLOCK_PATTERN.search(text if re.search("[点时:]", text) else f"{text}点")
    if match is None:
        raise ImpossibleTime("time.no_such_hour", text)
    return _minute(match, part, morning_from)


def _minute(match: re.Match[str], part: str | None, morning_from: int = _MORNING_FROM) -> int:
    """Return minutes after midnight; ``part`` is what was said before, for the 九点 of 晚上七点到九点."""
    spoken, minutes = _spoken(match)
    hour = _number(spoken)
    if not (0 <= hour <= 24 and -60 < minutes < 60) or (hour == 24 and minutes > 0):
        raise ImpossibleTime("time.no_such_hour", match.group())
    whole_clock = spoken.isascii() and spoken.startswith("0")
    return _on_24(hour, match["part"] or part, morning_from, whole_clock, match.group()) * 60 + minutes


def _spoken(match: re.Match[str]) -> tuple[str, int]:
    """Return the hour as it is said and the minutes after it (before it: 差五分)."""
    if match["digits"]:
        return match["digits"], int(match["sixty"])
    if match["short"]:
        return match["next"], -_minutes(match["short"])
    rest = match["rest"] or ""
    return match["hour"], -_minutes(rest[1:]) if rest.startswith("差") else _minutes(rest)


def _minutes(said: str) -> int:
    if said == "半":
        return 30
    if said.endswith("刻"):
        return 15 * _number(said[0])
    return _number(said.removesuffix("分").lstrip("过零") or "零") if said else 0


def _number(said: str) -> int:
    number = chinese_number(said)
    if number is None:
        raise ImpossibleTime("time.no_such_hour", said)
    return number


def _on_24(hour: int, part: str | None, morning_from: int, whole_clock: bool, said: str) -> int:
    """Return the hour of 24. Without a part of the day, one to six are in the afternoon: offices sleep at three."""
    if part is None:
        return hour + _NOON if 0 < hour < morning_from and not whole_clock else hour
    if part in ("凌晨", "早上", "上午"):
        if hour > _NOON:
            raise ImpossibleTime("time.no_such_hour", said)
        return 0 if part == "凌晨" and hour == _NOON else hour
    if part in ("晚上", "半夜") and hour in (12, 1, 2, 3, 4):
        return hour % _NOON + 24
    early = 10 if part == "中午" else _NOON
    return hour + _NOON if 0 < hour < early else hour


def _part_of(text: str) -> str | None:
    match = _PART_PATTERN.search(text)
    return match["part"] if match else None


def _minute_named(match: re.Match[str], part: str | None) -> Hours:
    minute = _minute(match, part)
    return Hours(opens=minute, closes=minute)


def _range(match: re.Match[str], part: str | None) -> Hours:
    part = _part_of(match["from"]) or part
    opens, closes = _clock(match["from"], part or _part_of(match["to"])), _clock(match["to"], part)
    if closes <= opens and part in ("晚上", "半夜"):
        closes = _DAY_END
    if closes <= opens:
        raise ImpossibleTime("time.no_such_hour", match.group())
    return Hours(opens=opens, closes=closes)


def _either(match: re.Match[str], part: str | None) -> Hours:
    """Read 两三点: from the one to the other."""
    pair = match["pair"]
    first, second = ("十一", "十二") if pair == "十一二" else (pair[0], pair[1])
    opens, closes = (_clock(f"{hour}点", match["part"] or part) for hour in (first, second))
    return Hours(opens=opens, closes=max(opens, closes))


def _bound(match: re.Match[str], part: str | None) -> Hours:
    part = _part_of(match["clock"]) or part
    minute = _clock(match["clock"], part)
    if match["before"]:
        return Hours(opens=min(_PARTS[part][0] * 60 if part else 0, minute), closes=minute)
    return Hours(opens=minute, closes=max(minute + 60, _DAY_END))  # 早上十点以后 goes on after the morning


_FORMS = ((_RANGE, _range), (_EITHER, _either), (_BOUND, _bound), (_CLOCK_PATTERN, _minute_named))
