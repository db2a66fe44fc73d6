"""Reading a request's body, bounded in time and, while it arrives, in size (Content-Length or not)."""

import asyncio

from starlette.types import Receive, Scope

from bot.core.errors import BadRequest, GongyiError


class BodyTooLarge(GongyiError):
    """More bytes than the address takes: 413.

    The line stays open after it: uvicorn throws the rest of the body away; closing on unread bytes would
    reset the line before the client has read the answer.
    """


class BodyTooSlow(GongyiError):
    """The body did not arrive in time: 408."""


async def read_body(scope: Scope, receive: Receive, *, most: int, seconds: float) -> bytes:
    """The whole body, at most ``most`` bytes, within ``seconds``.

    Raises BodyTooLarge (before reading when the Content-Length says so), BodyTooSlow, and BadRequest when the
    client went away in the middle.
    """
    if _announced(scope) > most:
        raise BodyTooLarge
    try:
        async with asyncio.timeout(seconds):
            return await _collect(receive, most)
    except TimeoutError:
        raise BodyTooSlow from None


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _collect(receive: Receive, most: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest("the client went away")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > most:
            raise BodyTooLarge
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)
