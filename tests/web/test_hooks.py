"""POST /hooks/telegram over real HTTP: what is refused stores nothing, what is taken is answered in place."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx2
import pytest
from prometheus_client import REGISTRY
from starlette.types import Message

from bot.core.channel import WebhookRequest
from bot.web.bodies import BodyTooSlow, read_body
from bot.web.hooks import Acknowledger
from tests.web.support import SECRET, House

RIGHT = {"x-telegram-bot-api-secret-token": SECRET}
TEXT = b'{"id": 1, "user": 7, "text": "hello"}'
TAP = b'{"id": 2, "user": 7, "tap": "abc"}'


@pytest.fixture
async def platform(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=house.url, trust_env=False) as client:
        yield client


def counted(outcome: str) -> float:
    labels = {"channel": "telegram", "outcome": outcome}
    return REGISTRY.get_sample_value("gongyi_webhook_requests_total", labels) or 0.0


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    """A body without a Content-Length."""
    for _ in range(0, size, 50_000):
        yield b"x" * 50_000


@pytest.mark.parametrize(
    ("headers", "body", "status", "outcome"),
    [
        ({"x-telegram-bot-api-secret-token": "forged"}, TEXT, 401, "forged"),
        ({}, TEXT, 401, "forged"),
        (RIGHT, b'{"id": 1,', 400, "unreadable"),
        (RIGHT, b"", 400, "unreadable"),
        (RIGHT, b'{"update_id": 1, "poll": {}}', 200, "ignored"),
        (RIGHT, b"x" * 1_000_001, 413, "too_large"),
        (RIGHT, in_pieces(1_100_000), 413, "too_large"),
    ],
    ids=["forged", "no secret", "broken JSON", "empty", "unknown kind", "1 MB announced", "1 MB in pieces"],
)
async def test_what_is_not_a_message_stores_nothing(
    house: House,
    platform: httpx2.AsyncClient,
    headers: dict[str, str],
    body: bytes | AsyncIterator[bytes],
    status: int,
    outcome: str,
) -> None:
    before = counted(outcome)
    response = await platform.post("/hooks/telegram", headers=headers, content=body)
    assert (response.status_code, response.content) == (status, b"")
    assert house.intake.accepted == []
    assert counted(outcome) == before + 1


async def test_the_reply_is_in_the_response(house: House, platform: httpx2.AsyncClient) -> None:
    house.intake.reply = "你好"
    response = await platform.post("/hooks/telegram", headers=RIGHT, content=TEXT)
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"method": "sendMessage", "text": "你好"}
    assert [each.text for each in house.intake.accepted] == ["hello"]


async def test_without_a_reply_the_response_is_empty(house: House, platform: httpx2.AsyncClient) -> None:
    response = await platform.post("/hooks/telegram", headers=RIGHT, content=TEXT)
    assert (response.status_code, response.content) == (200, b"")


async def test_a_database_that_is_down_is_no_200(house: House, platform: httpx2.AsyncClient) -> None:
    house.intake.down = True
    response = await platform.post("/hooks/telegram", headers=RIGHT, content=TAP)
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert house.platform.acknowledged == []


async def test_a_tap_is_acknowledged_without_delaying_the_answer(house: House, platform: httpx2.AsyncClient) -> None:
    house.platform.acknowledging.clear()
    response = await asyncio.wait_for(platform.post("/hooks/telegram", headers=RIGHT, content=TAP), 2)
    assert response.status_code == 200
    assert house.platform.acknowledged == []
    house.platform.acknowledging.set()
    await asyncio.sleep(0.05)
    assert house.platform.acknowledged == ["2"]


async def test_only_posts_are_deliveries(platform: httpx2.AsyncClient) -> None:
    assert (await platform.get("/hooks/telegram")).status_code == 405
    assert (await platform.post("/hooks/webchat", content=json.dumps({}))).status_code == 404


async def test_a_body_that_never_ends_is_let_go() -> None:
    async def nothing_more() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    with pytest.raises(BodyTooSlow):
        await read_body({"headers": []}, nothing_more, most=100, seconds=0.05)


async def test_acknowledgements_are_bounded_in_number(house: House) -> None:
    house.platform.acknowledging.clear()
    acknowledger = Acknowledger(most=2)
    before = counted("unacknowledged")
    taps = [house.platform.parse(WebhookRequest(headers={}, body=TAP))[0] for _ in range(3)]
    acknowledger.start(house.platform, taps)
    assert counted("unacknowledged") == before + 1
    house.platform.acknowledging.set()
    await acknowledger.drain()
    assert house.platform.acknowledged == ["2", "2"]
