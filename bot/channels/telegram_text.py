"""Words as Telegram takes them: escaped HTML, counted in UTF-16 units, split where a reader would pause."""

import re
from html import escape, unescape

MOST_TEXT = 4096  # UTF-16 units after the entities are parsed: core.telegram.org/bots/api#sendmessage
MOST_CAPTION = 1024

# Not \b: between a Han character and a digit there is none. Digits before the look behind: thrice as fast.
_CASE_NUMBER = re.compile(r"[0-9]{4}(?<![0-9-][0-9]{4})-[0-9]{4}(?![0-9-])")
_CODE = re.compile(r"</?code>")
_BORDERS = tuple(map(re.compile, (r"\n\s*\n", r"\n", r"[。！？!?…；;]+[”’」』）)]*|\.(?=\s)", r"\s")))


def to_html(text: str) -> str:
    """``text`` as HTML that shows exactly these characters; a case number can be copied with a tap."""
    return _CASE_NUMBER.sub(_mark, escape(text, quote=False))


def to_plain(html: str) -> str:
    """The text that ``to_html`` was given."""
    return unescape(_CODE.sub("", html))


def fits(text: str, most: int = MOST_TEXT) -> bool:
    """Whether ``text`` has at most ``most`` UTF-16 units."""
    return len(text) * 2 <= most or _units(text) <= most


def split(text: str, most: int = MOST_TEXT) -> list[str]:
    """``text`` in parts of at most ``most`` UTF-16 units: whole paragraphs, else lines, sentences, words."""
    parts = []
    while not fits(text, most):
        window = _prefix(text, most)
        cut = _border(window)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [part for part in (*parts, text) if part] or [text]


def _mark(number: re.Match[str]) -> str:
    return f"<code>{number[0]}</code>"


def _border(window: str) -> int:
    """Where to cut: at the last border of the best kind that leaves no small part, else at the very end."""
    for border in _BORDERS:
        ends = [found.end() for found in border.finditer(window)]
        if ends and ends[-1] * 2 > len(window):
            return ends[-1]
    return len(window)


def _prefix(text: str, most: int) -> str:
    """The longest beginning that has at most ``most`` UTF-16 units; a character is never halved."""
    return text.encode("utf-16-le", "replace")[: most * 2].decode("utf-16-le", "ignore")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2
