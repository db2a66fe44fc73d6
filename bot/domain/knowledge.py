"""Answers to common questions, as cards that officers edit: hotlines, evidence, time limits (config/knowledge).

A card knows how it is asked for, and a time limit also its status, its source, when it was read and who has the last
word. What is only a draft is never shown as law.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.core.texts import DEFAULT_LOCALE, LOCALES
from bot.core.yaml_files import load_yaml

Words = Mapping[str, str]  # by locale
_OF_A_CARD = frozenset(("title", "text", "asked"))
_OF_A_RULE = frozenset(("status", "source", "checked_on", "last_word"))


class Topic(StrEnum):
    """The files, and the buttons of the first page."""

    HOTLINES = "hotlines"
    EVIDENCE = "evidence"
    LIMITS = "limits"


class Status(StrEnum):
    """Whether a rule binds."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    LOCAL = "local"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule stands, on which day it was read there, and whose answer counts in the end."""

    status: Status
    name: str
    checked_on: date
    last_word: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One answer. ``asked`` is a pattern of how people ask for it, on normalised text."""

    id: str
    topic: Topic
    title: Words
    text: Words
    asked: re.Pattern[str]
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All cards, in the order of the files."""

    cards: tuple[Card, ...]

    def about(self, topic: Topic) -> tuple[Card, ...]:
        """The cards of one topic that are still worth showing."""
        return tuple(card for card in self.cards if card.topic is topic and not (card.source and _is_over(card.source)))

    def card(self, card_id: str) -> Card | None:
        """The card with this id."""
        return next((card for card in self.cards if card.id == card_id), None)

    def asked_for(self, plain: str) -> Card | None:
        """The card that a normalised sentence asks for; what binds goes before a draft."""
        found = [card for card in self.cards if card.asked.search(plain)]
        return min(
            found, key=lambda card: bool(card.source and card.source.status is not Status.IN_FORCE), default=None
        )


def load_knowledge(folder: Path) -> Knowledge:
    """Reads all files; raises ValueError, KeyError or re.error with what is wrong."""
    cards = [card for topic in Topic for card in _read(topic, folder / f"{topic}.yaml")]
    ids = [card.id for card in cards]
    if twice := {card_id for card_id in ids if ids.count(card_id) > 1}:
        raise ValueError(f"{min(twice)} is there twice")
    return Knowledge(cards=tuple(cards))


def in_words(words: Words, locale: str) -> str:
    """What is said in a language."""
    return words.get(locale) or words[DEFAULT_LOCALE]


def _is_over(source: Source) -> bool:
    return source.status is Status.REPEALED


def _read(topic: Topic, path: Path) -> list[Card]:
    table = load_yaml(path)
    return [_card(topic, str(card_id), entry) for card_id, entry in table.items()]


def _card(topic: Topic, card_id: str, entry: Mapping[str, object]) -> Card:
    known = {"title", "text", "asked"} | (
        {"status", "source", "checked_on", "last_word"} if topic is Topic.LIMITS else set()
    )
    if set(entry) != known:
        raise ValueError(f"{topic}.{card_id}: needs exactly {', '.join(sorted(known))}")
    return Card(
        id=card_id,
        topic=topic,
        title=_words(topic, card_id, entry["title"]),
        text=_words(topic, card_id, entry["text"]),
        asked=re.compile(str(entry["asked"])),
        source=_source(card_id, entry) if topic is Topic.LIMITS else None,
    )


def _source(card_id: str, entry: Mapping[str, object]) -> Source:
    checked_on = entry["checked_on"]
    if type(checked_on) is not date:
        raise ValueError(f"limits.{card_id}: checked_on is a date like 2026-01-01")
    return Source(
        status=Status(str(entry["status"])),
        name=str(entry["source"]),
        checked_on=checked_on,
        last_word=_words(Topic.LIMITS, card_id, entry["last_word"]),
    )


def _words(topic: Topic, card_id: str, entry: object) -> Words:
    if not isinstance(entry, dict) or set(entry) != set(LOCALES) or not all(entry.values()):
        raise ValueError(f"{topic}.{card_id}: needs words in {', '.join(LOCALES)}")
    return {locale: str(text).strip() for locale, text in entry.items()}
