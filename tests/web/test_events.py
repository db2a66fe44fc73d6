"""The event stream over real HTTP: replay by Last-Event-ID, nothing lost or doubled, an end when it must."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from bot.core.messages import Choice
from bot.web.events import Streams, stream_events
from bot.web.visitors import user_of
from tests.web.conftest import new_visitor
from tests.web.support import House, MemoryChatLog


class Listener:
    """An EventSource: reads one stream, line by line."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.last_id = ""

    async def texts(self, count: int) -> list[str]:
        """The next ``count`` messages."""
        return [(await self.message())["text"] for _ in range(count)]

    async def message(self) -> dict[str, object]:
        """The next message, whole."""
        async for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "id":
                self.last_id = value
            if name == "data" and value != "{}":
                return json.loads(value)
        raise EOFError

    async def caught_up(self) -> None:
        """Waits until the stream says that everything old was told."""
        async for line in self._lines:
            if line == "event: caught-up":
                return


@asynccontextmanager
async def listening(client: httpx2.AsyncClient, after: str = "", last_event_id: str = "") -> AsyncIterator[Listener]:
    headers = {"last-event-id": last_event_id} if last_event_id else {}
    async with client.stream("GET", "/chat/events", params={"after": after}, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        yield Listener(response.aiter_lines())


def user(client: httpx2.AsyncClient) -> str:
    return user_of(client.cookies["gongyi"])


async def test_a_broken_line_neither_loses_nor_doubles(house: House, visitor: httpx2.AsyncClient) -> None:
    for number in range(250):
        await house.chat_log.say(user(visitor), f"old {number}")
    async with listening(visitor) as stream:
        assert await stream.texts(250) == [f"old {number}" for number in range(250)]
        await stream.caught_up()
        await house.chat_log.say(user(visitor), "live")
        assert await stream.texts(1) == ["live"]
    await house.chat_log.say(user(visitor), "while away")
    async with listening(visitor, after="0", last_event_id=stream.last_id) as stream:
        assert await stream.texts(1) == ["while away"]
        await house.chat_log.say(user(visitor), "back")
        assert await stream.texts(1) == ["back"]
    async with listening(visitor, after=stream.last_id) as stream:
        await stream.caught_up()


async def test_messages_that_come_thick_and_fast_all_arrive(house: House, visitor: httpx2.AsyncClient) -> None:
    async with listening(visitor) as stream:
        async with asyncio.TaskGroup() as group:
            for number in range(300):
                group.create_task(house.chat_log.say(user(visitor), str(number)))
                if number % 7 == 0:
                    await asyncio.sleep(0)
        async with asyncio.timeout(5):
            assert await stream.texts(300) == [str(number) for number in range(300)]


async def test_a_visitor_hears_only_what_was_said_to_him(house: House, visitor: httpx2.AsyncClient) -> None:
    async with new_visitor(house) as other:
        await other.get("/chat")
        async with listening(visitor) as stream:
            await house.chat_log.say(user(other), "not for you")
            await house.chat_log.say(user(visitor), "行\n行", choices=((Choice(label="好", token="t1"),),))
            heard = await stream.message()
    assert heard["text"] == "行\n行"
    assert heard["choices"] == [[{"label": "好", "token": "t1"}]]


async def test_silence_has_a_heartbeat() -> None:
    stream = stream_events(MemoryChatLog(), Streams(), "u", "", heartbeat=0.02)
    heard = [await anext(stream) for _ in range(3)]
    await stream.aclose()
    assert heard == [b"event: caught-up\ndata: {}\n\n", b": still here\n\n", b": still here\n\n"]


async def test_one_stream_too_many_ends_the_oldest(house: House, visitor: httpx2.AsyncClient) -> None:
    async with listening(visitor) as oldest:
        await oldest.caught_up()
        newer = [visitor.send(visitor.build_request("GET", "/chat/events"), stream=True) for _ in range(4)]
        responses = await asyncio.gather(*newer)
        async with asyncio.timeout(5):
            with pytest.raises(EOFError):
                await oldest.message()
        for response in responses:
            await response.aclose()


async def test_stopping_the_service_ends_the_streams() -> None:
    house = House()
    loop = asyncio.get_running_loop()
    async with house.open(), new_visitor(house) as client:
        await client.get("/chat")
        opened = client.stream("GET", "/chat/events")
        response = await opened.__aenter__()
        stream = Listener(response.aiter_lines())
        await stream.caught_up()
        house.stop()
        stopping = loop.time()
        with pytest.raises(EOFError):
            await stream.message()
    assert loop.time() - stopping < 3
    await opened.__aexit__(None, None, None)


async def test_there_is_an_end_to_the_seats() -> None:
    streams = Streams(per_user=1, in_all=2)
    with streams.seat("a") as first, streams.seat("a") as second:
        assert (first.is_set(), second.is_set(), streams.full) == (True, False, True)
    assert not streams.full
