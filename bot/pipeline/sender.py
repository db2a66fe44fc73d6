"""Sends what the outbox holds: claims by priority, throttles, sends, and records how it ended.

A row is committed as ``sending`` before the platform hears of it, and what became of it is recorded with the next
claim in one transaction. Errors carry their policy; only this file acts on it.

It works at several *places*. A place sends by itself, one message at a time: from its commit as ``sending`` until its
end is recorded nothing else is under way there. So a process that is killed leaves no more messages in doubt than
places were at work, and of reminders and notices to many, which get half of the places, no more than that half.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.core import metrics
from bot.core.channel import Channel, Menu
from bot.core.errors import GongyiError, Retry, SendError, Unavailable
from bot.core.ids import new_id
from bot.core.messages import Delivered
from bot.pipeline.settling import HALT_WAIT, Settler
from bot.pipeline.throttle import Throttle
from bot.pipeline.uploads import Uploads
from bot.pipeline.wake import Wake
from bot.store import claims, endings, leases
from bot.store.claims import Claimed
from bot.store.database import Database
from bot.store.files import FileStore
from bot.store.handles import keep_handle
from bot.store.outbox import Status
from bot.store.unit_of_work import UnitOfWork

log = structlog.get_logger()

IDLE_WAIT = 1.0  # seconds between looks when nobody rings: a retry or a scheduled message may have become due
_GATHERED = 0.1  # seconds: bulk messages that end within them are recorded in one commit, and the next are claimed
LEASE_LIVES = timedelta(seconds=15)
_LONGEST_HOLD = timedelta(hours=1)  # a longer wait is absurd, and the committee hears of it
_LEASE_RENEWED = 5.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How one send ended: what the platform said, or the error with its policy."""

    claimed: Claimed
    delivered: Delivered = field(default_factory=Delivered)
    error: SendError | None = None


class Sender:
    """The one process's sending for a channel account, at ``concurrency`` places. ``sent`` rings after messages were
    recorded (open web chats listen).
    """

    def __init__(
        self,
        database: Database,
        channel: Channel,
        files: FileStore,
        settler: Settler,
        *,
        concurrency: int,
        wake: Wake,
        sent: Wake,
    ) -> None:
        self._database, self._channel, self._settler = database, channel, settler
        self._uploads = Uploads(channel, files)
        self._concurrency, self._wake, self._sent = concurrency, wake, sent
        self._throttle = Throttle(channel.caps)
        self._results: list[Sent] = []
        self._sending: set[asyncio.Task[None]] = set()
        # Half of the places are never taken by bulk: an answer finds one free.
        self._bulk_places = max(1, concurrency // 2)
        self._bulk_under_way = 0  # claimed and not recorded yet
        self._bulk_waits = False
        self._ring_at = 0.0
        self._holder = new_id()
        self._renew_at = 0.0
        self._has_lease = False
        self._halted_until = 0.0
        self._stopping = False
        self._at_work = asyncio.Lock()

    async def run(self) -> None:
        """Until cancelled or stopped."""
        bell = self._wake.sleeper()
        self._bell = bell
        while not self._stopping:
            bell.clear()
            async with self._at_work:
                busy = await self._try_step()
            if not busy:
                await _either(bell, self._patience())

    async def _try_step(self) -> bool:
        try:
            return await self._step()
        except Unavailable as error:
            log.warning("sender_waits_for_database", channel=self._channel.name, cause=str(error))
        except Exception as error:  # a bug of ours must not silence a channel for good
            log.exception("sender_failed", channel=self._channel.name, error=type(error).__name__)
        return False

    async def stop(self) -> None:
        """Lets what is under way end, records it, and gives the lease back."""
        self._stopping = True
        self._bell.set()
        # A claim may be in the database's hands right now; what it takes is under way too.
        async with self._at_work:
            if self._sending:
                await asyncio.wait(self._sending, timeout=10)
            results, self._results = self._results, []
            await self._database.run(lambda uow: self._close(uow, results))

    def _close(self, uow: UnitOfWork, results: list[Sent]) -> None:
        self._record(uow, results)
        leases.release_lease(uow, self._lease, self._holder)

    @property
    def _lease(self) -> str:
        return f"sender:{self._channel.name}:{self._channel.account}"

    async def _step(self) -> bool:
        """Records what ended, claims what is next; True when there is reason to look again at once."""
        results, self._results = self._results, []
        now = asyncio.get_running_loop().time()
        renew = now >= self._renew_at
        room = 0 if now < self._halted_until else self._concurrency - len(self._sending)
        bulk = min(self._bulk_room(results), room)
        try:
            claimed = await self._database.run(lambda uow: self._transact(uow, results, room, bulk, renew))
        except Exception:
            self._results = results + self._results
            raise
        if renew:
            self._renew_at = now + _LEASE_RENEWED
        if results:
            self._sent.set()
        self._count_bulk(results, claimed, bulk)
        for item in claimed:
            task = asyncio.get_running_loop().create_task(self._send(item))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return len(claimed) == room > 0

    def _transact(self, uow: UnitOfWork, results: list[Sent], room: int, bulk: int, renew: bool) -> list[Claimed]:
        self._record(uow, results)
        if renew:
            self._take_lease(uow)
            claims.expire(uow, self._channel.name, self._channel.account)
        if not self._has_lease or room <= 0:
            return []
        return claims.claim(uow, self._channel.name, self._channel.account, room, bulk)

    def _bulk_room(self, results: list[Sent]) -> int:
        """How many bulk messages may be claimed by whoever records ``results``."""
        under_way = self._bulk_under_way - sum(_is_bulk(result.claimed) for result in results)
        return min(self._bulk_places - under_way, self._throttle.bulk_room())

    def _count_bulk(self, results: list[Sent], claimed: list[Claimed], bulk: int) -> None:
        taken = sum(_is_bulk(item) for item in claimed)
        self._throttle.take_bulk(taken)
        self._bulk_under_way += taken - sum(_is_bulk(result.claimed) for result in results)
        if bulk > 0:
            self._bulk_waits = taken == bulk

    def _patience(self) -> float:
        """Seconds until there is something to do, if nobody rings before."""
        if self._bulk_waits and self._bulk_under_way < self._bulk_places:
            return min(max(self._throttle.bulk_wait(), _GATHERED), IDLE_WAIT)
        return IDLE_WAIT

    def _take_lease(self, uow: UnitOfWork) -> None:
        held = leases.hold_lease(uow, self._lease, self._holder, LEASE_LIVES)
        if held and not self._has_lease:
            # Whoever held it before may have died between the platform's yes and our record of it.
            for claimed in claims.interrupted(uow, self._channel.name, self._channel.account):
                self._settler.interrupted(uow, claimed)
        self._has_lease = held

    def _record(self, uow: UnitOfWork, results: list[Sent]) -> None:
        for result in results:
            try:
                with uow.message():
                    self._settle(uow, result)
            except (GongyiError, LookupError, ValueError, TypeError, AttributeError) as error:
                # What one end means may break the code; the others are recorded, and its address does not wait.
                log.exception("not_settled", id=result.claimed.id, error=type(error).__name__)
                endings.settle(uow, result.claimed.id, Status.DEAD, error="our_bug")

    def _settle(self, uow: UnitOfWork, result: Sent) -> None:
        claimed, file, handle = result.claimed, result.claimed.file, result.delivered.handle
        if result.error is not None:
            self._settler.failed(uow, claimed, result.error)
            return
        self._settler.arrived(uow, claimed, result.delivered.message_id)
        if file is not None and handle is not None and handle != file.handle:
            keep_handle(uow, file.attachment_id, claimed.id, claimed.out.to, handle)

    async def _send(self, claimed: Claimed) -> None:
        try:
            await self._throttle.wait(claimed.out.to.user)
            result = Sent(claimed=claimed, delivered=await self._say(claimed))
        except SendError as error:
            result = Sent(claimed=claimed, error=error)
            self._obey(claimed, error)
        except Exception as error:
            log.exception("send_failed", channel=self._channel.name, id=claimed.id, error=type(error).__name__)
            result = Sent(claimed=claimed, error=SendError(code="our_bug", retry=Retry.NO))
        metrics.SENDS.labels(self._channel.name, result.error.code if result.error else "sent").inc()
        self._results.append(result)
        self._ring(claimed)

    def _ring(self, claimed: Claimed) -> None:
        """Has the result recorded: at once, or where nobody waits for it together with others that end soon."""
        loop = asyncio.get_running_loop()
        if not _is_bulk(claimed) or self._bulk_under_way >= self._bulk_places:
            self._bell.set()
        elif self._ring_at <= loop.time():
            self._ring_at = loop.time() + _GATHERED
            loop.call_later(_GATHERED, self._bell.set)

    async def _say(self, claimed: Claimed) -> Delivered:
        out = claimed.out
        if not out.menu:
            return await self._uploads.send(claimed)
        await self._channel.set_menu(out.to.user, Menu(commands=out.menu))
        return Delivered()

    def _obey(self, claimed: Claimed, error: SendError) -> None:
        if error.retry is Retry.HALT:
            self._halted_until = asyncio.get_running_loop().time() + HALT_WAIT.total_seconds()
            log.error(
                "channel_halted",
                channel=self._channel.name,
                code=error.code,
                mend="check the channel's token and that nobody else uses it; sending goes on by itself",
            )
        elif error.free and error.after is not None:
            if _is_bulk(claimed):  # answers are not held for it: they hear for themselves whether it is for them, too
                self._throttle.slow_down(min(error.after, _LONGEST_HOLD).total_seconds())
            elif error.after > timedelta(seconds=30):
                self._throttle.hold(min(error.after.total_seconds(), 300.0))
        metrics.CHANNEL_HALTED.labels(self._channel.name).set(error.retry is Retry.HALT)


def _is_bulk(claimed: Claimed) -> bool:
    return claimed.out.purpose >= claims.BULK


async def _either(bell: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return
