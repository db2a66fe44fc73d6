"""Telegram's updates, as the Bot API documents them, and what they are to us."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import build
from bot.core.channel import WebhookRequest
from bot.core.clock import ManualClock
from bot.core.errors import BadRequest
from bot.core.messages import Address, Inbound, Kind, Media, MediaKind

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENT = datetime(2026, 3, 2, 8, tzinfo=UTC)
PERSON = {"id": 7, "is_bot": False, "first_name": "李", "last_name": "雷", "language_code": "zh-hans"}
PRIVATE = {"id": 7, "type": "private", "first_name": "李"}
GROUP = {"id": -100, "type": "supergroup", "title": "骑手群"}
BASE = {"message_id": 5, "date": int(SENT.timestamp()), "chat": PRIVATE, "from": PERSON}
BOT = {"id": 4242, "is_bot": True, "first_name": "工驿"}

CHANNEL = build(
    token="4242:x", api_base="http://x/bot", file_base="http://x/file/bot", secret="s", clock=ManualClock(NOW)
)


def parse(update: object) -> list[Inbound]:
    return CHANNEL.parse(WebhookRequest(headers={}, body=json.dumps(update).encode()))


def inbound(**fields: Any) -> Inbound:
    common = {
        "address": Address(channel="telegram", account="4242", user="7"),
        "external_id": "1",
        "locale": "zh-hans",
        "sent_at": SENT,
        "message_id": "5",
    }
    return Inbound(**common | fields)


def message(**content: object) -> dict[str, object]:
    return {"message": BASE | content}


def media(kind: MediaKind, size: int | None = 10, mime: str | None = None) -> tuple[Media, ...]:
    return (Media(kind=kind, ref="F", size=size, mime=mime),)


def size(ref: str, width: int, height: int) -> dict[str, object]:
    return {"file_id": ref, "file_unique_id": "u", "width": width, "height": height, "file_size": 10}


FILE = {"file_id": "F", "file_unique_id": "u", "file_size": 10}
TAP = {
    "id": "9",
    "from": PERSON,
    "chat_instance": "1",
    "data": "t-1",
    "message": {**BASE, "from": BOT, "text": "?"},
}
UNSUPPORTED = inbound(kind=Kind.UNSUPPORTED)

UPDATES: list[tuple[dict[str, object], Inbound]] = [
    (message(text="我被欠薪了"), inbound(kind=Kind.TEXT, text="我被欠薪了")),
    (message(text="/start", entities=[]), inbound(kind=Kind.TEXT, text="/start")),
    (message(text="a\0b\ud83d"), inbound(kind=Kind.TEXT, text="ab?")),
    (
        message(photo=[size("S", 90, 60), size("F", 900, 600), size("M", 300, 200)], caption="工资条"),
        inbound(kind=Kind.MEDIA, media=media(MediaKind.PHOTO), text="工资条"),
    ),
    (
        message(photo=[size("F", 9, 6)], media_group_id="123"),
        inbound(kind=Kind.MEDIA, media=media(MediaKind.PHOTO), album="123"),
    ),
    (
        message(document=FILE | {"mime_type": "application/pdf", "file_name": "合同.pdf"}),
        inbound(kind=Kind.MEDIA, media=media(MediaKind.DOCUMENT, mime="application/pdf")),
    ),
    (
        message(document={"file_id": "F"}),
        inbound(kind=Kind.MEDIA, media=media(MediaKind.DOCUMENT, size=None)),
    ),
    (message(voice=FILE), inbound(kind=Kind.MEDIA, media=media(MediaKind.VOICE))),
    (message(audio=FILE), inbound(kind=Kind.MEDIA, media=media(MediaKind.VOICE))),
    (message(video=FILE, caption="看"), inbound(kind=Kind.MEDIA, media=media(MediaKind.VIDEO), text="看")),
    (message(video_note=FILE), inbound(kind=Kind.MEDIA, media=media(MediaKind.VIDEO))),
    (
        message(location={"latitude": 31.2, "longitude": 121}),
        inbound(kind=Kind.LOCATION, latitude=31.2, longitude=121.0),
    ),
    (
        message(contact={"phone_number": "13800138000", "first_name": "李", "user_id": 7}),
        inbound(kind=Kind.CONTACT, phone="13800138000"),
    ),
    (message(contact={"phone_number": "13800138000", "first_name": "王", "user_id": 8}), UNSUPPORTED),
    (message(contact={"phone_number": "13800138000", "first_name": "王"}), UNSUPPORTED),
    (message(sticker=FILE), UNSUPPORTED),
    (message(poll={"id": "1"}), UNSUPPORTED),
    (message(something_of_next_year={}), UNSUPPORTED),
    (
        {"edited_message": BASE | {"text": "改了", "edit_date": int(NOW.timestamp())}},
        inbound(kind=Kind.EDITED, text="改了", sent_at=NOW),
    ),
    (
        {"edited_message": BASE | {"photo": [size("F", 9, 6)], "caption": "改了"}},
        inbound(kind=Kind.EDITED, text="改了"),
    ),
    ({"callback_query": TAP}, inbound(kind=Kind.CHOICE, choice="t-1", callback_id="9", sent_at=NOW)),
    (
        {"callback_query": TAP | {"message": {"message_id": 5, "date": 0, "chat": PRIVATE}}},
        inbound(kind=Kind.CHOICE, choice="t-1", callback_id="9", sent_at=NOW),
    ),
    (
        {"my_chat_member": BASE | {"new_chat_member": {"user": BOT, "status": "kicked"}}},
        inbound(kind=Kind.UNFOLLOW, message_id=None),
    ),
    (
        {"my_chat_member": BASE | {"new_chat_member": {"user": BOT, "status": "member"}}},
        inbound(kind=Kind.FOLLOW, message_id=None),
    ),
]


@pytest.mark.parametrize(("update", "expected"), UPDATES)
def test_an_update_is_one_inbound(update: dict[str, object], expected: Inbound) -> None:
    (got,) = parse({"update_id": 1} | update)
    assert asdict(got) == asdict(expected)


NOTHING: list[dict[str, object]] = [
    {},
    {"channel_post": BASE},
    {"business_message": BASE},
    {"something_of_next_year": 1},
    {"message": BASE | {"chat": GROUP, "text": "群里的话"}},
    {"message": BASE | {"chat": {"id": -1, "type": "channel"}, "text": "x"}},
    {"edited_message": BASE | {"chat": GROUP, "text": "x"}},
    {"edited_message": BASE | {"location": {"latitude": 1, "longitude": 1}}},
    {"callback_query": TAP | {"message": BASE | {"chat": GROUP}}},
    {"callback_query": {name: TAP[name] for name in ("id", "from", "data")} | {"inline_message_id": "1"}},
    {"my_chat_member": BASE | {"chat": GROUP, "new_chat_member": {"status": "member"}}},
    {"my_chat_member": BASE | {"new_chat_member": {"status": "restricted"}}},
    {"message": BASE | {"pinned_message": BASE}},
]


@pytest.mark.parametrize("update", NOTHING)
def test_what_is_not_ours_is_nothing(update: dict[str, object]) -> None:
    assert parse({"update_id": 1} | update) == []


MALFORMED: list[object] = [
    None,
    [],
    "x",
    {},
    {"update_id": "1"},
    {"update_id": True},
    {"update_id": 1 << 63},
    {"update_id": 1, "message": []},
    {"update_id": 1, "message": {}},
    {"update_id": 1, "message": BASE | {"text": 5}},
    {"update_id": 1, "message": BASE | {"date": 1 << 60, "text": "x"}},
    {"update_id": 1, "message": {**BASE, "from": None, "text": "x"}},
    {"update_id": 1, "message": BASE | {"photo": []}},
    {"update_id": 1, "message": BASE | {"photo": [{"file_id": "F"}]}},
    {"update_id": 1, "message": BASE | {"voice": {"file_id": None}}},
    {"update_id": 1, "message": BASE | {"location": {"latitude": 91, "longitude": 0}}},
    {"update_id": 1, "message": BASE | {"location": {"latitude": float("nan"), "longitude": 0}}},
    {"update_id": 1, "message": BASE | {"location": {"latitude": True, "longitude": 0}}},
    {"update_id": 1, "callback_query": TAP | {"id": 9}},
    {"update_id": 1, "my_chat_member": BASE},
]


@pytest.mark.parametrize("update", MALFORMED)
def test_what_cannot_be_read_is_a_bad_request(update: object) -> None:
    with pytest.raises(BadRequest):
        parse(update)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"update_id":' + b"9" * 5000 + b"}"])
def test_what_is_not_json_is_a_bad_request(body: bytes) -> None:
    with pytest.raises(BadRequest):
        CHANNEL.parse(WebhookRequest(headers={}, body=body))


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def damaged_updates(draw: st.DrawFn) -> object:
    """A good update in which one value, anywhere, is something else or is gone."""
    update = json.loads(json.dumps({"update_id": 1} | draw(st.sampled_from(UPDATES))[0]))
    place, key = draw(st.sampled_from(_places(update)))
    if draw(st.booleans()):
        place[key] = draw(ANY_JSON)
    else:
        del place[key]
    return update


def _places(value: object) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON value."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found = [(value, key) for key in keys]
    return found + [place for _, key in found for place in _places(value[key])]  # type: ignore[index]


@given(ANY_JSON | damaged_updates())
def test_anything_is_read_or_refused(update: object) -> None:
    try:
        found = parse(update)
    except BadRequest:
        return
    for one in found:
        json.dumps(asdict(one), default=str, ensure_ascii=False).encode()
