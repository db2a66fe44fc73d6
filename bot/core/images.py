"""Reading an uploaded file, raw or as a multipart form, without ever writing it to the disk in the clear."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.core.errors import BadRequest, Unavailable
from bot.web.bodies import BodyTooLarge, read_body

MOST_BYTES = 10_000_000
_FORM_OVERHEAD = 10_000  # the lines around the one file of a multipart form
_SECONDS_TO_ARRIVE = 180.0  # 10 MB over a slow phone line, 55 kB/s
_MIME = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")


class _InMemoryParser(MultiPartParser):
    """Starlette's parser spools what is over 1 MB to a temporary file; evidence must not lie there."""

    spool_max_size = MOST_BYTES + _FORM_OVERHEAD


class UploadGate:
    """At most ``most`` uploads are held in memory at a time (16 x 10 MB)."""

    def __init__(self, most: int = 16) -> None:
        self._places = asyncio.Semaphore(most)

    @asynccontextmanager
    async def place(self) -> AsyncGenerator[None]:
        """A place for one upload; raises Unavailable when all are taken, and the page tries again."""
        if self._places.locked():
            raise Unavailable("too many uploads at once")
        async with self._places:
            yield


async def read_upload(request: Request) -> tuple[bytes, str]:
    """The bytes of the one file and the type that the client calls it.

    Raises BodyTooLarge, BodyTooSlow and BadRequest.
    """
    kind = request.headers.get("content-type", "")
    is_form = kind.startswith("multipart/form-data")
    most = MOST_BYTES + (_FORM_OVERHEAD if is_form else 0)
    body = await read_body(request.scope, request.receive, most=most, seconds=_SECONDS_TO_ARRIVE)
    data, kind = await _file_of_form(request.headers, body) if is_form else (body, kind)
    if not data:
        raise BadRequest("an empty file")
    if len(data) > MOST_BYTES:
        raise BodyTooLarge
    return data, _clean_mime(kind)


async def _file_of_form(headers: Headers, body: bytes) -> tuple[bytes, str]:
    async def stream() -> AsyncGenerator[bytes]:
        yield body
        yield b""

    try:
        form = await _InMemoryParser(headers, stream(), max_files=1, max_fields=5).parse()
    except MultiPartException as error:
        raise BadRequest("not a form") from error
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    if not files:
        raise BadRequest("a form without a file")
    try:
        return await files[0].read(), files[0].content_type or ""
    finally:
        await form.close()


def _clean_mime(kind: str) -> str:
    mime = kind.partition(";")[0].strip().lower()
    return mime if _MIME.fullmatch(mime) else "application/octet-stream"
