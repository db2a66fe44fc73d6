"""The rules of notices to many: at which hours they go, and how far an audience may drift (config/broadcasts.yaml)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from bot.core.clock import SHANGHAI, local
from bot.core.yaml_files import load_yaml
from bot.domain.sla import QuietHours

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodHours:
    """A stretch of every day in which people have a minute: from ``opens`` until before ``closes``, in China."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastRules:
    """``good_hours`` in their order, none over another; ``most_drift`` is a share (0.05)."""

    good_hours: tuple[GoodHours, ...]
    most_drift: float

    def open_at(self, at: datetime, quiet: QuietHours | None) -> bool:
        """Whether notices that are not urgent may go at ``at`` (aware)."""
        clock = local(at).time()
        good = any(hours.opens <= clock < hours.closes for hours in self.good_hours)
        return good and not (quiet is not None and quiet.cover(clock))

    def next_open(self, at: datetime, quiet: QuietHours | None) -> datetime:
        """``at`` itself when they may go then, or the next instant (UTC) at which they may.

        Where quiet hours cover all good ones it is a day later, and they may not go then either.
        """
        if self.open_at(at, quiet):
            return at
        days, clocks = (local(at).date(), local(at).date() + _DAY), self._opens(quiet)
        starts = [datetime.combine(day, clock, SHANGHAI) for day in days for clock in clocks]
        coming = (start for start in starts if start > at and self.open_at(start, quiet))
        return min(coming, default=at + _DAY).astimezone(UTC)

    def drifted(self, approved: int, present: int) -> bool:
        """Whether the audience is no longer the one that was agreed to."""
        return abs(present - approved) > self.most_drift * approved

    def _opens(self, quiet: QuietHours | None) -> list[time]:
        ends_of_quiet = [quiet.end] if quiet is not None else []
        return [*(hours.opens for hours in self.good_hours), *ends_of_quiet]


def load_broadcast_rules(path: Path) -> BroadcastRules:
    """Reads and checks the file; raises ValueError or KeyError for one that is wrong."""
    table = load_yaml(path)
    hours = tuple(_hours(entry) for entry in table["good_hours"])
    if not hours or any(first.closes > second.opens for first, second in pairwise(hours)):
        raise ValueError("good_hours: give at least one stretch, in order, none over another")
    drift = float(table["most_drift"])
    if not 0 <= drift <= 100:
        raise ValueError("most_drift: a number of per cent is expected")
    return BroadcastRules(good_hours=hours, most_drift=drift / 100)


def _hours(entry: dict[str, str]) -> GoodHours:
    opens, closes = time.fromisoformat(str(entry["from"])), time.fromisoformat(str(entry["to"]))
    if opens >= closes:
        raise ValueError(f"good_hours: {entry['from']} is not before {entry['to']}")
    return GoodHours(opens=opens, closes=closes)
