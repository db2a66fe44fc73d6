"""What travels between a bot and the local Bot API server: calls, messages as a person sees them, faults."""

import asyncio
import html
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import BodyPartReader, web

Json = dict[str, Any]

_TAG = re.compile(r"</?(?:b|i|u|s|a|code|pre|blockquote)(?: [^<>]*)?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a method, over HTTP or inside a webhook's response (``in_webhook``)."""

    method: str
    payload: Json
    files: dict[str, bytes]
    in_webhook: bool
    at: float = field(default_factory=time.monotonic)

    @property
    def chat_id(self) -> int | None:
        """The chat that it is for, if it is for one."""
        return int(self.payload["chat_id"]) if "chat_id" in self.payload else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message (``data``) or on the keyboard (no ``data``: it sends its label or a place)."""

    label: str
    data: str | None = None
    shares_location: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as the person sees it; ``picture`` is the photo or file that came with it."""

    chat_id: int
    message_id: int
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: bytes | None = None
    in_webhook: bool = False
    at: float = field(default_factory=time.monotonic)

    @property
    def labels(self) -> list[str]:
        """What is written on its buttons, row after row."""
        return [button.label for row in self.buttons for button in row]


class ApiError(Exception):
    """An answer of the platform that is not a success."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong instead of (or after, for ``delivered``) the next ``times`` calls of a method."""

    method: str
    chat_id: int | None
    times: int
    status: int = 200
    body: bytes = b""
    drops: Literal["before", "after", "delivered"] | None = None
    hangs: float = 0

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Whether this call is the one; ``method`` ``*`` fits every method."""
        return self.times > 0 and self.method in ("*", method) and self.chat_id in (None, chat_id)


async def read_call(request: web.Request) -> Call:
    """A request as a call, whichever of the three encodings it has."""
    payload: Json = {}
    files: dict[str, bytes] = {}
    if request.content_type == "application/json":
        payload = await request.json()
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            assert part.name is not None
            data = bytes(await part.read())
            if part.filename:
                files[part.name] = data
            else:
                payload[part.name] = data.decode()
    else:
        payload = dict(await request.post())
    return Call(method=request.match_info["method"], payload=payload, files=files, in_webhook=False)


def as_object(value: object) -> Any:
    """A nested parameter: JSON, or a string of JSON as the Bot API takes it, too."""
    return json.loads(value) if isinstance(value, str) else value


def read_buttons(markup: object) -> tuple[tuple[Button, ...], ...]:
    """The buttons of a ``reply_markup``; refuses what the platform refuses."""
    told = as_object(markup) or {}
    rows = told.get("inline_keyboard") or told.get("keyboard") or ()
    return tuple(tuple(_read_button(button, "inline_keyboard" in told) for button in row) for row in rows)


def _read_button(button: Json, inline: bool) -> Button:
    if not inline:
        return Button(label=button["text"], shares_location=bool(button.get("request_location")))
    if not 1 <= len(button["callback_data"].encode()) <= 64:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return Button(label=button["text"], data=button["callback_data"])


def read_words(payload: Json, name: str, most: int) -> str:
    """``text`` or ``caption`` as the person reads it; refuses what the platform refuses."""
    words = str(payload.get(name, ""))
    if payload.get("parse_mode") == "HTML":
        tags = _TAG.findall(words)
        words = _TAG.sub("", words)
        if "<" in words or 2 * sum(tag.startswith("</") for tag in tags) != len(tags):
            raise ApiError(400, "Bad Request: can't parse entities: unsupported start tag")
        words = html.unescape(words)
    if len(words.encode("utf-16-le")) // 2 > most:
        what = "message" if name == "text" else f"message {name}"
        raise ApiError(400, f"Bad Request: {what} is too long")
    return words


def failure(status: int, description: str) -> web.Response:
    """The platform's way of saying no."""
    answer = {"ok": False, "error_code": status, "description": description}
    return web.json_response(answer, status=status)


def drop(request: web.Request) -> web.StreamResponse:
    """No answer: the connection is cut."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def instead(request: web.Request, fault: Fault) -> web.StreamResponse:
    """What a fault does."""
    await asyncio.sleep(fault.hangs)
    if fault.drops is not None:
        return drop(request)
    back = {"Location": str(request.url)} if 300 <= fault.status < 400 else {}  # where all goes well again
    return web.Response(status=fault.status, body=fault.body, headers=back, content_type="application/json")
