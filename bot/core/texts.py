"""Every sentence that a person reads, by key and language, from config/texts/<locale>/*.yaml.

A key is ``<file>.<path>``: ``grievance.ask_story`` is the entry ``ask_story`` of ``grievance.yaml``.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

from bot.core.yaml_files import load_yaml

DEFAULT_LOCALE = "zh-CN"
LOCALES = (DEFAULT_LOCALE, "en")


class MissingText(KeyError):
    """A key that no text file knows: `gongyi check` and a test find it before a person does."""


class Texts:
    """Looks sentences up and fills them. Parameters are inserted as they are: they are never read as a template."""

    def __init__(self, by_locale: Mapping[str, Mapping[str, str]]) -> None:
        self._by_locale = by_locale

    @classmethod
    def load(cls, folder: Path) -> "Texts":
        """Reads all languages below ``folder``; raises ValueError for a text that is not a string."""
        return cls({locale: dict(_read_locale(folder / locale)) for locale in LOCALES})

    def get(self, key: str, locale: str = DEFAULT_LOCALE, **params: object) -> str:
        """The sentence ``key`` in ``locale``, filled with ``params``; raises :class:`MissingText`."""
        try:
            text = self._by_locale[locale][key]
        except KeyError:
            raise MissingText(key, locale) from None
        return text.format_map(params) if params or "{" in text else text

    def has(self, key: str) -> bool:
        """Whether the default language knows ``key``."""
        return key in self._by_locale[DEFAULT_LOCALE]

    def keys(self, locale: str = DEFAULT_LOCALE) -> frozenset[str]:
        """All keys of a language."""
        return frozenset(self._by_locale[locale])

    def fields(self, key: str, locale: str) -> frozenset[str]:
        """The parameters that a sentence wants."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self._by_locale[locale][key]) if name)


def best_locale(wish: str | None) -> str:
    """The language we have for a platform's language code (``zh-hans``, ``en-GB``); Chinese where none is said."""
    return "en" if wish and wish.lower().startswith("en") else DEFAULT_LOCALE


def _read_locale(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.yaml")):
        entries = load_yaml(path) or {}
        yield from _flatten(path.stem, entries)


def _flatten(prefix: str, entries: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in entries.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            yield from _flatten(key, value)
        elif isinstance(value, str):
            yield key, value.rstrip("\n")
        else:
            raise ValueError(f"{key}: a text must be a string, not {type(value).__name__}")
