"""Polling: what was not committed comes again, and nothing but a refused account stops it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from bot.channels.telegram import TelegramChannel, build
from bot.channels.telegram_polling import Poller
from bot.core.clock import SystemClock
from bot.core.errors import Retry, SendError
from bot.core.messages import Inbound
from tests.support.bot_api import BotApiServer
from tests.support.telegram_user import TelegramUser

SOON = timedelta(milliseconds=10)


@pytest.fixture(params=[False, True], ids=["full server", "minimal server"])
async def api(request: pytest.FixtureRequest) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(poll_seconds=0.3, null_results=request.param) as server:
        yield server


@pytest.fixture
async def channel(api: BotApiServer) -> AsyncIterator[TelegramChannel]:
    made = build(token=api.token, api_base=api.api_base, file_base=api.file_base, secret=None, clock=SystemClock())
    yield made
    await made.close()


class Inbox:
    """What was accepted, in order; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.texts: list[str] = []
        self.failures = failures

    async def accept(self, inbounds: list[Inbound]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        self.texts += [inbound.text for inbound in inbounds]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def polling(channel: TelegramChannel, inbox: Inbox, during: Callable[[], Awaitable[None]]) -> None:
    """Runs a poller ``during`` something, then cancels it."""
    task = asyncio.create_task(Poller(channel, first_wait=SOON).run(inbox.accept))
    try:
        await during()
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_what_is_said_is_accepted_once_and_in_order(api: BotApiServer, channel: TelegramChannel) -> None:
    inbox, worker = Inbox(), TelegramUser(api)

    async def during() -> None:
        for number in range(5):
            await worker.says(f"第{number}句")
            await asyncio.sleep(0.02)
        await until(lambda: len(inbox.texts) == 5 and not api.updates)

    await polling(channel, inbox, during)
    assert inbox.texts == [f"第{number}句" for number in range(5)]


async def test_what_was_not_committed_comes_again(api: BotApiServer, channel: TelegramChannel) -> None:
    inbox, worker = Inbox(failures=2), TelegramUser(api)

    async def during() -> None:
        await worker.says("我被欠薪了")
        await until(lambda: bool(inbox.texts) and not api.updates)

    await polling(channel, inbox, during)
    assert inbox.texts == ["我被欠薪了"]


async def test_the_offset_waits_for_the_commit(api: BotApiServer, channel: TelegramChannel) -> None:
    started = asyncio.Event()

    async def never(inbounds: list[Inbound]) -> None:
        started.set()
        await asyncio.Event().wait()

    await TelegramUser(api).says("我被欠薪了")
    task = asyncio.create_task(Poller(channel).run(never))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [call.payload["offset"] for call in api.calls_of("getUpdates")] == [0]
    assert len(api.updates) == 1


async def test_errors_of_the_platform_are_survived(api: BotApiServer, channel: TelegramChannel) -> None:
    api.fail_next("getUpdates", 502, times=2)
    api.fail_next("getUpdates", 200, b"{")
    api.drop_next("getUpdates")
    inbox, worker = Inbox(), TelegramUser(api)
    await worker.says("我被欠薪了")
    await polling(channel, inbox, lambda: until(lambda: inbox.texts == ["我被欠薪了"]))


async def test_an_update_that_cannot_be_read_holds_nobody_up(api: BotApiServer, channel: TelegramChannel) -> None:
    inbox, worker = Inbox(), TelegramUser(api)
    api.push({"update_id": next(api.update_ids), "message": {"text": "broken"}})
    await worker.says("我被欠薪了")
    await polling(channel, inbox, lambda: until(lambda: inbox.texts == ["我被欠薪了"] and not api.updates))


@pytest.mark.parametrize(("status", "code"), [(409, "conflict"), (401, "unauthorized"), (404, "not_found")], ids=str)
async def test_a_refused_account_halts(api: BotApiServer, channel: TelegramChannel, status: int, code: str) -> None:
    api.fail_next("getUpdates", status, "Conflict: can't use getUpdates method while webhook is active")
    with pytest.raises(SendError) as failed:
        await asyncio.wait_for(Poller(channel).run(Inbox().accept), 2)
    assert (failed.value.code, failed.value.retry) == (code, Retry.HALT)
    assert [call.method for call in api.calls] == ["getUpdates"]
