"""One line of the inventory: a column, how it is kept, and what it is for."""

from dataclasses import dataclass
from enum import StrEnum

_SUFFIX = "_sealed"


class Kept(StrEnum):
    """How a column is kept."""

    SEALED = "sealed"
    INDEX = "index"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Entry:
    """One column, and what it is for."""

    column: str
    kept: Kept
    purpose: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table; sealed columns are bound to the row by the value of ``row``, which is unique in it."""

    name: str
    row: str
    entries: tuple[Entry, ...]

    @property
    def sealed(self) -> tuple[str, ...]:
        """The sealed columns."""
        return tuple(entry.column for entry in self.entries if entry.kept is Kept.SEALED)

    def place(self, column: str) -> str:
        """What a sealed column's values are bound to besides the row: ``cases.story`` for ``story_sealed``."""
        return f"{self.name}.{column.removesuffix(_SUFFIX)}"


def plain(column: str, purpose: str) -> Entry:
    """A column that tells nothing about a person by itself."""
    return Entry(column, Kept.PLAIN, purpose)


def index(column: str, purpose: str) -> Entry:
    """A keyed fingerprint for look-up."""
    return Entry(column, Kept.INDEX, purpose)


def sealed(column: str, purpose: str) -> Entry:
    """Ciphertext bound to its place."""
    return Entry(column, Kept.SEALED, purpose)


def table(name: str, *entries: Entry, row: str = "id") -> TableEntry:
    """A table; ``row`` names the unique column that its sealed values are bound to."""
    return TableEntry(name, row, entries)
