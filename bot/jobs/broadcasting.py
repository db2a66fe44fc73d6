"""Keeps broadcasts going: lists recipients, and fills the outbox a few seconds ahead. All it knows is in rows.

Every slice is a transaction of its own and as short as a turn, so that workers' messages get between any two.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from time import perf_counter

from bot.core.ids import new_id
from bot.domain.broadcasts import BroadcastStatus
from bot.services.broadcast_sending import list_some, refill, take_back_dropped, wants_work
from bot.services.house import House
from bot.store import broadcasts, leases
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork

_LEASE, _LEASE_LIVES = "broadcasting", timedelta(seconds=30)
_SMALLEST_SLICE, _LARGEST_SLICE = 250, 4_000  # people: a smaller one costs as much as its own beginning and end
_SLICE_SECONDS = 0.025  # what a slice should take with its commit; the promise is 0.05, and machines are busy at times
_GROWS = 1.5  # at most so many times as large as the last one: one that was quick by luck says little
_LETTERS = 25  # in one transaction: some milliseconds


class Broadcasting:
    """Looks after every broadcast that is being sent. ``rates``: messages a second of each channel by name."""

    def __init__(
        self, database: Database, house: House, rates: Mapping[str, float], on_letters: Callable[[], None]
    ) -> None:
        self._database, self._house, self._rates, self._on_letters = database, house, rates, on_letters
        self._holder = new_id()
        self._slice = _SMALLEST_SLICE

    async def run(self) -> None:
        """One look; an idle one does not take the writer. Of several replicas one does the work."""
        for broadcast_id in await self._database.read(self._waiting_for_us):
            if not await self._database.run(partial(self._begin, broadcast_id)):
                return
            while await self._database.run(partial(self.list_next, broadcast_id)):
                pass
            while await self._database.run(partial(self._refill, broadcast_id)):
                pass

    def _waiting_for_us(self, uow: UnitOfWork) -> list[str]:
        going = broadcasts.ids_in(uow, BroadcastStatus.SENDING)
        return [each for each in going if wants_work(uow, self._house, each, self._rates)]

    def _begin(self, broadcast_id: str, uow: UnitOfWork) -> bool:
        if not leases.hold_lease(uow, _LEASE, self._holder, _LEASE_LIVES):
            return False
        take_back_dropped(uow, broadcast_id)
        return True

    def list_next(self, broadcast_id: str, uow: UnitOfWork) -> bool:
        """One slice; the next is as large as this one's time, until it was on the disk, allows."""
        uow.after_commit(partial(self._measure, perf_counter()))
        return list_some(uow, self._house, broadcast_id, self._slice)

    def _measure(self, began: float) -> None:
        change = min(_SLICE_SECONDS / (perf_counter() - began), _GROWS)
        self._slice = min(max(_SMALLEST_SLICE, int(self._slice * change)), _LARGEST_SLICE)

    def _refill(self, broadcast_id: str, uow: UnitOfWork) -> bool:
        more = refill(uow, self._house, broadcast_id, self._rates, _LETTERS)
        if uow.letters_ready:
            uow.after_commit(self._on_letters)
        return more
