"""The page's HTML and words in every language, made once at the start from chat.yaml."""

import html
import json
import re
from pathlib import Path

from bot.core.texts import LOCALES, Texts

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_PREFIX = "chat.page."


class Pages:
    """``chat.html``, its ``{{places}}`` filled from ``chat.page.*``; raises MissingText for unknown ones."""

    def __init__(self, template: Path, texts: Texts) -> None:
        source = template.read_text(encoding="utf-8")
        self._words = {locale: _words(texts, locale) for locale in LOCALES}
        self._html = {locale: _fill(source, texts, locale) for locale in LOCALES}

    def html(self, locale: str) -> bytes:
        """The page in ``locale``."""
        return self._html[locale]

    def words(self, locale: str) -> bytes:
        """All words of the page as a JSON object."""
        return self._words[locale]


def _fill(source: str, texts: Texts, locale: str) -> bytes:
    def word(place: re.Match[str]) -> str:
        return html.escape(texts.get(_PREFIX + place[1], locale))

    return _PLACE.sub(word, source).encode()


def _words(texts: Texts, locale: str) -> bytes:
    keys = sorted(key for key in texts.keys(locale) if key.startswith(_PREFIX))
    return json.dumps({key[len(_PREFIX) :]: texts.get(key, locale) for key in keys}, ensure_ascii=False).encode()
