"""Ready sentences for replies (config/canned.yaml): filled, or refused; and what is left of a reply without them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from bot.core.yaml_files import load_yaml

PLACEHOLDERS = ("name", "number", "date")
_LOCALES = ("zh-CN", "en")
_MOST_LABEL_BYTES = 40  # two on a row of a phone
_MOST_WORDS = 500  # characters
_SENTENCE_ENDS = re.compile(r"(?<=[。！？；\n])|(?<=[.!?;]\s)")
# What a placeholder was filled with. One that begins a sentence must not swallow the clause before it.
_FILLED, _FILLED_FIRST = r".{0,80}?", r"[^，,。！？!?\n]{0,40}?"
_PLACE = re.compile(r"\\\{[a-z]+\\\}")


class Unfilled(ValueError):
    """A placeholder for which there is nothing; ``name`` says which one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """One ready sentence, by language: what stands on its button, and what goes out."""

    key: str
    label: Mapping[str, str]
    words: Mapping[str, str]

    def fill(self, locale: str, values: Mapping[str, str | None]) -> str:
        """The words with every placeholder filled; raises :class:`Unfilled` where ``values`` has nothing for one."""
        words = self.words[locale]
        for name in _places(words):
            if not values.get(name):
                raise Unfilled(name)
        return words.format_map(values)


def load_canned(path: Path) -> tuple[Canned, ...]:
    """Reads and checks the file; raises ValueError that names the place in it."""
    table = load_yaml(path) or {}
    if not isinstance(table, dict):
        raise ValueError("names and sentences are expected here")
    return tuple(_read(str(key), entry) for key, entry in table.items())


def own_words(text: str, ready: Iterable[Canned]) -> str:
    """``text`` without any ready sentence, tapped or typed: what its writer said himself."""
    for pattern in [pattern for canned in ready for words in canned.words.values() for pattern in _patterns(words)]:
        text = pattern.sub("\n", text)
    return text


def _patterns(words: str) -> list[re.Pattern[str]]:
    """Each sentence of a ready text, whatever its placeholders were filled with; one without words has none."""
    sentences = [re.escape(sentence.strip()) for sentence in _SENTENCE_ENDS.split(words)]
    return [_pattern(sentence) for sentence in sentences if re.search(r"\w{2}", _PLACE.sub("", sentence))]


def _pattern(sentence: str) -> re.Pattern[str]:
    filled = _PLACE.sub(lambda found: _FILLED if found.start() else _FILLED_FIRST, sentence)
    return re.compile(filled, re.IGNORECASE)


def _read(key: str, entry: object) -> Canned:
    if not isinstance(entry, dict) or set(entry) != {"label", "words"}:
        raise ValueError(f"{key}: a label and words are expected here")
    label, words = _by_locale(f"{key}.label", entry["label"]), _by_locale(f"{key}.words", entry["words"])
    for locale in _LOCALES:
        if len(label[locale].encode()) > _MOST_LABEL_BYTES:
            raise ValueError(f"{key}.label.{locale}: too long for a button")
        if len(words[locale]) > _MOST_WORDS:
            raise ValueError(f"{key}.words.{locale}: longer than {_MOST_WORDS} characters")
        if unknown := set(_places(words[locale])) - set(PLACEHOLDERS):
            known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValueError(f"{key}.words.{locale}: unknown placeholder {{{min(unknown)}}}; known are {known}")
    return Canned(key=key, label=label, words=words)


def _by_locale(place: str, entry: object) -> dict[str, str]:
    if not isinstance(entry, dict) or set(entry) != set(_LOCALES):
        raise ValueError(f"{place}: {' and '.join(_LOCALES)} are expected here")
    if wrong := [locale for locale, text in entry.items() if not isinstance(text, str) or not text.strip()]:
        raise ValueError(f"{place}.{wrong[0]}: a sentence is expected here")
    return {locale: str(text).strip() for locale, text in entry.items()}


def _places(words: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(words) if name is not None]
