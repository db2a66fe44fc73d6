"""From words to an intent, a category and an urgency.

Phrases are found in one pass (Aho-Corasick); words that mean more together are rules; jieba decides whether a
one-character word stands alone (火 counts, 火锅 does not). What counts for what is data in config/lexicon.
"""

import io
import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import ahocorasick_rs
import jieba  # type: ignore[import-untyped]

from bot.domain.categories import Category, Urgency
from bot.nlu.intent import CrisisKind, Intent
from bot.nlu.lexicon import Lexicon, Rule, load_lexicon
from bot.nlu.spelling import Speller, compact

LONGEST = 10_000  # characters read; channels refuse longer texts
MOST_SPANS = 64  # of one concept: a rule's window needs no more, and a hostile text stays cheap
CERTAIN = 3.0  # points that make a message urgent; two weak signs (2 + 1) or one strong word (3)

# the label that carries a category's points; ``other`` is an intent's label already
_LABELS = {each: "other_matter" if each is Category.OTHER else each.value for each in Category}
INTENTS = ("grievance", "legal", "care", "event", "join", "status", "suggestion", "human", "help", "other")
KINDS: tuple[CrisisKind, ...] = ("medical", "violence", "despair", "fire")

Span = tuple[int, int]


class Classifier:
    """The word understanding, built once; ``classify`` is pure and may be called from any thread."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._entries = sorted(set(lexicon.words) | lexicon.idioms)
        self._finder = ahocorasick_rs.AhoCorasick(
            self._entries, implementation=ahocorasick_rs.Implementation.DFA
        )
        self._speller = Speller(lexicon.spellings)
        self._patterns = {name: re.compile(text) for name, text in lexicon.patterns.items()}
        self._tokenizer = _tokenizer(lexicon)

    @classmethod
    def load(cls, folder: Path) -> "Classifier":
        """Build from the YAML files of a lexicon folder. Raises FileNotFoundError or ValueError."""
        return cls(load_lexicon(folder))

    def classify(self, text: str) -> Intent:
        """Return what the message wants and how fast a person must react. Never raises."""
        plain = self._speller.respell(compact(text[:LONGEST]))
        points: dict[str, float] = defaultdict(float)
        evidence: list[str] = []
        spans = self._read_words(plain, points, evidence)
        self._apply_rules(spans, points, evidence)
        return _decide(points, evidence, len(plain))

    def _read_words(self, text: str, points: dict[str, float], evidence: list[str]) -> dict[str, list[Span]]:
        """Add each found word's points once and return where every label was seen."""
        spans: dict[str, list[Span]] = defaultdict(list)
        seen: set[str] = set()
        for word, start, end in self._standing(text):
            for label, weight in self._lexicon.words[word].items():
                if len(spans[label]) < MOST_SPANS:
                    spans[label].append((start, end))
                if weight and word not in seen:
                    points[label] += weight
            seen.add(word)
        evidence.extend(sorted(seen))
        for name, pattern in self._patterns.items():
            found = [
                match.span() for _, match in zip(range(MOST_SPANS), pattern.finditer(text), strict=False)
            ]
            if found:
                spans[name] = found
        return spans

    def _standing(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield the words that mean what they say: outside idioms, not negated, single characters alone."""
        matches = [
            (self._entries[index], start, end)
            for index, start, end in self._finder.find_matches_as_indexes(text, overlapping=True)
        ]
        hidden = [(start, end) for word, start, end in matches if word in self._lexicon.idioms]
        alone = self._single(text) if any(end - start == 1 for _, start, end in matches) else frozenset()
        for word, start, end in matches:
            if word not in self._lexicon.words or _inside(start, end, hidden):
                continue
            if end - start == 1 and start not in alone:
                continue
            if not text.endswith(self._lexicon.negations, max(0, start - 3), start):
                yield word, start, end

    def _single(self, text: str) -> frozenset[int]:
        """Return the places of characters that jieba leaves standing alone."""
        tokens = self._tokenizer.tokenize(text, HMM=False)
        return frozenset(start for _, start, end in tokens if end - start == 1)

    def _apply_rules(
        self, spans: dict[str, list[Span]], points: dict[str, float], evidence: list[str]
    ) -> None:
        present = spans.keys()
        for rule in self._lexicon.rules:
            if rule.needs <= present and not rule.unless & present and _together(rule, spans):
                evidence.append(rule.name)
                for label, weight in rule.gives.items():
                    points[label] += weight


def _tokenizer(lexicon: Lexicon) -> "jieba.Tokenizer":
    """Return a jieba of our own words: milliseconds and no file, where its default dictionary takes half a second."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    lines = "".join(
        f"{word} 10\n" for word in sorted(set(lexicon.words) | lexicon.compounds | lexicon.idioms)
    )
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(io.BytesIO(lines.encode()))
    tokenizer.initialized = True
    return tokenizer


def _inside(start: int, end: int, spans: list[Span]) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _together(rule: Rule, spans: dict[str, list[Span]]) -> bool:
    """Tell whether one window of ``near`` characters holds a span of every needed concept."""
    ordered = sorted((start, end, label) for label in rule.needs for start, end in spans[label])
    for index, (first, _, _) in enumerate(ordered):
        window = takewhile(lambda span, limit=first + rule.near: span[0] <= limit, ordered[index:])
        if rule.needs <= {label for _, end, label in window if end - first <= rule.near}:
            return True
    return False


def _decide(points: dict[str, float], evidence: list[str], length: int) -> Intent:
    urgency = _urgency(points)
    category = max(Category, key=lambda each: points[_LABELS[each]])
    strength = points[_LABELS[category]]
    totals = _intent_points(points, strength, urgency, length)
    name = max(INTENTS, key=lambda each: totals[each])
    second = max(value for each, value in totals.items() if each != name)
    return Intent(
        name=name,
        category=_category(name, category, strength),
        urgency=urgency,
        score=round(max(0.0, min(1.0, (totals[name] - second + 1) / 6)), 2),
        evidence=tuple(evidence[:20]),
        crisis=_kind(points) if urgency is not Urgency.NORMAL else None,
    )


def _category(name: str, category: Category, strength: float) -> Category | None:
    if name not in ("grievance", "legal"):
        return None
    return category if strength > 0 else Category.OTHER


def _urgency(points: dict[str, float]) -> Urgency:
    if points["danger"] >= CERTAIN:
        return Urgency.DANGER
    return Urgency.URGENT if points["urgent"] + max(0.0, points["danger"]) >= CERTAIN else Urgency.NORMAL


def _intent_points(
    points: dict[str, float], category: float, urgency: Urgency, length: int
) -> dict[str, float]:
    """Return each intent's points; a category speaks for grievance, and for legal once law is spoken of."""
    totals = {name: points[name] for name in INTENTS}
    totals["grievance"] += 0.8 * category + min(length, 120) / 60  # a long story is nearly always a grievance
    totals["legal"] += 0.8 * category * (points["legal"] >= 2)
    totals["other"] += 1.2 - min(length, 40) / 40  # nothing known in a short text: chat
    if urgency is not Urgency.NORMAL:
        for name in ("suggestion", "status", "join", "event", "help", "legal"):
            totals[name] -= 2  # what must be handled first gives the label
    return totals


def _kind(points: dict[str, float]) -> CrisisKind | None:
    kind = max(KINDS, key=lambda each: points[each])
    return kind if points[kind] > 0 else None
