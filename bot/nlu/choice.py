"""Reads the short answers people type instead of pressing a button, and the words that work at any moment."""

import re
from pathlib import Path

from bot.nlu.lexicon import read_yaml
from bot.nlu.normalize import squeeze
from bot.nlu.numbers import chinese_number

_ORDINAL = re.compile(
    r"(?:我?要?选择?|第|no|#)?(?:第)?(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:个|项|条|号|种)?(?:吧|啊|呢)?"
)
_PARTICLES = re.compile(r"(?:[吧啊呀啦哦喔嘛呢哈噢]|谢谢|唔该|麻烦)+\Z")
LONGEST_COMMAND = 16  # characters; longer texts are a story, whatever word they begin with


def ordinal(text: str) -> int | None:
    """Return the number of the choice that the whole text names (1 １ 一 ① 1. 第一个 选1), or None."""
    if len(text) > LONGEST_COMMAND:
        return None
    match = _ORDINAL.fullmatch(squeeze(text))
    number = chinese_number(match[1]) if match else None
    return number if number and number <= 50 else None


def same_label(text: str, label: str) -> bool:
    """Tell whether the text is the button's label, whatever its emoji, spaces, punctuation or script."""
    wanted = squeeze(label)
    return bool(wanted) and squeeze(text) == wanted


class CommandWords:
    """The words of config/lexicon/commands.yaml: yes, no, and commands that work at any moment."""

    def __init__(self, words: dict[str, str]) -> None:
        self._meaning = words
        agreeing = sorted((word for word, group in words.items() if group == "yes" and len(word) > 1), key=len)
        self._agrees = re.compile(f"(?:{'|'.join([*agreeing[::-1], '[好对嗯行]'])})+") if agreeing else None

    @classmethod
    def load(cls, folder: Path) -> "CommandWords":
        """Read a lexicon folder. Raises FileNotFoundError, or ValueError when a word means two things."""
        meaning: dict[str, str] = {}
        for group, words in read_yaml(folder / "commands.yaml").items():
            for word in map(squeeze, words.split()):
                if meaning.setdefault(word, group) != group:
                    raise ValueError(f"commands.yaml: {word} means both {meaning[word]} and {group}")
        return cls(meaning)

    def global_word(self, text: str) -> str | None:
        """Return the command that the whole message means (cancel, back, skip, menu ...), or None."""
        found = self._look_up(text)
        return found if found not in ("yes", "no") else None

    def affirmative(self, text: str) -> bool:
        """Tell whether the whole message says yes."""
        return self._look_up(text) == "yes" or self._says_yes_twice(text)

    def negative(self, text: str) -> bool:
        """Tell whether the whole message says no; a bare 没有 or 不用 skips an optional question as well."""
        return self._look_up(text) in ("no", "skip", "nothing")

    def _says_yes_twice(self, text: str) -> bool:
        """Tell whether a text is made of nothing else: 好的可以, 对对没错, 嗯嗯行吧."""
        if self._agrees is None or len(text) > 2 * LONGEST_COMMAND or len(short := squeeze(text)) > LONGEST_COMMAND:
            return False
        return self._look_up(text) is None and self._agrees.fullmatch(_PARTICLES.sub("", short)) is not None

    def _look_up(self, text: str) -> str | None:
        """Return the group of the text, or of the text without the particles at its end (取消吧)."""
        if len(text) > 2 * LONGEST_COMMAND or len(short := squeeze(text)) > LONGEST_COMMAND:
            return None
        return self._meaning.get(short) or self._meaning.get(_PARTICLES.sub("", short))
