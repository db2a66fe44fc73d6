"""The channel-neutral words of the house: who, what came in, what goes out."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

# As bot.core.ids.new_token makes them; and a command with a topic (go:notices.event), as it stands under a notice.
_LASTING_TOKEN = re.compile(r"[A-Za-z0-9_-]{16}|go:[a-z_]+\.[a-z0-9]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a person is reached: which channel, which of our accounts there, which user of it."""

    channel: str
    account: str
    user: str

    @property
    def key(self) -> str:
        """One string for dictionaries and lanes; never logged (it holds the platform's user id)."""
        return f"{self.channel}:{self.account}:{self.user}"


class Kind(StrEnum):
    """What an inbound message is."""

    TEXT = "text"
    CHOICE = "choice"  # a button: ``choice`` is its token
    MEDIA = "media"  # ``media``, with ``text`` as the caption
    LOCATION = "location"
    CONTACT = "contact"  # the sender's own phone number, checked by the channel
    FOLLOW = "follow"  # the person opened or unblocked the chat
    UNFOLLOW = "unfollow"  # the person blocked it
    EDITED = "edited"  # ``text`` replaces what ``message_id`` said before
    UNSUPPORTED = "unsupported"  # a sticker, a poll, somebody else's contact: a friendly sentence, no step


class MediaKind(StrEnum):
    """How a platform labels a file; what it really is, is looked at when it is fetched."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file that a person sent, by the channel's own reference; ``size`` in bytes where the platform says it."""

    kind: MediaKind
    ref: str
    size: int | None = None
    mime: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing that a person did, on any channel.

    ``external_id`` is unique per channel account and makes a redelivery recognisable. ``message_id`` is the
    platform's id of the message (of the pressed button's message for a choice). ``album`` joins photos sent together.
    ``callback_id`` is what the channel needs to acknowledge a tap.
    """

    address: Address
    external_id: str
    kind: Kind
    text: str = ""
    choice: str | None = None
    media: tuple[Media, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None
    message_id: str | None = None
    album: str | None = None
    callback_id: str | None = None
    locale: str | None = None
    sent_at: datetime

    @property
    def lasts(self) -> bool:
        """Whether the pressed button stays for the next act: a card's or a notice's, unlike those of a question."""
        return bool(_LASTING_TOKEN.fullmatch(self.choice or ""))


class Purpose(IntEnum):
    """Why a message goes out; the lower goes first."""

    URGENT = 0
    REPLY = 1
    STAFF = 2
    REMINDER = 3
    BROADCAST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button: its words and the opaque token that comes back when it is pressed."""

    label: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file of ours that goes out: re-encoded bytes and what they are; the name is ours, never the sender's.

    ``handle`` stands for the bytes, which are left out, where the platform has them already: it gave it to us itself
    (:attr:`Delivered.handle`).
    """

    data: bytes
    mime: str
    name: str
    handle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """One message to one address, as a channel gets it.

    ``text`` is plain (the channel escapes it), ``choices`` are rows of buttons, ``picture`` a file with ``text`` as
    its caption. ``ask_location`` asks for the platform's own share button where it has one. With a ``menu``, (command,
    description) in order, it says nothing: it changes the person's command list. ``replaces`` is the platform's id of
    an earlier message whose place this one takes (edited, not repeated); with nothing to show it takes that one away.
    """

    id: str
    to: Address
    text: str
    choices: tuple[tuple[Choice, ...], ...] = ()
    picture: Picture | None = None
    purpose: Purpose = Purpose.REPLY
    ask_location: bool = False
    menu: tuple[tuple[str, str], ...] = ()
    replaces: str | None = None

    @property
    def takes_back(self) -> bool:
        """Whether it takes an earlier message away."""
        return self.replaces is not None and not self.text and self.picture is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What a platform says of a message that it took: its id ("" where it gives none), and by which ``handle`` the
    same account of ours can send the message's file again without its bytes (None where there is no such thing).
    """

    message_id: str = ""
    handle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can do; ``*_per_second`` are the platform's published or observed rates."""

    max_text: int
    buttons: bool
    messages_per_second: float
    messages_per_second_per_user: float
    max_upload_bytes: int
    leaves_country: bool = False
    commands: bool = False
