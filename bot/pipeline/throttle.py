"""How fast a channel account may be used: a bucket for bulk, and one for each person.

Answers, pages and staff messages are not held by the bulk bucket (they are few, and a worker waits for them); if the
platform says 429 all the same, its ``retry_after`` is obeyed for the person, and for everybody when several hear it.
"""

import asyncio
from collections.abc import Callable
from time import monotonic

from bot.core.messages import Capabilities, Purpose

_BURST = 3.0  # short bursts to one person are tolerated (telegram.org: about one a second)
_KEPT = 10_000  # people whose buckets are remembered


class Throttle:
    """Waits until a message may go."""

    def __init__(self, caps: Capabilities, now: Callable[[], float] = monotonic) -> None:
        self._bulk = _Bucket(caps.messages_per_second, max(1.0, caps.messages_per_second / 5), now)
        self._per_user = caps.messages_per_second_per_user
        self._people: dict[str, _Bucket] = {}
        self._now = now
        self._held_until = 0.0

    async def wait(self, user: str, purpose: Purpose) -> None:
        """Returns when a message of this purpose may go to this user."""
        if purpose >= Purpose.REMINDER:
            await asyncio.sleep(self._bulk.take())
        person = self._people.pop(user, None) or _Bucket(self._per_user, _BURST, self._now)
        self._people[user] = person
        if len(self._people) > _KEPT:
            self._people.pop(next(iter(self._people)))
        await asyncio.sleep(max(person.take(), self._held_until - self._now(), 0.0))

    def hold(self, seconds: float) -> None:
        """Nothing goes to anybody for this long: the platform has asked several at once."""
        self._held_until = max(self._held_until, self._now() + seconds)


class _Bucket:
    """A token bucket that may go into debt: the debt is the time to wait."""

    def __init__(self, rate: float, burst: float, now: Callable[[], float]) -> None:
        self._rate, self._burst, self._now = rate, burst, now
        self._tokens, self._at = burst, now()

    def take(self) -> float:
        """Takes one token; returns how many seconds to wait for it."""
        at = self._now()
        self._tokens = min(self._burst, self._tokens + (at - self._at) * self._rate) - 1.0
        self._at = at
        return 0.0 if self._tokens >= 0 else -self._tokens / self._rate
