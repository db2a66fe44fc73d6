"""How fast a channel account may be used: a bucket for bulk, and one for each person.

Answers, pages and staff messages are not held by the bulk bucket (they are few, and a worker waits for them). Bulk is
taken from the outbox no faster than its bucket allows, so that it never stands in the way of an answer. If the platform
says 429 all the same, its ``retry_after`` is obeyed: bulk stops for so long and comes back slowly.
"""

import asyncio
from collections.abc import Callable
from time import monotonic

from bot.core.messages import Capabilities

_BURST = 3.0  # short bursts to one person are tolerated (telegram.org: about one a second)
_KEPT = 10_000  # people whose buckets are remembered
_RESTART = 0.25  # the share of its pace with which bulk comes back after a 429
_DOUBLES = 15.0  # seconds in which that share doubles, until it is whole


class Throttle:
    """Says how much may go now, and waits until a message may go."""

    def __init__(self, caps: Capabilities, now: Callable[[], float] = monotonic) -> None:
        self._rate = caps.messages_per_second
        self._bulk = _Bucket(self._rate, max(1.0, self._rate / 5), now)
        self._per_user = caps.messages_per_second_per_user
        self._people: dict[str, _Bucket] = {}
        self._now = now
        self._held_until = 0.0
        self._resumes_at: float | None = None

    def bulk_room(self) -> int:
        """How many bulk messages may go now."""
        share = self._share()
        if share == 0.0:
            self._bulk.empty()
            return 0
        self._bulk.rate = self._rate * share
        return int(self._bulk.filled())

    def take_bulk(self, messages: int) -> None:
        """So many go."""
        self._bulk.take(messages)

    def bulk_wait(self) -> float:
        """Seconds until the next bulk message may go."""
        if (left := (self._resumes_at or 0.0) - self._now()) > 0:
            return left
        self.bulk_room()
        return self._bulk.wait_for_one()

    async def wait(self, user: str) -> None:
        """Returns when a message may go to this user."""
        person = self._people.pop(user, None) or _Bucket(self._per_user, _BURST, self._now)
        self._people[user] = person
        if len(self._people) > _KEPT:
            self._people.pop(next(iter(self._people)))
        person.filled()
        person.take(1)
        await asyncio.sleep(max(person.debt(), self._held_until - self._now(), 0.0))

    def hold(self, seconds: float) -> None:
        """Nothing goes to anybody for this long."""
        self._held_until = max(self._held_until, self._now() + seconds)

    def slow_down(self, seconds: float) -> None:
        """No bulk goes for this long; then it begins slowly."""
        self._resumes_at = max(self._resumes_at or 0.0, self._now() + seconds)
        self._bulk.empty()

    def _share(self) -> float:
        """Which share of the bulk pace holds now."""
        if self._resumes_at is None:
            return 1.0
        passed = self._now() - self._resumes_at
        if passed < 0:
            return 0.0
        share: float = min(1.0, _RESTART * 2.0 ** (passed / _DOUBLES))
        if share == 1.0:
            self._resumes_at = None
        return share


class _Bucket:
    """A token bucket that may go into debt: the debt is the time to wait."""

    def __init__(self, rate: float, burst: float, now: Callable[[], float]) -> None:
        self.rate, self._burst, self._now = rate, burst, now
        self._tokens, self._at = burst, now()

    def filled(self) -> float:
        """The tokens that are there now."""
        at = self._now()
        self._tokens = min(self._burst, self._tokens + (at - self._at) * self.rate)
        self._at = at
        return self._tokens

    def take(self, tokens: float) -> None:
        """Takes tokens, also those that are not there yet."""
        self._tokens -= tokens

    def debt(self) -> float:
        """Seconds until what was taken is there."""
        return max(0.0, -self._tokens / self.rate)

    def wait_for_one(self) -> float:
        """Seconds until a whole token is there."""
        return max(0.0, (1.0 - self._tokens) / self.rate)

    def empty(self) -> None:
        """Pours out what was saved."""
        self._tokens, self._at = min(0.0, self._tokens), self._now()
