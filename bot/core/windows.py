"""A stretch of time that somebody asked for, to match places against."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.core.clock import SHANGHAI, local

_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From ``starts`` until before ``ends``, aware; both are equal when one minute was named.

    ``daily`` are the hours of each day in Shanghai's time (from, until before; midnight ends the day), None
    when nothing but days was said or one minute is meant. ``text`` is what was read.
    """

    starts: datetime
    ends: datetime
    daily: tuple[time, time] | None = None
    text: str = ""

    @property
    def exact(self) -> bool:
        """Whether one minute was named."""
        return self.starts == self.ends

    @property
    def hours_known(self) -> bool:
        """Whether a time of day was said, and not only days."""
        return self.exact or self.daily is not None

    def holds(self, at: datetime) -> bool:
        """Whether something that begins at ``at`` (aware) was asked for."""
        if not (self.starts <= at < self.ends or at == self.starts):
            return False
        if self.daily is None:
            return True
        opens, closes = self.daily
        return opens <= local(at).time() and (closes == _MIDNIGHT or local(at).time() < closes)

    def ending_at(self, closes: time) -> "Window":
        """Return it without the hours after ``closes`` when it would last until midnight ("after ten")."""
        if self.daily is None or self.daily[1] != _MIDNIGHT or self.daily[0] >= closes:
            return self
        last = local(self.ends - timedelta(minutes=1))
        return replace(self, ends=datetime.combine(last, closes, SHANGHAI), daily=(self.daily[0], closes))

    def stored(self) -> str:
        """Return it as a form keeps it: ``2026-12-02T14:00/2026-12-02T18:00/14:00-18:00``, Shanghai's time."""
        ends = f"{local(self.starts):%Y-%m-%dT%H:%M}/{local(self.ends):%Y-%m-%dT%H:%M}"
        return ends if self.daily is None else f"{ends}/{self.daily[0]:%H:%M}-{self.daily[1]:%H:%M}"


def read_window(stored: str) -> Window:
    """Return the window that :meth:`Window.stored` wrote. Raises ValueError."""
    starts, ends, *daily = stored.split("/")
    hours = [time.fromisoformat(each) for each in daily[0].split("-")] if daily else None
    return Window(
        starts=datetime.fromisoformat(starts).replace(tzinfo=SHANGHAI),
        ends=datetime.fromisoformat(ends).replace(tzinfo=SHANGHAI),
        daily=(hours[0], hours[1]) if hours else None,
    )
