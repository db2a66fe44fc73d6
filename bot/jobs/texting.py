"""Sends texts to phones: ``sending`` is committed before the provider hears of one, and what perhaps left is never
sent again.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.core import metrics
from bot.core.clock import Clock
from bot.core.errors import Retry, SendError
from bot.core.ids import new_id
from bot.core.sms import Sms, SmsProvider
from bot.domain.legs import SmsState
from bot.services import legs, sms_halts
from bot.services.house import House
from bot.store import leases, text_messages
from bot.store.database import Database
from bot.store.text_messages import Taken
from bot.store.unit_of_work import UnitOfWork

log = structlog.get_logger()

EVERY = timedelta(seconds=1)
MOST_TRIES = 6
_LEASE = "texts"
_LEASE_LIVES = timedelta(minutes=2)  # longer than one look with every answer late
_HALT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(minutes=30)
_STALE = timedelta(days=1)  # a notice that comes later than that only puzzles


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How the sending of one text ended."""

    taken: Taken
    vendor_id: str = ""
    error: SendError | None = None


class TextingJob:
    """Looks every second and hands over at most ``per_second`` texts: that is the provider's pace."""

    def __init__(
        self, database: Database, house: House, provider: SmsProvider, clock: Clock, *, per_second: int
    ) -> None:
        self._database, self._house, self._provider, self._clock = database, house, provider, clock
        self._most = per_second
        self._holder = new_id()
        self._has_lease = False
        self._halted_until = clock.now()
        self._ended: list[Ended] = []
        self._at_work = asyncio.Lock()

    async def run(self) -> None:
        """One look; an idle one does not take the writer. After an Unavailable nothing is lost or sent twice."""
        async with self._at_work:
            await self._record()  # what the database could not take the last time
            if self._clock.now() < self._halted_until:
                return
            if self._has_lease and not await self._database.read(text_messages.any_due):
                return
            opened = await self._database.run(self._take)
            self._ended += await asyncio.gather(*(self._send(taken, sms) for taken, sms in opened))
            await self._record()

    async def stop(self) -> None:
        """Lets what is under way end, gives the lease back and lets connections go."""
        async with self._at_work:
            await self._provider.close()
            await self._database.run(lambda uow: leases.release_lease(uow, _LEASE, self._holder))

    async def _record(self) -> None:
        if self._ended:
            ended = self._ended
            await self._database.run(lambda uow: self._settle(uow, ended))
            self._ended = []

    def _take(self, uow: UnitOfWork) -> list[tuple[Taken, Sms]]:
        """Commits ``sending``; what may not be sent any more is called off here."""
        held = leases.hold_lease(uow, _LEASE, self._holder, _LEASE_LIVES)
        if held and not self._has_lease:
            for broadcast_id in text_messages.settle_interrupted(uow):
                legs.when_texts_are_done(uow, self._house, broadcast_id)
        self._has_lease = held
        if not held:
            return []
        opened = []
        for taken in text_messages.claim(uow, self._most):
            sms = legs.open_text(uow, self._house, taken)
            opens = legs.next_hour(uow, self._house, taken.broadcast_id)
            if sms is None:
                self._end(uow, taken, SmsState.CANCELLED)
            elif uow.now - taken.created_at > _STALE:
                self._end(uow, taken, SmsState.FAILED, error="too_late")
            elif opens > uow.now:
                text_messages.put_back(uow, taken.id, opens - uow.now, error="hours", counts=False)
            else:
                opened.append((taken, sms))
        return opened

    async def _send(self, taken: Taken, sms: Sms) -> Ended:
        try:
            return Ended(taken=taken, vendor_id=await self._provider.send(sms))
        except SendError as error:
            return Ended(taken=taken, error=error)
        except Exception as error:
            log.exception("text_failed", id=taken.id, error=type(error).__name__)
            return Ended(taken=taken, error=SendError(code="our_bug", retry=Retry.UNCERTAIN))

    def _settle(self, uow: UnitOfWork, ended: list[Ended]) -> None:
        for each in ended:
            error = each.error
            metrics.SENDS.labels("sms", error.code if error else "sent").inc()
            if error is None or error.retry is Retry.DONE:
                self._end(uow, each.taken, SmsState.SENT, vendor_id=each.vendor_id)
            elif error.retry is Retry.UNCERTAIN:
                self._end(uow, each.taken, SmsState.UNCERTAIN, error=error.code)
            elif error.retry is Retry.HALT:
                text_messages.put_back(uow, each.taken.id, _HALT, error=error.code, counts=False)
            elif error.retry is Retry.LATER and (error.free or each.taken.tries < MOST_TRIES):
                wait = error.after or min(timedelta(seconds=2**each.taken.tries), _LONGEST_WAIT)
                text_messages.put_back(uow, each.taken.id, wait, error=error.code, counts=not error.free)
            else:
                self._end(uow, each.taken, SmsState.FAILED, error=error.code)
        self._heed(uow, ended)

    def _heed(self, uow: UnitOfWork, ended: list[Ended]) -> None:
        """Where the provider refuses us and not a text, nothing is lost, and somebody has to look."""
        if any(each.error is None or each.error.retry is Retry.DONE for each in ended):
            sms_halts.goes_on(uow, self._house)
        halts = [each.error.code for each in ended if each.error is not None and each.error.retry is Retry.HALT]
        metrics.CHANNEL_HALTED.labels("sms").set(bool(halts))
        if halts:
            self._halted_until = uow.now + _HALT
            sms_halts.stands_still(uow, self._house, halts[-1])
            log.error("texting_halted", code=halts[-1], mend="check the provider's key, balance and contract")

    def _end(
        self, uow: UnitOfWork, taken: Taken, state: SmsState, *, vendor_id: str = "", error: str | None = None
    ) -> None:
        text_messages.settle(uow, taken.id, state, vendor_id=vendor_id, error=error)
        legs.when_texts_are_done(uow, self._house, taken.broadcast_id)
