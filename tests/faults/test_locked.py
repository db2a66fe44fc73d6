"""A database that is locked for longer than anybody waits: no 200, no half case; the retry makes exactly one."""

import asyncio
import sqlite3
import time
from pathlib import Path

from tests.e2e.journey import NUMBER, STORY, answer_to, does
from tests.support.bot_api import BotApiServer
from tests.support.service import Service
from tests.support.telegram_user import TelegramUser

WAITING = 20


async def test_locked_for_longer_than_the_busy_timeout(tmp_path: Path) -> None:
    async with BotApiServer() as api, Service(tmp_path, api) as service:
        worker = service.user(api, 10_001)
        await _at_the_review(worker)
        others = [service.user(api, 30_000 + place) for place in range(WAITING)]
        lock = sqlite3.connect(tmp_path / "gongyi.db", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        refused = await asyncio.gather(worker.taps("确认提交"), *(other.says(STORY) for other in others))
        took = time.monotonic() - began
        lock.execute("ROLLBACK")
        assert {delivery.status for delivery in refused} == {503}
        assert service.count("cases") == 0
        assert service.count("poison") == 0
        # The writers wait one after the other, five seconds each; Telegram itself waits for a minute.
        assert took < 40, took
        again = await asyncio.gather(worker.redeliver(1), *(other.redeliver(1) for other in others))
        assert {deliveries[0].status for deliveries in again} == {200}
        receipt = await worker.sees("已受理")
        kept = service.rows("SELECT number FROM cases")
        assert kept == [(NUMBER.search(receipt.text)[0].replace("-", ""),)]  # type: ignore[index]
        assert [len(other.shown) for other in others] == [1] * WAITING


async def _at_the_review(worker: TelegramUser) -> None:
    await worker.says(STORY)
    while "看看对不对" not in (await worker.sees("")).text:
        await does(worker, answer_to(worker.last, {}))
