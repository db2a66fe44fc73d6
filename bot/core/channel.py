"""The contract that every channel keeps. The sender and the web layer know channels only through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.core.messages import Capabilities, Delivered, Inbound, Media, Outbound


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """An HTTP request of a platform, free of any web framework; header names are lower case."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """The commands that one person sees, (command, description) in order; by role and language."""

    commands: tuple[tuple[str, str], ...]


class Channel(Protocol):
    """A way to reach people. Built by ``build(settings) -> Channel`` in the channel's own file."""

    @property
    def name(self) -> str:
        """``telegram``, ``webchat``: the first part of an address."""

    @property
    def account(self) -> str:
        """Which of our accounts there: the second part of an address."""

    @property
    def caps(self) -> Capabilities:
        """What the channel can do."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is masked in every log line."""

    def verify(self, request: WebhookRequest) -> None:
        """Raises :class:`~bot.core.errors.BadSignature` unless the platform itself sent the request."""

    def parse(self, request: WebhookRequest) -> list[Inbound]:
        """What the request says; unknown kinds give an empty list.

        Raises :class:`~bot.core.errors.BadRequest` when it cannot be read.
        """

    def answer(self, out: Outbound) -> bytes | None:
        """``out`` as the body of the webhook's response, or None where that cannot be (pictures, long texts)."""

    async def send(self, out: Outbound) -> Delivered:
        """Sends it, or changes what it replaces.

        Raises :class:`~bot.core.errors.SendError`, with ``code`` HANDLE_REFUSED when nothing was sent because the
        platform no longer knows the handle of the picture.
        """

    async def acknowledge(self, inbound: Inbound) -> None:
        """Tells the platform that a tap was heard and takes the used buttons away; best effort, never raises."""

    async def fetch(self, media: Media, most: int) -> bytes:
        """The bytes of a file that a person sent, at most ``most``; raises MediaRefused or SendError."""

    async def set_menu(self, user: str, menu: Menu) -> None:
        """Shows one user the commands of his role; best effort, never raises."""

    async def set_menus(self, menus: Mapping[str, Menu]) -> None:
        """Shows all who have no menu of their own the one in their app's language ("": every other language).

        Best effort, never raises.
        """

    async def close(self) -> None:
        """Lets connections go."""
