"""An Outbound as the Bot API calls that show it, in order, and what the platform says of them:
core.telegram.org/bots/api#sendmessage
"""

from collections.abc import Iterator
from typing import Any

from telegram import InputFile

from bot.channels.telegram_text import MOST_CAPTION, fits, split, to_html, to_plain
from bot.core.errors import Retry, SendError
from bot.core.messages import Choice, Delivered, Outbound, Picture

MOST_TOKEN_BYTES = 64  # core.telegram.org/bots/api#inlinekeyboardbutton
MOST_PHOTO_BYTES = 10 << 20  # core.telegram.org/bots/api#sending-files

_PHOTOS = frozenset(("image/jpeg", "image/png", "image/webp"))
_NO_PREVIEW = {"is_disabled": True}

Call = tuple[str, dict[str, Any]]


def to_calls(out: Outbound) -> Iterator[Call]:
    """(method, parameters) for each part of ``out``; the buttons hang on the last.

    Raises SendError when a button cannot be shown.
    """
    if out.replaces is not None:
        yield _change(out, int(out.replaces))
    elif out.picture is None:
        yield from _texts(out)
    elif fits(out.text, MOST_CAPTION):
        yield _picture(out, out.picture, _caption(out.text) | _markup(out))
    else:
        yield _picture(out, out.picture, {})
        yield from _texts(out)


def to_message(out: Outbound) -> dict[str, Any]:
    """The parameters of sendMessage for an ``out`` that fits in one; raises SendError for its buttons."""
    return _text(out.to.user, out.text) | _markup(out)


def read_message(said: object) -> Delivered:
    """What the platform says of a message that it took; minimal servers say nothing.

    Its id for our file serves this bot again and again, and only with the same method: it is kept together with the
    parameter's name (core.telegram.org/bots/api#sending-files). Of a photo's sizes the largest stands last.
    """
    told = said if isinstance(said, dict) else {}
    sizes = told.get("photo")
    files = {"photo": sizes[-1] if isinstance(sizes, list) and sizes else None, "document": told.get("document")}
    handles = [
        f"{name}:{file['file_id']}" for name, file in files.items() if isinstance(file, dict) and file.get("file_id")
    ]
    message_id = told.get("message_id")
    return Delivered(message_id="" if message_id is None else str(message_id), handle=handles[0] if handles else None)


def in_plain_words(parameters: dict[str, Any]) -> dict[str, Any]:
    """The same parameters without HTML, for a server that could not parse it."""
    words = {name: to_plain(parameters[name]) for name in ("text", "caption") if name in parameters}
    return {name: value for name, value in parameters.items() if name != "parse_mode"} | words


def _texts(out: Outbound) -> Iterator[Call]:
    *earlier, last = split(out.text)
    for part in earlier:
        yield "sendMessage", _text(out.to.user, part)
    yield "sendMessage", _text(out.to.user, last) | _markup(out)


def _change(out: Outbound, message_id: int) -> Call:
    """A message that was sent before, edited in its place or deleted; what does not fit into one is left out."""
    place = {"message_id": message_id}
    if out.takes_back:
        return "deleteMessage", {"chat_id": int(out.to.user)} | place
    return "editMessageText", _text(out.to.user, split(out.text)[0]) | place | _markup(out)


def _text(user: str, text: str) -> dict[str, Any]:
    return {
        "chat_id": int(user),
        "text": to_html(text),
        "parse_mode": "HTML",
        "link_preview_options": _NO_PREVIEW,
    }


def _picture(out: Outbound, picture: Picture, more: dict[str, Any]) -> Call:
    name, file = _file(picture)
    return f"send{name.capitalize()}", {"chat_id": int(out.to.user), name: file} | more


def _file(picture: Picture) -> tuple[str, InputFile | str]:
    """The parameter that carries it: its bytes, or what the platform called them when it got them."""
    if picture.handle is not None:
        name, _, file_id = picture.handle.partition(":")
        return name, file_id
    shown = picture.mime in _PHOTOS and len(picture.data) <= MOST_PHOTO_BYTES
    return "photo" if shown else "document", InputFile(picture.data, filename=picture.name)


def _caption(text: str) -> dict[str, Any]:
    return {"caption": to_html(text), "parse_mode": "HTML"} if text else {}


def _markup(out: Outbound) -> dict[str, Any]:
    """The buttons under the message.

    Only a keyboard's button could share a place, and it cannot stand beside these: a place is shared by the
    paper clip, as the question says.
    """
    if not out.choices:
        return {}
    return {"reply_markup": {"inline_keyboard": [[_button(choice) for choice in row] for row in out.choices]}}


def _button(choice: Choice) -> dict[str, str]:
    if len(choice.token.encode("utf-8", "replace")) > MOST_TOKEN_BYTES:
        raise SendError(code="button_token_too_long", retry=Retry.NO)
    return {"text": choice.label, "callback_data": choice.token}
