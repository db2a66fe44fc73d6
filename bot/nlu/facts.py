"""Facts given before they are asked: the sum, day, telephone, platform and station in a story."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import ahocorasick_rs

from bot.nlu.amounts import amount
from bot.nlu.dates import DateFound, ImpossibleDate, past_date
from bot.nlu.lexicon import read_yaml
from bot.nlu.pii import mobile
from bot.nlu.spelling import compact

_STATION = re.compile(
    r"(?:\A|[在是我们,。 的:;、到])"
    r"(?P<name>(?!我们?|你们?|他们?|哪个?|这个?|那个?|全|各|每|本|咱|原来)[\u4e00-\u9fffa-z\d]{2,6}?(?:配送站|营业部|分拣中心|网点|站点|站))"
    r"(?=\Z|[的,。!;: 、站欠拖扣罚不没克]|骑手|送|跑)"
)
_NO_STATION = re.compile(
    r"(?:火车|汽车|高铁|地铁|公交|网|驿|加油|充电|换电|服务|车|接待|派出所|工作|全|各|个|们|中转)站\Z|(?:全|各|个|们)(?:站点|网点)\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a text tells by the way; every field is shown to the person before anything is done with it."""

    amount: Decimal | None
    happened: DateFound | None
    mobile: str | None
    platform: str | None
    station: str | None


class FactFinder:
    """Finds facts in a text; built once, because the platforms are data."""

    def __init__(self, platforms: dict[str, str]) -> None:
        aliases = {compact(alias): name for name, words in platforms.items() for alias in words.split()}
        self._aliases, self._names = list(aliases), list(aliases.values())
        self._finder = ahocorasick_rs.AhoCorasick(self._aliases, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    @classmethod
    def load(cls, folder: Path) -> "FactFinder":
        """Read platforms.yaml of a lexicon folder. Raises FileNotFoundError or ValueError."""
        return cls(read_yaml(folder / "platforms.yaml")["platforms"])

    def platform(self, text: str) -> str | None:
        """Return the first platform named, by its usual name, or None."""
        return next(iter(self.platforms(text)), None)

    def platforms(self, text: str) -> tuple[str, ...]:
        """Return all platforms named, by their usual names, each once and in the order of the text."""
        plain = compact(text[:2000])
        named = [
            self._names[index]
            for index, start, end in self._finder.find_matches_as_indexes(plain)
            if not self._aliases[index].isascii() or not _within_word(plain, start, end)
        ]
        return tuple(dict.fromkeys(named))

    def find_facts(self, text: str, today: date) -> Facts:
        """Return what the text tells, seen from the local day ``today``; an impossible day is no fact."""
        return Facts(
            amount=amount(text),
            happened=_happened(text, today),
            mobile=mobile(text),
            platform=self.platform(text),
            station=station(self._unnamed(text)),
        )

    def _unnamed(self, text: str) -> str:
        """Return the text with a comma for every platform: the station in 美团城东站 is 城东站."""
        plain = compact(text[:2000])
        for _, start, end in reversed(self._finder.find_matches_as_indexes(plain)):
            plain = plain[:start] + "," + plain[end:]
        return plain


def station(text: str) -> str | None:
    """Return the station named (城东站), or None."""
    for match in _STATION.finditer(compact(text[:2000])):
        if not _NO_STATION.search(match["name"]):
            return match["name"]
    return None


def _within_word(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(character.isascii() and character.isalnum() for character in around)


def _happened(text: str, today: date) -> DateFound | None:
    try:
        return past_date(text, today)
    except ImpossibleDate:
        return None
