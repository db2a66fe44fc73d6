"""How many Bot API calls one core makes: python-telegram-bot's default client against ours.

    python tests/bench/telegram_client.py [seconds for each]

The other side is a bare asyncio server in a process of its own, so that the caller's own cost is what is
seen. Prints the calls per second, the caller's CPU time for one call and the ratio to the default client.
"""

import asyncio
import multiprocessing
import sys
import time
import warnings
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import cast

import uvloop
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram_request import AiohttpRequest

TOKEN = "42:bench"
TAP = b"1234567890"
AT_ONCE = 8
ANSWER = b'{"ok":true,"result":true}'
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ANSWER) + ANSWER


class Sink(asyncio.Protocol):
    """Gives every request the same answer; a request has ended when its one parameter has come."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if TAP in data:
            self.transport.write(RESPONSE)


def serve(pipe: Connection) -> None:
    """The sink's process: tells its port and serves until it is ended."""

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(run())


async def measure(call: Callable[[], Awaitable[object]], seconds: float) -> tuple[float, float]:
    """Calls per second and CPU microseconds per call, with eight callers at once."""
    done = 0
    await call()
    ends = time.perf_counter() + seconds

    async def caller() -> None:
        nonlocal done
        while time.perf_counter() < ends:
            await call()
            done += 1

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
    return done / (time.perf_counter() - began), (time.process_time() - cpu) / done * 1e6


async def compare(port: int, seconds: float) -> None:
    """Prints one line for each way of calling."""
    base = f"http://127.0.0.1:{port}/bot"
    theirs, ours = HTTPXRequest(connection_pool_size=AT_ONCE, pool_timeout=30), AiohttpRequest()
    bots = {
        "default": Bot(TOKEN, base_url=base, request=theirs),
        "ours": Bot(TOKEN, base_url=base, request=ours),
    }
    payload: dict[str, object] = {"callback_query_id": TAP.decode()}
    ways: dict[str, Callable[[], Awaitable[object]]] = {
        name: lambda bot=bot: bot.do_api_request("answerCallbackQuery", api_kwargs=dict(payload))  # type: ignore[misc]
        for name, bot in bots.items()
    }
    ways["ours, past Bot"] = lambda: ours.call(f"{base}{TOKEN}/answerCallbackQuery", payload)
    await theirs.initialize()
    first = 0.0
    for name, call in ways.items():
        rate, cost = await measure(call, seconds)
        first = first or cost
        print(f"{name:16} {rate:7.0f} calls/s {cost:6.0f} us of CPU a call {first / cost:5.1f} x")
    await asyncio.gather(theirs.shutdown(), ours.shutdown())


def main() -> None:
    """Starts the sink, measures, ends the sink."""
    warnings.simplefilter("ignore")
    mine, other = multiprocessing.Pipe()
    sink = multiprocessing.get_context("spawn").Process(target=serve, args=(other,), daemon=True)
    sink.start()
    try:
        uvloop.run(compare(mine.recv(), float(sys.argv[1]) if len(sys.argv) > 1 else 3))
    finally:
        sink.terminate()


if __name__ == "__main__":
    main()
