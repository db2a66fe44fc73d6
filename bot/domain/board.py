"""看板: what an officer has to know at a glance. Counts only."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """One grid (``code`` None: cases that belong to none): its open cases, and how many of them are late."""

    code: str | None
    name: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day in China: cases opened and closed."""

    on: date
    opened: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The open cases of some grids now, and the days behind; ``answered`` of ``owed`` first answers came in time."""

    urgent: int
    grids: tuple[GridLine, ...]
    days: tuple[Day, ...]
    answered: int
    owed: int

    @property
    def open(self) -> int:
        """Open cases in all."""
        return sum(line.open for line in self.grids)

    @property
    def overdue(self) -> int:
        """Cases with a promise that is broken."""
        return sum(line.overdue for line in self.grids)

    @property
    def today(self) -> Day:
        """The last of the days."""
        return self.days[-1]
