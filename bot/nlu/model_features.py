"""What the model looks at in a text: runs of one to three characters, the lists' labels, and the length.

Character runs need no dictionary: dialect, slips of the thumb and words that jieba has never seen are read as well.
"""

import re
from itertools import chain
from operator import add

from bot.nlu.words import Reading

READ_HEAD, READ_TAIL = 280, 120  # characters of a long text: what it is about stands at its beginning or at its end
LONGEST_RUN = 3  # characters
STRONG = 3.0  # points: the lists are certain of a label
_LENGTHS = (2, 4, 7, 11, 16, 25, 40, 70, 120)
_DIGITS = re.compile(r"\d+")


def runs(plain: str) -> list[str]:
    """Return the character runs of a compact, respelled text, each once; ``^`` and ``$`` mark its borders.

    A number is only its length, so that no telephone number becomes a feature.
    """
    whole = plain if len(plain) <= READ_HEAD + READ_TAIL else plain[:READ_HEAD] + plain[-READ_TAIL:]
    text = f"^{_DIGITS.sub(_zeros, whole)}$"
    pairs = list(map(add, text, text[1:]))
    return list(dict.fromkeys(chain(text, pairs, map(add, pairs, text[2:]))))


def signs(plain: str, reading: Reading) -> list[str]:
    """Return what is known besides: ``#label`` seen by the lists, ``#label!`` certain, ``#length`` how long it is."""
    certain = [f"#{label}!" for label, points in reading.points.items() if points >= STRONG]
    length = sum(len(plain) >= length for length in _LENGTHS)
    return [*(f"#{label}" for label in sorted(reading.labels)), *sorted(certain), f"#length{length}"]


def _zeros(match: re.Match[str]) -> str:
    return "0" * min(len(match.group()), 4)
