"""Whatever arrives gets one friendly sentence or a plain refusal, and the flow stays where it was."""

import json
import struct
import zlib

import pytest

from tests.e2e.conftest import Union
from tests.e2e.journey import STORY, finishes
from tests.support.service import SECRET

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def huge_png(width: int, height: int) -> bytes:
    """A file of a few hundred bytes that would be 7.5 GB of pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@pytest.mark.parametrize(
    ("secret", "body", "status", "outcome"),
    [
        ("wrong", b'{"update_id": 1}', 401, "forged"),
        (None, b'{"update_id": 1}', 401, "forged"),
        (SECRET, b"{" + b" " * 1_000_001 + b"}", 413, "too_large"),
        (SECRET, b'{"update_id": 1', 400, "unreadable"),
        (SECRET, b"[" * 100_000, 400, "unreadable"),
        (SECRET, b'{"update_id": 7, "message": {"text": 5}}', 400, "unreadable"),
        (SECRET, b'{"update_id": 7, "poll": {"id": "1"}}', 200, "ignored"),
        (
            SECRET,
            b'{"update_id": 7, "channel_post": {"chat": {"id": -1, "type": "channel"}}}',
            200,
            "ignored",
        ),
    ],
)
async def test_requests_that_are_none(union: Union, secret: str | None, body: bytes, status: int, outcome: str) -> None:
    name = f'gongyi_webhook_requests_total{{channel="telegram",outcome="{outcome}"}}'
    marks, counted = union.service.count("inbox"), await union.service.metric(name)
    headers = {HEADER: secret} if secret else {}
    async with union.api.http.post(union.service.hook, data=body, headers=headers) as response:
        assert response.status == status
    assert union.service.count("inbox") == marks
    assert await union.service.metric(name) == counted + 1


async def test_a_group_is_not_ours(union: Union) -> None:
    worker = union.worker()
    group = {"id": -100, "type": "group", "title": "骑手群"}
    message = {
        "message_id": 1,
        "date": 1,
        "chat": group,
        "from": {"id": 5, "is_bot": False, "first_name": "x"},
    }
    assert (await worker.does("message", message | {"text": STORY})).status == 200
    assert union.api.messages(-100) == []


NASTY = {
    "10,000 characters": "欠" * 10_000,
    "html": "<b>站长</b> <script>alert(1)</script> & <a href='x'>扣钱",
    "markdown": "*站长* _扣_ `钱` [看](http://x) ||藏||",
    "nul, bidi and zero width": "站\x00长\u202e扣\u200b了\u2066我\ufeff的\u00ad钱\u2028不\x1b[31m给",
    "lone surrogate": "站长\ud83d扣钱",
    "emoji": "👨‍👩‍👧‍👦" * 30,
    "a million zalgo": "扣" + "\u0301" * 900,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
async def test_odd_texts_in_the_middle_of_a_flow(union: Union, text: str) -> None:
    worker = union.worker()
    await worker.says(STORY)
    await worker.sees("同意这样记下来吗")
    raw = json.loads(json.dumps(text))
    delivery = await worker.says(raw)
    assert delivery.status == 200
    again = await worker.sees("")
    assert len(worker.shown) == 2, [shown.text for shown in worker.shown]
    assert again.text
    await worker.taps("同意，开始")
    await finishes(worker)


async def test_a_nasty_story_reaches_the_liaison_as_it_was_meant(union: Union) -> None:
    worker = union.worker()
    story = "<b>站长</b>扣了我三天工资 & 骂人\u202e，见 https://evil.example/x"
    await worker.says(story)
    number = await finishes(worker, 出了什么事=story)
    card = await union.api.wait_for(union.liaison.chat_id, lambda shown: number in shown.text)
    # What a tap would follow is defanged (a slash begins a command); all else stands as it was said.
    assert "<b>站长<／b>扣了我三天工资 & 骂人，见 https[:]//evil[.]example/x" in card.text


async def test_things_that_are_no_answer(union: Union) -> None:
    worker = union.worker()
    await worker.says(STORY)
    await worker.sees("同意这样记下来吗")
    await worker.sticker()
    assert "看不懂" in (await worker.sees("同意这样记下来吗")).text
    await worker.contact("13800138000", own=False)
    await worker.sees("看不懂")
    await worker.presses("a-button-of-yesterday")
    await worker.sees("按钮过期")
    await worker.taps("同意，开始")
    await finishes(worker)


async def test_files_that_are_refused_in_one_sentence(union: Union) -> None:
    worker = union.worker()
    await worker.says(STORY)
    await worker.sees("同意这样记下来吗")
    await worker.taps("同意，开始")

    async def refused(sentence: str) -> None:
        await union.api.wait_for(worker.chat_id, lambda shown: sentence in shown.text, 8, told)

    told = len(worker.shown)
    await worker.document(huge_png(50_000, 50_000), "a.png", "image/png")
    await refused("尺寸太大")
    told = len(worker.shown)
    await worker.document(b"PK\x03\x04 AndroidManifest.xml classes.dex", "free.apk", "application/vnd.android")
    await refused("只收照片、PDF、录音和视频")
    told = len(worker.shown)
    big = {"file_id": "never-asked-for", "file_unique_id": "b", "file_name": "v.mp4", "file_size": 60 << 20}
    await worker.sends(document=big)
    await refused("文件太大")
    assert not [call for call in union.api.calls_of("getFile") if call.payload["file_id"] == "never-asked-for"]
    await worker.says("1")
    await finishes(worker)
