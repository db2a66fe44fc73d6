"""The web layer on a real port, with small real implementations of what it needs, all in memory."""

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from prometheus_client import REGISTRY, generate_latest

from bot.channels import webchat
from bot.core.channel import Menu, WebhookRequest
from bot.core.clock import Clock, ManualClock
from bot.core.errors import BadRequest, BadSignature, MediaRefused, Unavailable
from bot.core.messages import (
    Address,
    Capabilities,
    Choice,
    Delivered,
    Inbound,
    Kind,
    Media,
    Outbound,
    Picture,
    Purpose,
)
from bot.core.texts import Texts
from bot.web.app import create_web
from bot.web.ports import ChatEvent
from bot.web.server import ChatServer

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECRET = "right-secret"
TEXTS = Path(__file__).parents[2] / "config" / "texts"


class Platform:
    """A platform as small as can be: a secret in a header, messages as JSON, replies in the response."""

    name = "telegram"
    account = "main"
    secrets = (SECRET,)
    caps = Capabilities(
        max_text=4096,
        buttons=True,
        messages_per_second=30,
        messages_per_second_per_user=1,
        max_upload_bytes=20_000_000,
    )

    def __init__(self) -> None:
        self.acknowledged: list[str] = []
        self.acknowledging = asyncio.Event()
        self.acknowledging.set()

    def verify(self, request: WebhookRequest) -> None:
        if request.headers.get("x-telegram-bot-api-secret-token") != SECRET:
            raise BadSignature

    def parse(self, request: WebhookRequest) -> list[Inbound]:
        try:
            update = json.loads(request.body)
        except ValueError:
            raise BadRequest("no JSON") from None
        if "text" not in update and "tap" not in update:
            return []
        return [
            Inbound(
                address=Address(channel=self.name, account=self.account, user=str(update["user"])),
                external_id=str(update["id"]),
                kind=Kind.CHOICE if "tap" in update else Kind.TEXT,
                text=update.get("text", ""),
                choice=update.get("tap"),
                sent_at=NOON,
            )
        ]

    def answer(self, out: Outbound) -> bytes | None:
        return json.dumps({"method": "sendMessage", "text": out.text}).encode()

    async def send(self, out: Outbound) -> Delivered:
        return Delivered(message_id="1")

    async def acknowledge(self, inbound: Inbound) -> None:
        await self.acknowledging.wait()
        self.acknowledged.append(inbound.external_id)

    async def fetch(self, media: Media, most: int) -> bytes:
        return b""

    async def set_menu(self, user: str, menu: Menu) -> None:
        return None

    async def close(self) -> None:
        return None


@dataclass
class MemoryIntake:
    """Keeps what was accepted; ``down`` makes it refuse, ``reply`` is what it answers."""

    accepted: list[Inbound] = field(default_factory=list)
    down: bool = False
    reply: str | None = None

    async def accept(self, inbounds: Sequence[Inbound]) -> Outbound | None:
        if self.down:
            raise Unavailable("down")
        self.accepted.extend(inbounds)
        if self.reply is None:
            return None
        return Outbound(id="1", to=inbounds[0].address, text=self.reply)


class MemoryChatLog:
    """The messages sent to each user, and the pictures, which belong to one user each."""

    def __init__(self) -> None:
        self._events: dict[str, list[ChatEvent]] = {}
        self._pictures: dict[tuple[str, str], Picture] = {}
        self._news = asyncio.Condition()
        self._last = 0

    async def say(
        self,
        user: str,
        text: str,
        choices: tuple[tuple[Choice, ...], ...] = (),
        picture: Picture | None = None,
        ask_location: bool = False,
        instead_of: ChatEvent | None = None,
    ) -> ChatEvent:
        """Sends ``user`` a message, or changes an earlier one."""
        picture_id = secrets.token_hex(16) if picture else None
        if picture and picture_id:
            self._pictures[user, picture_id] = picture
        self._last += 1
        event = ChatEvent(
            id=f"{self._last:020d}",
            message=instead_of.message if instead_of else f"m{self._last}",
            text=text,
            choices=choices,
            picture_id=picture_id,
            at=datetime.now(UTC),
            purpose=Purpose.REPLY,
            ask_location=ask_location,
        )
        self._events.setdefault(user, []).append(event)
        async with self._news:
            self._news.notify_all()
        return event

    async def since(self, user: str, after: str, most: int) -> list[ChatEvent]:
        return [event for event in self._events.get(user, ()) if event.id > after][:most]

    async def changed(self, user: str, timeout: float) -> None:  # noqa: ASYNC109
        try:
            async with asyncio.timeout(timeout), self._news:
                await self._news.wait()
        except TimeoutError:
            return

    async def picture(self, user: str, picture_id: str) -> Picture | None:
        return self._pictures.get((user, picture_id))


class MemoryUploads:
    """Uploads by reference; an .apk is refused by its type."""

    def __init__(self) -> None:
        self.stored: dict[str, tuple[str, bytes, str]] = {}

    async def put(self, user: str, data: bytes, mime: str) -> str:
        if mime == "application/vnd.android.package-archive":
            raise MediaRefused("chat.refused.too_large")
        ref = secrets.token_urlsafe(16)
        self.stored[ref] = (user, data, mime)
        return ref

    def claim(self, user: str, ref: str) -> str:
        if ref not in self.stored or self.stored[ref][0] != user:
            raise MediaRefused("media.unavailable")
        return ref

    async def take(self, ref: str) -> bytes:
        return self.stored[ref][1]


@dataclass
class SettableHealth:
    """Healthy until told otherwise."""

    found: tuple[str, ...] = ()

    async def problems(self) -> tuple[str, ...]:
        return self.found


class House:
    """Everything behind the web layer, for a test to look at and to play the bot."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.platform = Platform()
        self.intake = MemoryIntake()
        self.chat_log = MemoryChatLog()
        self.uploads = MemoryUploads()
        self.health = SettableHealth()
        self.clock = clock or ManualClock(NOON)
        self.logins: dict[str, str] = {}
        self.url = ""
        self.server: ChatServer | None = None

    def stop(self) -> None:
        """Asks the service to stop, as SIGTERM does."""
        assert self.server
        self.server.should_exit = True

    @asynccontextmanager
    async def open(self, *, demo: bool = False, port: int = 0) -> AsyncIterator[str]:
        """Serves on a loopback port and gives the base URL."""
        chat = webchat.build(uploads=self.uploads, clock=self.clock)
        app = create_web(
            channels={"telegram": self.platform, "webchat": chat},
            intake=self.intake,
            chat_log=self.chat_log,
            uploads=self.uploads,
            health=self.health,
            texts=Texts.load(TEXTS),
            clock=self.clock,
            metrics_page=lambda: generate_latest(REGISTRY),
            allowed_origins=("https://chat.example.org",),
            cookie_secure=False,
            login=self.logins.get if demo else None,
        )
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=10, ws="none")
        self.server = ChatServer(config, app.state.streams)
        async with _serving(self.server, port) as url:
            self.url = url
            yield url


@asynccontextmanager
async def _serving(server: ChatServer, port: int) -> AsyncIterator[str]:
    # asyncio switches Nagle's algorithm off (40 ms a response) only where the protocol is named.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    at = listening.getsockname()[1]
    running = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{at}"
    finally:
        server.should_exit = True
        await running
