"""The web chat as a channel. Sending gives a message its place in the order; the page reads it from there."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.core.channel import Menu, WebhookRequest
from bot.core.clock import Clock
from bot.core.errors import BadRequest, BadSignature, MediaRefused
from bot.core.messages import Capabilities, Delivered, Inbound, Media, Outbound

_ID_DIGITS = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Shelf(Protocol):
    """Where uploaded files lie."""

    async def take(self, ref: str) -> bytes:
        """The bytes behind a reference."""


class WebChatChannel:
    """Our own page (bot/web/chat.py). It has no webhook: the page's posts come in through bot/web."""

    name = "webchat"
    account = "main"
    secrets: tuple[str, ...] = ()
    caps = Capabilities(
        max_text=10_000,
        buttons=True,
        messages_per_second=1_000.0,
        messages_per_second_per_user=50.0,
        max_upload_bytes=10_000_000,
    )

    def __init__(self, *, uploads: Shelf, clock: Clock) -> None:
        self._uploads = uploads
        self._clock = clock
        self._last = 0

    def start_after(self, last_id: str) -> None:
        """Makes every further id greater than ``last_id``: after a restart the clock may stand earlier."""
        self._last = max(self._last, int(last_id))

    def verify(self, request: WebhookRequest) -> None:
        """Raises BadSignature: no platform speaks for the web chat."""
        raise BadSignature("the web chat has no webhook")

    def parse(self, request: WebhookRequest) -> list[Inbound]:
        """Raises BadRequest: no platform speaks for the web chat."""
        raise BadRequest("the web chat has no webhook")

    def answer(self, out: Outbound) -> bytes | None:
        """None: answers come on the page's event stream."""
        return None

    async def send(self, out: Outbound) -> Delivered:
        """The message's place in the order: 20 digits, greater than every one before.

        One that replaces another gets a new place, so that open pages read it; they show it where the old one stood.
        """
        nanoseconds = (self._clock.now() - _EPOCH) // timedelta(microseconds=1) * 1_000
        self._last = max(self._last + 1, nanoseconds)
        return Delivered(message_id=f"{self._last:0{_ID_DIGITS}d}")

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nothing to do: the page itself greys the used buttons."""

    async def fetch(self, media: Media, most: int) -> bytes:
        """The bytes of an upload; raises MediaRefused when they are more than ``most``."""
        data = await self._uploads.take(media.ref)
        if len(data) > most:
            raise MediaRefused("chat.refused.too_large")
        return data

    async def set_menu(self, user: str, menu: Menu) -> None:
        """Nothing to do: the page has no command menu."""

    async def set_menus(self, menus: Mapping[str, Menu]) -> None:
        """Nothing to do: the page has no command menu."""

    async def close(self) -> None:
        """Nothing to let go."""


def build(*, uploads: Shelf, clock: Clock) -> WebChatChannel:
    """The web chat's channel."""
    return WebChatChannel(uploads=uploads, clock=clock)
