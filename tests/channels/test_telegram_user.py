"""The person of our end-to-end tests, against a small bot that answers in both ways."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.support.bot_api import BotApiServer
from tests.support.telegram_user import TelegramUser

SECRET = "s3cret"


class SmallBot:
    """Echoes: a text in the webhook's response, a tap by a call of its own."""

    def __init__(self, api: BotApiServer) -> None:
        self.api = api
        self.got: list[dict[str, object]] = []
        self.statuses = [200]

    async def hook(self, request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != SECRET:
            return web.Response(status=401)
        update = await request.json()
        self.got.append(update)
        status = self.statuses.pop() if len(self.statuses) > 1 else self.statuses[0]
        if status != 200:
            return web.Response(status=status)
        if "callback_query" in update:
            await self._call("sendMessage", update["callback_query"]["message"]["chat"]["id"], "按了")
            return web.Response()
        chat_id = next(iter(value for name, value in update.items() if name != "update_id"))["chat"]["id"]
        markup = {"inline_keyboard": [[{"text": "同意", "callback_data": "t-1"}]]}
        answer = {"method": "sendMessage", "chat_id": chat_id, "text": "听见了", "reply_markup": markup}
        return web.json_response(answer)

    async def _call(self, method: str, chat_id: int, text: str) -> None:
        url = f"{self.api.api_base}{self.api.token}/{method}"
        await self.api.http.post(url, data={"chat_id": str(chat_id), "text": text})


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def bot(api: BotApiServer) -> AsyncIterator[tuple[SmallBot, str]]:
    small, app = SmallBot(api), web.Application()
    app.router.add_post("/hook", small.hook)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield small, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_both_ways_of_answering_are_shown_in_order(api: BotApiServer, bot: tuple[SmallBot, str]) -> None:
    worker = TelegramUser(api, bot[1], secret=SECRET)
    await worker.says("我被欠薪了")
    assert (worker.last, worker.shown[-1].labels, worker.shown[-1].in_webhook) == ("听见了", ["同意"], True)
    await worker.taps("同意")
    assert (await worker.sees("按了")).in_webhook is False
    assert [shown.text for shown in worker.shown] == ["听见了", "按了"]
    tap = bot[0].got[-1]["callback_query"]
    assert isinstance(tap, dict)
    assert (tap["data"], tap["message"]["message_id"]) == ("t-1", worker.shown[0].message_id)


async def test_the_answer_to_a_redelivery_is_shown_once(api: BotApiServer, bot: tuple[SmallBot, str]) -> None:
    small, url = bot
    small.statuses = [200, 500]
    worker = TelegramUser(api, url, secret=SECRET)
    assert (await worker.says("我被欠薪了")).status == 500
    assert worker.shown == []
    deliveries = await worker.redeliver(5, parallel=True)
    assert {json.loads(delivery.body)["text"] for delivery in deliveries} == {"听见了"}
    assert [shown.text for shown in worker.shown] == ["听见了"]
    assert len({update["update_id"] for update in small.got}) == 1


async def test_a_stranger_is_refused(api: BotApiServer, bot: tuple[SmallBot, str]) -> None:
    assert (await TelegramUser(api, bot[1], secret="wrong").says("x")).status == 401
    assert (await TelegramUser(api, bot[1]).says("x")).status == 401


async def test_everything_a_person_does_has_its_own_update(api: BotApiServer, bot: tuple[SmallBot, str]) -> None:
    small, url = bot
    worker = TelegramUser(api, url, secret=SECRET)
    await worker.photo(b"jpeg", "工资条", album="a")
    await worker.document(b"pdf", "合同.pdf", "application/pdf")
    await worker.voice(b"ogg")
    await worker.location(31.2, 121.4)
    await worker.contact("13800138000")
    await worker.sticker()
    await worker.edits("改了", worker.said_ids[0])
    await worker.blocks()
    await worker.unblocks()
    ids = [update["update_id"] for update in small.got]
    assert len(set(ids)) == len(ids) == 9
    assert [next(name for name in update if name != "update_id") for update in small.got] == (
        ["message"] * 6 + ["edited_message"] + ["my_chat_member"] * 2
    )


async def test_waiting_in_vain_says_what_was_said(api: BotApiServer, bot: tuple[SmallBot, str]) -> None:
    worker = TelegramUser(api, bot[1], secret=SECRET)
    await worker.says("x")
    with pytest.raises(AssertionError, match="听见了"):
        await worker.sees("案号", timeout=0.05)
    with pytest.raises(AssertionError, match="没有这个"):
        await worker.taps("没有这个")


async def test_a_keyboard_sends_its_label(api: BotApiServer, bot: tuple[SmallBot, str]) -> None:
    small, url = bot
    worker = TelegramUser(api, url, secret=SECRET)
    keyboard = {"keyboard": [[{"text": "发送位置", "request_location": True}, {"text": "从列表里选"}]]}
    payload = {"chat_id": worker.chat_id, "text": "哪里？", "reply_markup": json.dumps(keyboard)}
    url = f"{api.api_base}{api.token}/sendMessage"
    waiting = asyncio.create_task(worker.sees("哪里？"))
    await api.http.post(url, json=payload)
    assert (await waiting).buttons[0][0].shares_location
    await worker.taps("从列表里选")
    message = small.got[-1]["message"]
    assert isinstance(message, dict)
    assert message["text"] == "从列表里选"


@pytest.mark.parametrize(
    ("payload", "description"),
    [
        ({"text": "<b>x</b>", "parse_mode": "HTML"}, None),
        ({"text": "<b>x", "parse_mode": "HTML"}, "Bad Request: can't parse entities: unsupported start tag"),
        ({"text": "a < b", "parse_mode": "HTML"}, "Bad Request: can't parse entities: unsupported start tag"),
        ({"text": " "}, "Bad Request: message text is empty"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "字" * 22}]]}},
            "Bad Request: BUTTON_DATA_INVALID",
        ),
    ],
)
async def test_the_server_refuses_what_the_platform_refuses(
    api: BotApiServer, payload: dict[str, object], description: str | None
) -> None:
    url = f"{api.api_base}{api.token}/sendMessage"
    async with api.http.post(url, json={"chat_id": 1} | payload) as response:
        answer = await response.json()
    assert answer.get("description") == description
    assert len(api.messages(1)) == (description is None)
