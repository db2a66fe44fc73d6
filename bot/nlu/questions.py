"""Side questions that workers ask in the middle of things, recognised by words that are data."""

import re
from pathlib import Path

from bot.nlu.lexicon import read_yaml
from bot.nlu.normalize import normalize

LONGEST = 40  # characters; a longer message tells something, even if it asks something too


class SideQuestions:
    """From config/lexicon/questions.yaml: a text key, and the patterns of the questions that it answers."""

    def __init__(self, patterns: dict[str, str]) -> None:
        self._patterns = [(key, re.compile(pattern)) for key, pattern in patterns.items()]

    @classmethod
    def load(cls, folder: Path) -> "SideQuestions":
        """Reads a lexicon folder; raises ValueError or re.error for a broken file."""
        return cls(dict(read_yaml(folder / "questions.yaml")))

    def answer_to(self, text: str) -> str | None:
        """The key of the answer, for a short text that asks one of these."""
        if not 2 <= len(text) <= LONGEST:
            return None
        plain = normalize(text)
        return next((key for key, pattern in self._patterns if pattern.search(plain)), None)

    def keys(self) -> tuple[str, ...]:
        """All answers, for `gongyi check`."""
        return tuple(key for key, _ in self._patterns)
