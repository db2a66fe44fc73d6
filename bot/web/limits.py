"""Token buckets: how often one visitor or one client address may knock."""

import ipaddress
from collections import OrderedDict

from starlette.requests import Request

from bot.core.clock import Clock


class TokenBuckets:
    """A bucket for each key: ``burst`` tokens at most, ``per_second`` come back.

    Only the ``most`` buckets used last are kept, so that memory is bounded.
    """

    def __init__(self, *, burst: float, per_second: float, clock: Clock, most: int = 50_000) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, cost: float = 1.0) -> float:
        """Takes ``cost`` tokens and returns 0.0, or takes nothing and returns the seconds to wait."""
        now = self._clock.now().timestamp()
        tokens, at = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + max(0.0, now - at) * self._per_second)
        allowed = tokens >= cost
        self._buckets[key] = (tokens - cost if allowed else tokens, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (cost - tokens) / self._per_second


def client_key(request: Request) -> str:
    """The client's address as one bucket; an IPv6 client owns a whole /64, so that counts as one."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
