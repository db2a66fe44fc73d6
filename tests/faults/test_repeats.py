"""The same update fifty times at once: one case, one reply, each ladder level once; on SQLite and over two replicas."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.domain.people import Role
from tests.e2e.journey import STORY, finishes
from tests.faults.test_kills import SLA
from tests.support.bot_api import BotApiServer
from tests.support.bot_api_wire import Json
from tests.support.service import SECRET, Service, until
from tests.support.telegram_user import TelegramUser

TIMES = 50


@pytest.fixture(params=["sqlite", "postgresql"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[BotApiServer, list[Service]]]:
    """One service on SQLite, or two on one PostgreSQL database."""
    url = None
    if request.param == "postgresql":
        create: Callable[[], str] = request.getfixturevalue("fresh_database")
        url = create()
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApiServer())
        first = await stack.enter_async_context(Service(tmp_path, api, database_url=url, sla=SLA))
        services = [first]
        if url is not None:
            other = first.replica()
            await other.start()
            stack.callback(other.kill)
            services.append(other)
        yield api, services


class Flood(TelegramUser):
    """Somebody whose every update arrives ``TIMES`` times at once, over all replicas in turn."""

    hooks: list[str]

    async def does(self, kind: str, body: Json) -> object:  # type: ignore[override]
        self._seen = len(self.shown)
        self._update = {"update_id": next(self.api.update_ids), kind: body}
        self.answers = await asyncio.gather(*(self._post(place) for place in range(TIMES)))
        said = {body for status, body in self.answers if body}
        assert {status for status, _ in self.answers} == {200}
        assert len(said) <= 1, said
        for told in said:
            await self._carry_out(self._update["update_id"], _Delivered(told))
        return _Delivered(b"")

    async def _post(self, place: int) -> tuple[int, bytes]:
        hook = self.hooks[place % len(self.hooks)]
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self.api.http.post(hook, json=self._update, headers=headers) as response:
            return response.status, await response.read()


class _Delivered:
    status = 200

    def __init__(self, body: bytes) -> None:
        self.body = body


async def test_fifty_times_at_once(stage: tuple[BotApiServer, list[Service]]) -> None:
    api, services = stage
    service = services[0]
    liaison = await service.hires(api, Role.LIAISON, 71)
    member = await service.hires(api, Role.COMMITTEE, 74, grid=None)
    worker = Flood(api, service.hook, secret=SECRET, chat_id=10_001)
    worker.hooks = [each.hook for each in services]
    await worker.says(STORY)
    number = await finishes(worker)
    assert service.count("cases") == 1
    assert len([shown for shown in worker.shown if "已受理" in shown.text]) == 1
    assert len(worker.shown) == len({shown.text for shown in worker.shown})
    await until(lambda: service.count("escalations") == 6, 25)
    await until(lambda: service.count("outbox WHERE status IN ('ready', 'sending')") == 0, 20)
    levels = service.rows("SELECT c.kind, e.level FROM escalations e JOIN clocks c ON c.id = e.clock_id ORDER BY 1, 2")
    assert levels == [*(("first", level) for level in (1, 2, 3, 4)), ("substantive", 1), ("substantive", 2)]
    for user, many in ((liaison, 2), (member, 4)):
        heads = [shown.text.partition("\n")[0] for shown in user.shown if shown.text.startswith("⏰")]
        assert len(heads) == many, heads
    assert len([shown for shown in liaison.shown if "新诉求" in shown.text and number in shown.text]) == 1
