"""When a human being is at the desk, and by when one answers (config/duty.yaml)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from bot.core.clock import SHANGHAI, local
from bot.core.durations import Duration, parse_duration
from bot.core.yaml_files import load_yaml
from bot.domain.calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """The hours of the desk on working days, by the clock in China; ``answer`` is promised from then on."""

    opens: time
    closes: time
    answer: Duration
    calendar: Calendar

    def open_at(self, now: datetime) -> bool:
        """Whether somebody is at the desk at ``now`` (aware)."""
        here = local(now)
        return self.calendar.is_working_day(here.date()) and self.opens <= here.time() < self.closes

    def next_start(self, now: datetime) -> datetime:
        """``now`` when the desk is open, or the instant (UTC) at which it opens next."""
        if self.open_at(now):
            return now
        day = local(now).date()
        if local(now).time() >= self.opens or not self.calendar.is_working_day(day):
            day = self.calendar.add_working_days(day, 1)
        return datetime.combine(day, self.opens, SHANGHAI).astimezone(UTC)


def load_duty(path: Path, calendar: Calendar) -> Duty:
    """Reads and checks the file; raises ValueError or KeyError for one that is wrong."""
    table = load_yaml(path)
    opens, closes = (time.fromisoformat(str(table[name])) for name in ("opens", "closes"))
    if opens >= closes:
        raise ValueError("the desk closes before it opens")
    return Duty(opens=opens, closes=closes, answer=parse_duration(table["answer_within"]), calendar=calendar)
