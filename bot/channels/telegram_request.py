"""python-telegram-bot's requests: JSON calls over our own wire, files over aiohttp.

Besides being quick (``tests/bench/telegram_client.py`` measures it), it keeps apart what the sender must tell
apart: a request that never left, one that perhaps arrived, and one that the platform refused. No exception
that leaves this file holds a URL, because the bot's token is part of every URL.
"""

import json
from io import BytesIO
from typing import Any

import aiohttp
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.http_wire import MaybeSent, NeverSent, Wire

CONNECTIONS = 32
CONNECT_SECONDS = 10.0  # waiting for a free connection included
READ_SECONDS = 20.0
UPLOAD_SECONDS = 120.0  # a whole exchange; the Bot API takes files up to 50 MB
_IDLE_SECONDS = 15.0  # shorter than any server's, so that we rarely write into a closed connection
_CHUNK = 1 << 16


class NotSent(TelegramError):
    """The request never left: no connection, none free in time."""


class PerhapsSent(TelegramError):
    """The request left and no readable answer came: the platform may have acted on it."""


class Refused(TelegramError):
    """The platform answered, and the answer is no.

    ``status`` is the HTTP status, ``description`` the platform's own words, ``retry_after`` seconds,
    ``moved_to`` the chat's new id.
    """

    def __init__(self, status: int, answer: object) -> None:
        told = answer if isinstance(answer, dict) else {}
        parameters = told.get("parameters")
        hints = parameters if isinstance(parameters, dict) else {}
        super().__init__(f"refused with status {status}")
        self.status = status
        self.description = str(told.get("description", ""))
        self.retry_after = _number(hints.get("retry_after"))
        self.moved_to = _number(hints.get("migrate_to_chat_id"))


class TooLarge(TelegramError):
    """A download that is longer than its limit."""


class AiohttpRequest(BaseRequest):
    """One aiohttp session with kept connections, opened at the first use inside the running loop."""

    __slots__ = ("_connect_seconds", "_read_seconds", "_session", "_wires")

    def __init__(self, *, connect_seconds: float = CONNECT_SECONDS, read_seconds: float = READ_SECONDS) -> None:
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None
        self._wires: dict[str, Wire] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take when a call says nothing else."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Nothing to do: the session opens at the first call."""

    async def shutdown(self) -> None:
        """Closes the session; the next call opens another."""
        for wire in self._wires.values():
            await wire.close()
        self._wires.clear()
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call of a Bot API method; of the timeouts only ``read_timeout`` (seconds) may differ by call.

        Raises :class:`NotSent`, :class:`PerhapsSent` or, for every status but 2xx, :class:`Refused`.
        """
        seconds = self._read_seconds if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        if request_data is not None and request_data.contains_files:
            status, payload = await self._upload(url, method, _form(request_data), seconds)
        else:
            parameters = request_data.parameters if request_data is not None else {}
            status, payload = await self._post(url, json.dumps(parameters).encode(), seconds, again=False)
        if not 200 <= status < 300:
            raise Refused(status, _loads(payload))
        return status, payload

    async def call(self, url: str, payload: dict[str, object]) -> None:
        """A method that may be called twice and whose answer does not matter, past the layers of ``Bot``.

        Raises as :meth:`do_request`.
        """
        status, answer = await self._post(url, json.dumps(payload).encode(), self._read_seconds, again=True)
        if not 200 <= status < 300:
            raise Refused(status, _loads(answer))

    async def download(self, url: str, most: int) -> bytes:
        """A file of at most ``most`` bytes, counted while it comes.

        Raises :class:`TooLarge`, :class:`Refused` (a redirection is refused, too) or :class:`NotSent`.
        """
        try:
            async with self._open().get(
                URL(url, encoded=True), allow_redirects=False, timeout=self._timeout(self._read_seconds)
            ) as response:
                if response.status != 200:
                    raise Refused(response.status, None)
                return await _read_at_most(response.content, most)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotSent(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer to a call that was taken; raises :class:`PerhapsSent` when it says nothing clear."""
        answer = _loads(payload)
        if not isinstance(answer, dict) or not answer.get("ok") or "result" not in answer:
            raise PerhapsSent("unreadable answer")
        return answer

    async def _post(self, url: str, body: bytes, seconds: float, *, again: bool) -> tuple[int, bytes]:
        scheme, _, rest = url.partition("://")
        server, _, path = rest.partition("/")
        base = f"{scheme}://{server}"
        if base not in self._wires:
            self._wires[base] = Wire(base, most=CONNECTIONS, connect_seconds=self._connect_seconds)
        try:
            return await self._wires[base].post(f"/{path}", body, seconds=seconds, again=again)
        except NeverSent as error:
            raise NotSent(str(error)) from None
        except MaybeSent as error:
            raise PerhapsSent(str(error)) from None

    async def _upload(self, url: str, method: str, form: aiohttp.FormData, seconds: float) -> tuple[int, bytes]:
        try:
            async with self._open().request(
                method, URL(url, encoded=True), data=form, allow_redirects=False, timeout=self._timeout(seconds)
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PerhapsSent(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=_IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _timeout(self, read_seconds: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=UPLOAD_SECONDS,
            connect=self._connect_seconds,
            sock_connect=self._connect_seconds,
            sock_read=read_seconds,
        )


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        file = BytesIO(content) if isinstance(content, bytes) else content  # aiohttp reads a stream in pieces
        form.add_field(name, file, filename=filename, content_type=mime)
    return form


async def _read_at_most(content: aiohttp.StreamReader, most: int) -> bytes:
    data = bytearray()
    async for chunk in content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > most:
            raise TooLarge("too large")
    return bytes(data)


def _loads(payload: bytes) -> object:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
