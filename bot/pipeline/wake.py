"""A bell between those who queue messages and those who send or show them."""

import asyncio


class Wake:
    """A bell that many may ring, also from other threads, and many sleepers hear."""

    def __init__(self) -> None:
        self._sleepers: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def set(self) -> None:
        """Rings."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring)

    def sleeper(self) -> asyncio.Event:
        """An event that every ring sets; its owner clears it. Must be called on the loop."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._sleepers.add(event)
        return event

    def forget(self, event: asyncio.Event) -> None:
        """The sleeper has gone."""
        self._sleepers.discard(event)

    def _ring(self) -> None:
        for event in self._sleepers:
            event.set()
