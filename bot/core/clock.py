"""The one source of time: aware UTC inside, Asia/Shanghai for people.

Everything that needs the time takes a :class:`Clock`, so that a test (or a demo) can move it.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved: for tests and for replaying a case."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was last set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """Moves the clock to ``at`` (aware)."""
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Moves the clock forward."""
        self._at += by


def local(at: datetime) -> datetime:
    """``at`` as people in China read it."""
    return at.astimezone(SHANGHAI)


def local_date(at: datetime) -> date:
    """The calendar day of ``at`` in China."""
    return local(at).date()
