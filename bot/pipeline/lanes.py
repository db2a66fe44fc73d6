"""Lanes keep the order of one person's messages and gather waiting ones into one transaction.

SQLite has one lane: whatever waits when the writer comes back goes into its next commit (group commit, one fsync for
many). PostgreSQL has a lane for each address, several at work at a time: a transaction carries one address only,
under an advisory lock, so that replicas never work on the same person at once and no batch locks across people.

A message whose turn needs a long look at the database (an officer counts heads) is set aside with all that its sender
says meanwhile, until a reader has looked; nobody else waits for it.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import replace

import structlog

from bot.core import metrics
from bot.core.clock import Clock
from bot.core.errors import DatabaseDown, Unavailable
from bot.core.messages import Inbound, Outbound
from bot.pipeline.poison import Quarantine
from bot.pipeline.turn import Delivery, Outcome, Turn
from bot.pipeline.wake import Wake
from bot.store.database import Database
from bot.store.inbox import inbox_key
from bot.store.unit_of_work import LookFirst, UnitOfWork

log = structlog.get_logger()

Waiting = tuple[Delivery, "asyncio.Future[Outbound | None]"]


class Lanes:
    """Takes messages in and answers when everything they caused is committed. ``most`` bounds a batch."""

    def __init__(
        self,
        database: Database,
        turn: Turn,
        quarantine: Quarantine,
        clock: Clock,
        *,
        most: int,
        workers: int,
        on_letters: Wake,
    ) -> None:
        self._database, self._turn, self._quarantine, self._clock = database, turn, quarantine, clock
        self._most, self._workers, self._on_letters = most, 1 if database.is_sqlite else workers, on_letters
        self._lanes: dict[str, deque[Waiting]] = {}
        self._ready: deque[str] = deque()
        self._in_flight: dict[str, asyncio.Future[Outbound | None]] = {}
        self._aside: dict[str, list[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._working = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def accept(self, inbounds: Sequence[Inbound]) -> Outbound | None:
        """Handles messages; returns the reply for the response's body. Raises :class:`Unavailable`: no 200 then."""
        if len(inbounds) == 1:  # nearly always
            return await self._accept(inbounds[0])
        replies = await asyncio.gather(*(self._accept(inbound) for inbound in inbounds))
        return next((reply for reply in replies if reply is not None), None)

    async def drain(self) -> None:
        """Waits until everything that was taken in is committed."""
        await self._idle.wait()

    async def _accept(self, inbound: Inbound) -> Outbound | None:
        key = inbox_key(self._database.vault, inbound)
        if (first := self._in_flight.get(key)) is not None:
            # The same message again while the first is at work: it is safe only once the first one is.
            await asyncio.wait((first,))
            if first.cancelled() or first.exception() is not None:
                raise Unavailable("first_failed")
            return None
        future: asyncio.Future[Outbound | None] = asyncio.get_running_loop().create_future()
        self._in_flight[key] = future
        self._put(Delivery(inbound=inbound, key=key, arrived_at=self._clock.now(), seen_beside={}), future)
        return await future

    def _put(self, delivery: Delivery, future: "asyncio.Future[Outbound | None]") -> None:
        name = "" if self._database.is_sqlite else delivery.inbound.address.key
        if name not in self._lanes:
            # A lane that exists is waiting or being served: whoever serves it will find the message.
            self._lanes[name] = deque()
            self._ready.append(name)
        self._lanes[name].append((delivery, future))
        self._idle.clear()
        if self._working < self._workers and self._ready:
            self._working += 1
            self._start(self._work())

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self) -> None:
        try:
            # Let the requests that arrived in the same instant join the batch.
            await asyncio.sleep(0)
            while self._ready:
                name = self._ready.popleft()
                await self._serve(name)
        finally:
            self._working -= 1
            self._rest()

    def _rest(self) -> None:
        if self._working == 0 and not self._ready and not self._aside:
            self._idle.set()

    async def _serve(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            batch = self._next_of(lane)
            if not batch:
                continue
            try:
                await self._commit(batch)
            except Exception as error:  # a bug here must not leave people waiting, nor stop the lane
                log.exception("lane_failed", error=type(error).__name__)
                for delivery, future in batch:
                    self._fail(delivery.key, future, Unavailable("lane_failed"))
        del self._lanes[name]

    def _next_of(self, lane: deque[Waiting]) -> list[Waiting]:
        """The next batch, without those who wait behind an earlier message of theirs."""
        taken = [lane.popleft() for _ in range(min(len(lane), self._most))]
        return [item for item in taken if not self._waits(item)]

    def _waits(self, item: Waiting) -> bool:
        behind = self._aside.get(item[0].inbound.address.key)
        if behind is not None:
            behind.append(item)
        return behind is not None

    async def _commit(self, batch: list[Waiting]) -> None:
        deliveries = [delivery for delivery, _ in batch]
        with metrics.TURN_TIME.time():
            try:
                outcomes = await self._database.run(lambda uow: self._run(uow, deliveries))
            except DatabaseDown as error:
                metrics.TURNS.labels("unavailable").inc(len(batch))
                log.warning("turns_unavailable", size=len(batch), cause=str(error))
                for delivery, future in batch:
                    self._fail(delivery.key, future, error)
                return
            except Exception as error:
                log.warning("batch_failed", size=len(batch), error=type(error).__name__)
                for item in batch:
                    if not self._waits(item):
                        await self._alone(item)
                return
        for item, outcome in zip(batch, outcomes, strict=True):
            self._end(item, outcome)

    async def _alone(self, item: Waiting) -> None:
        """Replays one message by itself, so that one bad message cannot take others with it."""
        delivery, future = item
        try:
            outcomes = await self._database.run(lambda uow: self._run(uow, [delivery]))
        except Unavailable as error:
            metrics.TURNS.labels("unavailable").inc()
            log.warning("turn_unavailable", error=type(error).__name__, cause=str(error))
            self._fail(delivery.key, future, error)
        except Exception as error:
            metrics.TURNS.labels("failed").inc()
            log.exception("turn_failed", error=type(error).__name__)
            await self._count(delivery, error, future)
        else:
            self._end(item, outcomes[0])

    def _end(self, item: Waiting, outcome: Outcome) -> None:
        delivery, future = item
        if not isinstance(outcome, LookFirst):
            metrics.TURNS.labels("done").inc()
            self._resolve(delivery.key, future, outcome)
        elif not self._waits(item):
            self._aside[delivery.inbound.address.key] = [item]
            self._start(self._look(delivery, outcome))

    async def _look(self, delivery: Delivery, first: LookFirst) -> None:
        """Looks beside the writers, and has the turn begin again with what was seen."""
        seen = dict(delivery.seen_beside or {})
        try:
            seen[first.key] = await self._database.read(first.look)
        except Exception as error:
            log.warning("look_failed", error=type(error).__name__)
            again = replace(delivery, seen_beside=None)  # on the spot, where errors are dealt with as everywhere
        else:
            again = replace(delivery, seen_beside=seen)
        (_, future), *behind = self._aside.pop(delivery.inbound.address.key)
        for item in ((again, future), *behind):
            self._put(*item)

    async def _count(self, delivery: Delivery, error: Exception, future: "asyncio.Future[Outbound | None]") -> None:
        try:
            aside = await self._database.run(lambda uow: self._quarantine.count(uow, delivery, error))
        except Exception as second:
            self._fail(delivery.key, future, Unavailable(type(second).__name__))
            return
        if aside:
            self._on_letters.set()
            self._resolve(delivery.key, future, None)
        else:
            self._fail(delivery.key, future, Unavailable("turn_failed"))

    def _run(self, uow: UnitOfWork, deliveries: list[Delivery]) -> list[Outcome]:
        waited = uow.lock_address(deliveries[0].inbound.address.key) if uow.dialect == "postgresql" else False
        if waited:
            deliveries = [replace(d, waited=True) for d in deliveries]
        outcomes = self._turn.run(uow, deliveries)
        if uow.letters_ready:
            uow.after_commit(self._on_letters.set)
        return outcomes

    def _resolve(self, key: str, future: "asyncio.Future[Outbound | None]", reply: Outbound | None) -> None:
        self._in_flight.pop(key, None)
        if not future.done():
            future.set_result(reply)

    def _fail(self, key: str, future: "asyncio.Future[Outbound | None]", error: Exception) -> None:
        self._in_flight.pop(key, None)
        if not future.done():
            future.set_exception(error)
            future.exception()  # a caller that has gone away does not make it an unheard error
