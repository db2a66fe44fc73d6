"""From words to an intent, a category and an urgency.

Phrases are found in one pass (Aho-Corasick); words that mean more together are rules; jieba decides whether a
one-character word stands alone (火 counts, 火锅 does not). What counts for what is data in config/lexicon.
"""

import io
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice, takewhile
from pathlib import Path

import jieba
from ahocorasick_rs import AhoCorasick, Implementation

from bot.domain.categories import Category, Urgency
from bot.nlu.intent import CrisisKind, Intent
from bot.nlu.lexicon import Lexicon, Rule, load_lexicon
from bot.nlu.spelling import Speller, compact

LONGEST = 10_000  # characters read; channels refuse longer texts
MOST_SPANS = 32  # of one concept: a rule's window needs no more, and a hostile text stays cheap
CERTAIN = 3.0  # points that make a message urgent; two weak signs (2 + 1) or one strong word (3)

# the label that carries a category's points; ``other`` is an intent's label already
_CATEGORIES = {"other_matter" if each is Category.OTHER else each.value: each for each in Category}
INTENTS = ("grievance", "legal", "care", "event", "join", "status", "suggestion", "human", "help", "other")
KINDS: tuple[CrisisKind, ...] = ("medical", "violence", "despair", "fire")

# a negation right before takes these away (没受伤); before other words it belongs to them (没工资)
DENIABLE = frozenset(("danger", "urgent", "hurt", "crash", "assault", "threat", "lying", "hospital"))

Span = tuple[int, int]
Match = tuple[int, int, int]  # index of the word, start, end
Points = dict[str, float]
Evidence = dict[str, None]


class Classifier:
    """The word understanding, built once; ``classify`` is pure and may be called from any thread."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._speller = Speller(lexicon.spellings)
        self._entries = sorted(set(lexicon.words) | lexicon.idioms | lexicon.compounds)
        self._known = frozenset(self._entries)
        self._finder = AhoCorasick(self._entries, implementation=Implementation.DFA)
        self._gives = [tuple(lexicon.words.get(word, {}).items()) for word in self._entries]
        self._idiom = [word in lexicon.idioms for word in self._entries]
        self._deniable = [not DENIABLE.isdisjoint(lexicon.words.get(word, ())) for word in self._entries]
        self._negations = lexicon.negations
        self._patterns = [(name, re.compile(text)) for name, text in lexicon.patterns.items()]
        self._rules = _by_rarest(lexicon)
        self._tokenizer = _tokenizer(self._entries)

    @classmethod
    def load(cls, folder: Path) -> "Classifier":
        """Build from the YAML files of a lexicon folder. Raises FileNotFoundError or ValueError."""
        return cls(load_lexicon(folder))

    def classify(self, text: str) -> Intent:
        """Return what the message wants and how fast a person must react. Never raises."""
        plain = self._speller.respell(compact(text[:LONGEST]))
        points: dict[str, float] = defaultdict(float)
        evidence: dict[str, None] = {}  # in the order found, each once
        spans = self._read_words(plain, points, evidence)
        self._apply_rules(spans, points, evidence)
        return _decide(points, tuple(evidence), len(plain))

    def _read_words(self, text: str, points: Points, evidence: Evidence) -> dict[str, list[Span]]:
        """Add each found word's points once and return where every label was seen."""
        spans: dict[str, list[Span]] = defaultdict(list)
        for index, start, end in self._standing(text):
            word = self._entries[index]
            for label, weight in self._gives[index]:
                if len(spans[label]) < MOST_SPANS:
                    spans[label].append((start, end))
                if weight and word not in evidence:
                    points[label] += weight
            evidence[word] = None
        for name, pattern in self._patterns:
            if found := [match.span() for match in islice(pattern.finditer(text), MOST_SPANS)]:
                spans[name] = found
        return spans

    def _standing(self, text: str) -> Iterator[Match]:
        """Yield the words that mean what they say: outside idioms, not negated, single characters alone."""
        matches = self._finder.find_matches_as_indexes(text, overlapping=True)
        hidden = _places((start, end) for index, start, end in matches if self._idiom[index])
        glued = self._glued(text, matches)
        for index, start, end in matches:
            if not self._gives[index] or (start in hidden and end - 1 in hidden) or (start, end) in glued:
                continue
            if not (self._deniable[index] and text.endswith(self._negations, max(0, start - 3), start)):
                yield index, start, end

    def _glued(self, text: str, matches: list[Match]) -> set[Span]:
        """Return the single characters that jieba reads as part of a longer word.

        Only stretches where known words overlap are asked about: elsewhere a character stands alone anyway.
        """
        longer = [(start, end) for _, start, end in matches if end - start > 1]
        covered = _places(longer)
        asked = {start for _, start, end in matches if end - start == 1 and start in covered}
        if not asked:
            return set()
        alone = {first + place for first, last in _stretches(longer) for place in self._alone(text[first:last])}
        return {(place, place + 1) for place in asked - alone}

    def _alone(self, stretch: str) -> Iterator[int]:
        """Yield the places where jieba's likeliest reading leaves one character by itself.

        Its graph and route rather than its cut(): the stretch is Han already, and it costs a third.
        """
        if stretch in self._known:
            return  # one word from end to end
        route: dict[int, tuple[float, int]] = {}
        self._tokenizer.calc(stretch, self._tokenizer.get_DAG(stretch), route)
        place = 0
        while place < len(stretch):
            last = route[place][1]
            if last == place:
                yield place
            place = last + 1

    def _apply_rules(self, spans: dict[str, list[Span]], points: Points, evidence: Evidence) -> None:
        present = spans.keys()
        for rule in chain.from_iterable(self._rules.get(label, ()) for label in list(spans)):
            if rule.needs <= present and rule.unless.isdisjoint(present) and _together(rule, spans):
                evidence[rule.name] = None
                for label, weight in rule.gives.items():
                    points[label] += weight


def _by_rarest(lexicon: Lexicon) -> dict[str, list[Rule]]:
    """Return the rules under the concept with the fewest words: most rules are then never looked at."""
    sizes = Counter(label for gives in lexicon.words.values() for label in gives)
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in lexicon.rules:
        found[min(sorted(rule.needs), key=lambda label: sizes[label] or len(lexicon.words))].append(rule)
    return dict(found)


def _stretches(spans: list[Span]) -> list[Span]:
    """Return the spans with those that overlap joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _tokenizer(words: list[str]) -> "jieba.Tokenizer":
    """Return a jieba of our own words: milliseconds and no file; its default one takes half a second."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    dictionary = io.BytesIO("".join(f"{word} 10\n" for word in words).encode())
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(dictionary)
    tokenizer.initialized = True
    return tokenizer


def _places(spans: Iterable[Span]) -> set[int]:
    """Return every place that a span covers."""
    return {place for start, end in spans for place in range(start, end)}


def _together(rule: Rule, spans: dict[str, list[Span]]) -> bool:
    """Tell whether one window of ``near`` characters holds a span of every needed concept."""
    ordered = sorted((start, end, label) for label in rule.needs for start, end in spans[label])
    return any(_holds(rule, ordered[index:]) for index in range(len(ordered)))


def _holds(rule: Rule, following: list[tuple[int, int, str]]) -> bool:
    limit = following[0][0] + rule.near
    window = takewhile(lambda span: span[0] <= limit, following)
    return rule.needs <= {label for _, end, label in window if end <= limit}


def _decide(points: Points, evidence: tuple[str, ...], length: int) -> Intent:
    urgency = _urgency(points)
    label = max(_CATEGORIES, key=lambda each: points[each])
    strength = points[label]
    totals = _intent_points(points, strength, urgency, length)
    name, second = sorted(totals, key=totals.__getitem__, reverse=True)[:2]
    return Intent(
        name=name,
        category=_category(name, label, strength),
        urgency=urgency,
        score=round(max(0.0, min(1.0, (totals[name] - totals[second] + 1) / 6)), 2),
        evidence=evidence[:20],
        crisis=_kind(points) if urgency is not Urgency.NORMAL else None,
    )


def _category(name: str, label: str, strength: float) -> Category | None:
    if name not in ("grievance", "legal"):
        return None
    return _CATEGORIES[label] if strength > 0 else Category.OTHER


def _urgency(points: dict[str, float]) -> Urgency:
    if points["danger"] >= CERTAIN:
        return Urgency.DANGER
    return Urgency.URGENT if points["urgent"] + max(0.0, points["danger"]) >= CERTAIN else Urgency.NORMAL


def _intent_points(points: dict[str, float], category: float, urgency: Urgency, length: int) -> dict[str, float]:
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
