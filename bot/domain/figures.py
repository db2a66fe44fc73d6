"""The sums of a grid's week: received = open + closed + transferred, whatever happened (零遗漏)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one case of a grid stands now; ``closed_at`` is None while it is open, also once it was reopened."""

    opened_at: datetime
    closed_at: datetime | None
    assignee_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was on a grid's table in a week, and what became of it. ``fresh`` are those of the received that are new."""

    received: int
    fresh: int
    open: int
    closed: int
    transferred: int


def reckon(standings: Iterable[Standing], own: Collection[str], since: datetime) -> Figures:
    """Counts the cases that were open at some moment from ``since`` on, each once, in the one place where it is now.

    ``own`` are the grid's liaison and deputy: an open case in other hands was transferred, one in nobody's hands is
    theirs. What was closed before ``since`` and not opened again is not of this week.
    """
    counted = [each for each in standings if each.closed_at is None or each.closed_at >= since]
    closed = sum(each.closed_at is not None for each in counted)
    transferred = sum(each.closed_at is None and _elsewhere(each, own) for each in counted)
    at_home = sum(each.closed_at is None and not _elsewhere(each, own) for each in counted)
    fresh = sum(each.opened_at >= since for each in counted)
    return Figures(received=len(counted), fresh=fresh, open=at_home, closed=closed, transferred=transferred)


def _elsewhere(standing: Standing, own: Collection[str]) -> bool:
    return standing.assignee_id is not None and standing.assignee_id not in own
