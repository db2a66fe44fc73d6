"""What the web layer needs from the rest of the house; ``bot/app.py`` hands in the real things."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.messages import Choice, Inbound, Outbound, Picture, Purpose


class Intake(Protocol):
    """The way into the pipeline."""

    async def accept(self, inbounds: Sequence[Inbound]) -> Outbound | None:
        """Returns after everything is committed, with the reply for the response's body or None.

        Raises :class:`~bot.core.errors.Unavailable` when the database cannot take anything.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEvent:
    """A message that was sent to a web chat user; ``id`` is zero-padded, so ids sort as they were sent.

    ``message`` stays the same when a message is changed and told again under a new ``id``; one that has nothing to
    show any more was taken back. ``mime`` says what the file ``picture_id`` is; without it, it is taken for a picture.
    """

    id: str
    message: str
    text: str
    choices: tuple[tuple[Choice, ...], ...]
    picture_id: str | None
    at: datetime
    purpose: Purpose
    ask_location: bool = False
    mime: str | None = None

    @property
    def shows_picture(self) -> bool:
        """Whether there is a picture to look at, and not a file to be opened."""
        return self.picture_id is not None and (self.mime is None or self.mime.startswith("image/"))


class ChatLog(Protocol):
    """What was sent to the users of the web chat."""

    async def since(self, user: str, after: str, most: int) -> list[ChatEvent]:
        """At most ``most`` messages to ``user`` above the id ``after`` (empty: from the first), in order."""

    async def changed(self, user: str, timeout: float) -> None:  # noqa: ASYNC109 - a wait that ends, not an error
        """Returns when something new may be there for ``user``, or after ``timeout`` seconds."""

    async def picture(self, user: str, picture_id: str) -> Picture | None:
        """A picture, only if it was sent to ``user``."""


class Uploads(Protocol):
    """Files that web chat users sent, stored encrypted."""

    async def put(self, user: str, data: bytes, mime: str) -> str:
        """Stores a file and returns a random reference that only ``user`` may use.

        Raises :class:`~bot.core.errors.MediaRefused` for what is not taken.
        """

    def claim(self, user: str, ref: str) -> str:
        """The reference under which the channel takes the file; raises MediaRefused unless ``user`` was given
        ``ref``.
        """

    async def take(self, ref: str) -> bytes:
        """The bytes behind a claimed reference."""


class Health(Protocol):
    """What stands in the way of serving."""

    async def problems(self) -> tuple[str, ...]:
        """Short sentences without personal data; empty means ready."""
