"""Texts over HTTP: the contract of docs/sms.md, which a provider's own gateway or a few lines in front of it keep."""

import hashlib
import hmac
import json
from datetime import timedelta

import aiohttp

from bot.core.clock import Clock
from bot.core.errors import Retry, SendError
from bot.core.sms import Halt, Sms

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
_MOST_ANSWER_BYTES = 10_000
_WAIT, _LONGEST_WAIT = 30, 3600  # seconds
_BUSY = frozenset((429, 503))  # not taken, says the contract: it may be tried again
_HALTS = {401: Halt.KEY, 402: Halt.BALANCE, 403: Halt.CONTRACT}


class HttpSms:
    """One provider behind one URL; ``key`` signs what we ask."""

    def __init__(self, url: str, key: str, clock: Clock, *, read_seconds: float = READ_SECONDS) -> None:
        self._url, self._key, self._clock = url, key.encode(), clock
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=read_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, sms: Sms) -> str:
        """Hands a text over; raises SendError, ``UNCERTAIN`` whenever the provider may have taken it."""
        body = json.dumps({"id": sms.id, "phone": sms.phone, "text": sms.text}, ensure_ascii=False).encode()
        try:
            async with self._open().post(
                self._url, data=body, headers=self._headers(sms.id, body), allow_redirects=False
            ) as response:
                return _taken(response.status, response.headers.get("Retry-After"), await _read(response))
        except aiohttp.ClientConnectorError:
            raise SendError(code="sms_no_connection", retry=Retry.LATER, free=True) from None
        except aiohttp.ConnectionTimeoutError:
            raise SendError(code="sms_no_connection", retry=Retry.LATER, free=True) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise SendError(code="sms_no_answer", retry=Retry.UNCERTAIN) from None

    async def close(self) -> None:
        """Lets connections go."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _headers(self, text_id: str, body: bytes) -> dict[str, str]:
        at = str(int(self._clock.now().timestamp()))
        signed = hmac.new(self._key, f"{at}.{text_id}.".encode() + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": text_id,
            "X-Gongyi-Timestamp": at,
            "X-Gongyi-Signature": f"sha256={signed}",
        }

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


async def _read(response: aiohttp.ClientResponse) -> bytes:
    return await response.content.read(_MOST_ANSWER_BYTES)


def _taken(status: int, retry_after: str | None, payload: bytes) -> str:
    """The provider's name for a text that it took; raises SendError for every other answer."""
    told = _loads(payload)
    if status in (200, 201, 202):
        if not isinstance(told.get("id"), str):
            raise SendError(code="sms_unreadable", retry=Retry.UNCERTAIN)
        return str(told["id"])
    if status == 409:  # the same id again: it has it
        raise SendError(code="sms_known", retry=Retry.DONE)
    if status in _BUSY:
        raise SendError(code="sms_busy", retry=Retry.LATER, after=_wait(retry_after), free=status == 429)
    if status in _HALTS:
        raise SendError(code=_HALTS[status], retry=Retry.HALT)
    if 400 <= status < 500:
        raise SendError(code="sms_refused", retry=Retry.NO)
    raise SendError(code=f"sms_{status}", retry=Retry.UNCERTAIN)


def _wait(seconds: str | None) -> timedelta:
    told = int(seconds) if seconds and seconds.isascii() and seconds.isdigit() else _WAIT
    return timedelta(seconds=min(told, _LONGEST_WAIT))


def _loads(payload: bytes) -> dict[str, object]:
    try:
        told = json.loads(payload)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def build(url: str, key: str, clock: Clock) -> HttpSms:
    """The provider of the settings."""
    return HttpSms(url, key, clock)
