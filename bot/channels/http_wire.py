"""A quick HTTP/1.1 client for many small JSON calls to one server: kept connections, parsed by httptools.

A tap costs two calls to the Bot API, and a general client spends more on them than everything else that a turn does
(measured by tests/bench/telegram_client.py). This one knows one server, POST, and JSON; TLS is asyncio's own.
"""

import asyncio
import ssl
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import httptools


class NeverSent(Exception):
    """The request did not leave: no connection could be had in time."""


class MaybeSent(Exception):
    """The request left, and no whole answer came back."""


class Wire:
    """A pool of at most ``most`` connections to the server of ``base`` (``https://host:port``)."""

    def __init__(self, base: str, *, most: int, connect_seconds: float) -> None:
        parts = urlsplit(base)
        self._host, self._tls = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._tls else 80)
        self._head = f"Host: {parts.netloc.rpartition('@')[2]}\r\nContent-Type: application/json\r\nContent-Length: "
        self._most, self._connect_seconds = most, connect_seconds
        self._idle: list[_Connection] = []
        self._open: set[_Connection] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._queue: deque[_Call] = deque()

    def post(
        self, path: str, body: bytes, *, seconds: float, again: bool = False
    ) -> "asyncio.Future[tuple[int, bytes]]":
        """Sends ``body``; the future gives (status, body) of the answer or raises NeverSent or MaybeSent.

        ``again``: a call that may be repeated is sent once more when a kept connection turns out to be closed.
        """
        loop = asyncio.get_running_loop()
        data = f"POST {path} HTTP/1.1\r\n{self._head}{len(body)}\r\n\r\n".encode() + body
        call = _Call(data, seconds, again, loop.create_future())
        self._queue.append(call)
        call.timer = loop.call_later(self._connect_seconds, self._too_long, call)
        self._next()
        return call.future

    async def close(self) -> None:
        """Closes every connection; what is under way fails."""
        for task in self._opening:
            task.cancel()
        for connection in list(self._open):
            connection.close()

    def free(self, connection: "_Connection") -> None:
        """A connection has its answer and may be used again."""
        self._idle.append(connection)
        self._next()

    def gone(self, connection: "_Connection", call: "_Call | None", heard: bool) -> None:
        """A connection is closed; the call it carried fails, or is sent again where that is harmless."""
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        if call is not None and call.again and not heard:
            call.again = False
            self._queue.appendleft(call)
        elif call is not None:
            call.fail(MaybeSent("connection lost"))
        self._next()

    def _next(self) -> None:
        while self._queue and self._idle:
            self._idle.pop().send(self._queue.popleft())
        wanted = min(len(self._queue), self._most - len(self._open)) - len(self._opening)
        for _ in range(wanted):
            task = asyncio.get_running_loop().create_task(self._connect())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        context = ssl.create_default_context() if self._tls else None
        try:
            async with asyncio.timeout(self._connect_seconds):
                _, connection = await loop.create_connection(
                    lambda: _Connection(self), self._host, self._port, ssl=context
                )
        except (OSError, TimeoutError) as error:
            while self._queue and not self._open:
                self._queue.popleft().fail(NeverSent(type(error).__name__))
            return
        self._open.add(connection)
        self.free(connection)

    def _too_long(self, call: "_Call") -> None:
        if call in self._queue:
            self._queue.remove(call)
            call.fail(NeverSent("no connection in time"))


class _Call:
    """One request and where its answer goes."""

    __slots__ = ("again", "data", "future", "seconds", "timer")

    def __init__(self, data: bytes, seconds: float, again: bool, future: "asyncio.Future[tuple[int, bytes]]") -> None:
        self.data, self.seconds, self.again, self.future = data, seconds, again, future
        self.timer: asyncio.TimerHandle | None = None

    def done(self, status: int, body: bytes) -> None:
        self._settle()
        if not self.future.done():
            self.future.set_result((status, body))

    def fail(self, error: Exception) -> None:
        self._settle()
        if not self.future.done():
            self.future.set_exception(error)

    def _settle(self) -> None:
        if self.timer is not None:
            self.timer.cancel()


class _Connection(asyncio.Protocol):
    """One kept connection: a call at a time."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._parser: Any = httptools.HttpResponseParser(self)
        self._call: _Call | None = None
        self._body = bytearray()
        self._heard = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def send(self, call: _Call) -> None:
        if call.timer is not None:
            call.timer.cancel()
        call.timer = asyncio.get_running_loop().call_later(call.seconds, self.close)
        self._call, self._heard = call, False
        self._body.clear()
        self._transport.write(call.data)

    def close(self) -> None:
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._heard = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        call, self._call = self._call, None
        if call is None or not self._parser.should_keep_alive():
            self._transport.close()
        if call is not None:
            call.done(self._parser.get_status_code(), bytes(self._body))
            if self._parser.should_keep_alive():
                self._wire.free(self)

    def connection_lost(self, error: Exception | None) -> None:
        call, self._call = self._call, None
        self._wire.gone(self, call, self._heard)
