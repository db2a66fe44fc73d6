"""Finds the words and rules of config/lexicon in a text, and what each of them counts for.

Phrases are found in one pass (Aho-Corasick); words that mean more together are rules; jieba decides whether a
one-character word stands alone (火 counts, 火锅 does not).
"""

import io
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, takewhile

import jieba
from ahocorasick_rs import AhoCorasick, Implementation

from bot.nlu.lexicon import Lexicon, Rule

MOST_SPANS = 32  # of one concept: a rule's window needs no more, and a hostile text stays cheap

# a negation right before takes these away (没受伤); before other words it belongs to them (没工资)
DENIABLE = frozenset(("danger", "urgent", "hurt", "crash", "assault", "threat", "lying", "hospital"))

# A telephone number of the lists (110) is none inside a longer number, and none when something is counted (110块)
COUNTED = tuple("0123456789块元万千百多斤件单个号米平分天年月级岁k%.")

Span = tuple[int, int]
Match = tuple[int, int, int]  # index of the word, start, end
Points = dict[str, float]
Evidence = dict[str, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the lists say of one text: points of each label, the labels seen at all, and the words that were found."""

    points: Mapping[str, float]
    labels: frozenset[str]
    evidence: tuple[str, ...]


class WordReader:
    """The lists, compiled once; ``read`` is pure and may be called from any thread."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._entries = sorted(set(lexicon.words) | lexicon.idioms | lexicon.compounds)
        self._known = frozenset(self._entries)
        self._finder = AhoCorasick(self._entries, implementation=Implementation.ContiguousNFA)
        self._gives = [tuple(lexicon.words.get(word, {}).items()) for word in self._entries]
        self._idiom = [word in lexicon.idioms for word in self._entries]
        self._number = [word.isdigit() for word in self._entries]
        self._deniable = [not DENIABLE.isdisjoint(lexicon.words.get(word, ())) for word in self._entries]
        self._negations = lexicon.negations
        self._patterns = [(name, re.compile(text)) for name, text in lexicon.patterns.items()]
        self._rules = _by_rarest(lexicon)
        self._tokenizer = _tokenizer(self._entries)

    def read(self, text: str) -> Reading:
        """Return what the lists say of a text that is compact and respelled already."""
        points: Points = defaultdict(float)
        evidence: Evidence = {}  # in the order found, each once
        spans = self._read_words(text, points, evidence)
        self._apply_rules(spans, points, evidence)
        return Reading(points=points, labels=frozenset(spans), evidence=tuple(evidence))

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
            if self._holds_here(text, index, start, end):
                yield index, start, end

    def _holds_here(self, text: str, index: int, start: int, end: int) -> bool:
        """Tell whether what stands right before or after leaves the word its meaning."""
        if self._number[index]:
            return not (text.startswith(COUNTED, end) or text[start - 1 : start].isdigit())
        return not (self._deniable[index] and text.endswith(self._negations, max(0, start - 3), start))

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
