"""The same journey by every way in: webhook without replies in its response, polling (also on a minimal
server), web chat.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.domain.people import Role
from tests.e2e.journey import CONSENT, NUMBER, STORY, answer_to, card_of, files_case, presses, replies
from tests.support.bot_api import BotApiServer
from tests.support.service import Service
from tests.support.telegram_user import TelegramUser

TELEGRAM = "GONGYI_CHANNELS__TELEGRAM__"
WORDS = "已经联系站长核对考勤，三天工资本周五之前补发到你的卡上"


async def test_without_replies_in_the_response_everything_comes_by_calls(tmp_path: Path) -> None:
    environ = {f"{TELEGRAM}REPLY_IN_WEBHOOK": "false"}
    async with BotApiServer() as api, Service(tmp_path, api, environ=environ) as service:
        liaison = await service.hires(api, Role.LIAISON, 71)
        worker = service.user(api, 10_001)
        assert (await worker.says(STORY)).body == b""
        await worker.sees(CONSENT)
        number = await files_case(worker, "/grievance")
        await replies(liaison, await card_of(liaison, number), WORDS)
        await api.wait_for(worker.chat_id, lambda shown: WORDS in shown.text)
        assert not any(shown.in_webhook for user in (worker, liaison) for shown in user.shown)


async def test_by_polling_the_whole_bot_api_and_a_minimal_server(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("whole", "minimal")]
    for folder in folders:
        folder.mkdir()
    # Both at once: most of the time is the pace of one message a second to one person.
    await asyncio.gather(_polls(folders[0], minimal=False), _polls(folders[1], minimal=True))


async def _polls(folder: Path, *, minimal: bool) -> None:
    environ = {f"{TELEGRAM}MODE": "polling"}
    async with (
        BotApiServer(null_results=minimal) as api,
        Service(folder, api, environ=environ) as service,
    ):
        liaison = TelegramUser(api, chat_id=71)
        await liaison.says(f"/start join_{service.code(Role.LIAISON)}")
        await liaison.sees("现在是")
        worker = TelegramUser(api, chat_id=10_001)
        number = await files_case(worker)
        card = await card_of(liaison, number)
        await presses(liaison, card, "接单")
        await api.wait_for(worker.chat_id, lambda shown: "已经接手了" in shown.text)
        taps = {update["callback_query"]["id"] for update in api.pushed if "callback_query" in update}
        answered = {call.payload["callback_query_id"] for call in api.calls_of("answerCallbackQuery")}
        assert taps
        assert taps <= answered
        assert len([shown for shown in worker.shown if "已受理" in shown.text]) == 1


class Visitor:
    """Somebody at the web chat, by plain HTTP: posts, and reads the stream of events."""

    def __init__(self, service: Service, http: aiohttp.ClientSession) -> None:
        self.events: list[dict[str, Any]] = []
        self._service, self._http, self._sent = service, http, 0
        self._came = asyncio.Event()
        self._seen = 0

    async def listens(self) -> None:
        """Reads the stream until cancelled."""
        async with self._http.get(f"{self._service.base}/chat/events") as stream:
            assert stream.status == 200
            async for line in stream.content:
                event = json.loads(line[5:]) if line.startswith(b"data:") else {}
                if "text" in event:
                    self.events.append(event)
                    self._came.set()

    async def posts(self, **body: Any) -> None:
        self._seen, self._sent = len(self.events), self._sent + 1
        body |= {"id": f"00000000-0000-4000-8000-{self._sent:012d}"}
        headers = {"Origin": self._service.base}
        async with self._http.post(f"{self._service.base}/chat/messages", json=body, headers=headers) as answer:
            assert answer.status == 202, await answer.text()

    async def sees(self, fragment: str, within: float = 10) -> dict[str, Any]:
        async with asyncio.timeout(within):
            while not (fitting := [event for event in self.events[self._seen :] if fragment in event["text"]]):
                self._came.clear()
                await self._came.wait()
        return fitting[0]

    async def taps(self, event: dict[str, Any], label: str) -> None:
        token = next(c["token"] for row in event["choices"] for c in row if label in c["label"])
        await self.posts(choice=token)


@asynccontextmanager
async def visiting(service: Service) -> AsyncIterator[Visitor]:
    """A visitor with a cookie of his own and an open stream."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        async with http.get(f"{service.base}/chat") as page:
            assert page.status == 200
        visitor = Visitor(service, http)
        listening = asyncio.create_task(visitor.listens())
        try:
            yield visitor
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def test_by_the_web_chat(tmp_path: Path) -> None:
    async with BotApiServer() as api, Service(tmp_path, api) as service:
        liaison = await service.hires(api, Role.LIAISON, 71)
        async with visiting(service) as worker:
            await worker.posts(text=STORY)
            number = await _finishes(worker)
            card = await card_of(liaison, number, within=2)
            await replies(liaison, card, WORDS)
            told = await worker.sees(WORDS)
            assert number in told["text"]
            await presses(liaison, card, "办结")
            await liaison.says("站长同意补发三天工资，下月五号随工资一起到账，已签字")
            asked = await worker.sees("已签字")
            await worker.taps(asked, "已解决")
            await worker.sees("1 到 5 分")
            assert len({event["id"] for event in worker.events}) == len(worker.events)


async def _finishes(worker: Visitor) -> str:
    while True:
        event = await worker.sees("")
        if "已受理" in event["text"]:
            return NUMBER.search(event["text"])[0]  # type: ignore[index]
        answer = answer_to(event["text"], {})
        await (worker.taps(event, answer[1:]) if answer.startswith("@") else worker.posts(text=answer))
