"""What evidence a case should have, one thing at a time: the lines of its card in config/knowledge/evidence.yaml."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from bot.core.texts import LOCALES
from bot.domain.categories import Category
from bot.domain.knowledge import Card, Knowledge, Words

_LINE = "·"
_ALWAYS = "evidence_always"
# Whose card has another name than its category; "other" has only what every matter needs.
_CARDS = {Category.SAFETY: "evidence_heat", Category.OTHER: _ALWAYS}


class ItemState(StrEnum):
    """What the worker said to one line of the checklist."""

    GIVEN = "given"
    NONE = "none"  # there is no such thing
    LATER = "later"  # asked again next time


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line. Its id hangs on its words: whoever rewrites a line in the file asks for something else."""

    id: str
    words: Words


def checklist(knowledge: Knowledge, category: Category) -> tuple[Item, ...]:
    """What a case of ``category`` should have: its own card first, then what every matter needs.

    Raises ValueError for a card that is missing or says different things in different languages.
    """
    names = dict.fromkeys((_CARDS.get(category, f"evidence_{category}"), _ALWAYS))
    return tuple(item for name in names for item in _items(name, knowledge.card(name)))


def _items(name: str, card: Card | None) -> list[Item]:
    if card is None:
        raise ValueError(f"there is no card {name}")
    lines = {locale: _lines(card.text[locale]) for locale in LOCALES}
    if len({len(each) for each in lines.values()}) != 1 or not lines[LOCALES[0]]:
        raise ValueError(f"{name}: each language needs the same lines that begin with {_LINE}")
    rows = zip(*lines.values(), strict=True)
    return [Item(id=_id(row[0]), words=dict(zip(LOCALES, row, strict=True))) for row in rows]


def _lines(text: str) -> list[str]:
    return [line.strip(f"{_LINE} ") for line in text.splitlines() if line.strip().startswith(_LINE)]


def _id(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]
