"""The usual spelling in the place of homophones and dialect, so that one list of words serves all."""

import ahocorasick_rs

from bot.nlu.normalize import normalize


def compact(text: str) -> str:
    """Return normalised text without spaces: phones put them where a full stop belongs, and inside words."""
    return normalize(text).replace(" ", "")


class Speller:
    """Replaces every known spelling by the usual one, the longest first."""

    def __init__(self, spellings: dict[str, str]) -> None:
        self._usual = spellings
        self._known = list(spellings)
        self._finder = ahocorasick_rs.AhoCorasick(self._known, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def respell(self, text: str) -> str:
        """Return the compact text with the usual spellings."""
        pieces: list[str] = []
        last = 0
        for index, start, end in self._finder.find_matches_as_indexes(text):
            pieces += (text[last:start], self._usual[self._known[index]])
            last = end
        return "".join(pieces) + text[last:]
