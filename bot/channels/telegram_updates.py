"""Telegram's updates as our own inbound messages, mapped by hand: a turn costs microseconds.

Only private chats are ours: a case has no place in a group. What cannot be read raises BadRequest, never
anything else. The fields: https://core.telegram.org/bots/api#update
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.channels.telegram_json import (
    Json,
    a_coordinate,
    a_list,
    a_string,
    an_instant,
    an_integer,
    an_object,
    an_optional_integer,
    an_optional_string,
    check_object,
)
from bot.core.clock import Clock
from bot.core.messages import Address, Inbound, Kind, Media, MediaKind

CHANNEL = "telegram"

_FILES = {
    "document": MediaKind.DOCUMENT,
    "voice": MediaKind.VOICE,
    "audio": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "video_note": MediaKind.VIDEO,
}
# What the platform says about the chat itself: nobody spoke, so nobody is answered.
_NOTICES = frozenset(
    (
        "boost_added",
        "chat_background_set",
        "message_auto_delete_timer_changed",
        "pinned_message",
        "write_access_allowed",
    )
)
_FOLLOWS = {"kicked": Kind.UNFOLLOW, "member": Kind.FOLLOW}


def read_update(update: Json, account: str, clock: Clock) -> list[Inbound]:
    """What a person did, or [] for a kind or a chat that is not ours.

    ``account`` is the bot's id; ``clock`` dates a tap, which carries no time. Raises BadRequest.
    """
    external_id = str(an_integer(update, "update_id"))
    for name, read in _READERS.items():
        if name in update:
            return read(_Reader(external_id, account, clock), an_object(update, name))
    return []


class _Reader:
    """The reading of one update: what all its inbound messages have in common."""

    def __init__(self, external_id: str, account: str, clock: Clock) -> None:
        self._external_id = external_id
        self._account = account
        self._clock = clock

    def message(self, message: Json) -> list[Inbound]:
        if not _private(message) or not _NOTICES.isdisjoint(message):
            return []
        return [
            self._inbound(
                message,
                sent_at=an_instant(message, "date"),
                message_id=str(an_integer(message, "message_id")),
                album=an_optional_string(message, "media_group_id"),
                **_content(message),
            )
        ]

    def edited_message(self, message: Json) -> list[Inbound]:
        words = _words(message)
        if not _private(message) or words is None:  # a live location moves on, a game's score changes
            return []
        edited_at = an_instant(message, "edit_date" if "edit_date" in message else "date")
        message_id = str(an_integer(message, "message_id"))
        return [self._inbound(message, kind=Kind.EDITED, text=words, message_id=message_id, sent_at=edited_at)]

    def callback_query(self, query: Json) -> list[Inbound]:
        if query.get("message") is None or not _private(message := an_object(query, "message")):
            return []
        return [
            self._inbound(
                {"chat": message["chat"], "from": query.get("from")},
                kind=Kind.CHOICE,
                choice=an_optional_string(query, "data") or "",
                callback_id=a_string(query, "id"),
                message_id=str(an_integer(message, "message_id")),
                sent_at=self._clock.now(),
            )
        ]

    def my_chat_member(self, change: Json) -> list[Inbound]:
        kind = _FOLLOWS.get(a_string(an_object(change, "new_chat_member"), "status"))
        if not _private(change) or kind is None:
            return []
        return [self._inbound(change, kind=kind, sent_at=an_instant(change, "date"))]

    def _inbound(self, body: Json, *, kind: Kind, sent_at: datetime, **more: Any) -> Inbound:
        sender = an_object(body, "from")
        user = str(an_integer(an_object(body, "chat"), "id"))
        return Inbound(
            address=Address(channel=CHANNEL, account=self._account, user=user),
            external_id=self._external_id,
            kind=kind,
            sent_at=sent_at,
            locale=an_optional_string(sender, "language_code"),
            **more,
        )


_READERS: dict[str, Callable[[_Reader, Json], list[Inbound]]] = {
    "message": _Reader.message,
    "callback_query": _Reader.callback_query,
    "edited_message": _Reader.edited_message,
    "my_chat_member": _Reader.my_chat_member,
}
ALLOWED_UPDATES = tuple(_READERS)


def _private(body: Json) -> bool:
    return a_string(an_object(body, "chat"), "type") == "private"


def _words(message: Json) -> str | None:
    text = an_optional_string(message, "text")
    return an_optional_string(message, "caption") if text is None else text


def _content(message: Json) -> dict[str, Any]:
    """The fields of Inbound that say what a message is."""
    words = _words(message) or ""
    if "text" in message:
        return {"kind": Kind.TEXT, "text": words}
    if (media := _media(message)) is not None:
        return {"kind": Kind.MEDIA, "media": (media,), "text": words}
    if "location" in message:
        return {"kind": Kind.LOCATION} | _place(an_object(message, "location"))
    if "contact" in message and (phone := _own_phone(message)) is not None:
        return {"kind": Kind.CONTACT, "phone": phone}
    return {"kind": Kind.UNSUPPORTED, "text": words}


def _media(message: Json) -> Media | None:
    if "photo" in message:
        sizes = [check_object(size) for size in a_list(message, "photo")]
        largest = max(sizes, key=lambda size: an_integer(size, "width") * an_integer(size, "height"))
        return _file(MediaKind.PHOTO, largest)
    for name, kind in _FILES.items():
        if name in message:
            return _file(kind, an_object(message, name))
    return None


def _file(kind: MediaKind, file: Json) -> Media:
    return Media(
        kind=kind,
        ref=a_string(file, "file_id"),
        size=an_optional_integer(file, "file_size"),
        mime=an_optional_string(file, "mime_type"),
    )


def _place(location: Json) -> dict[str, float]:
    return {
        "latitude": a_coordinate(location, "latitude", 90),
        "longitude": a_coordinate(location, "longitude", 180),
    }


def _own_phone(message: Json) -> str | None:
    """The number, if the contact is the sender's own: anyone may forward anybody's card."""
    contact = an_object(message, "contact")
    if an_optional_integer(contact, "user_id") != an_integer(an_object(message, "from"), "id"):
        return None
    return a_string(contact, "phone_number")
