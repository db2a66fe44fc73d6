"""A document is ordered in a transaction, set outside of it, and comes with every message that waited for it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from structlog.testing import capture_logs

from bot.domain.broadcasts import Broadcast, Leg
from bot.domain.notices import NoticeKind
from bot.jobs.attachments import AttachmentJob
from bot.pipeline.chat_log import ACCOUNT, CHANNEL
from bot.services import wall_notice
from bot.services.documents import send_document
from bot.store import attachments, claims
from bot.store.files import FileStore
from tests.services.broadcast_union import BOTH_ENGINES, CONTENT, VAULT, Union

WORDS = "防暑物资领取\n周五上午九点半起，在网格站点领。\n#let x = [问一声] $ \\ 就行。"
ON_WALLS = replace(CONTENT, kind=NoticeKind.CARE, texts={"zh-CN": WORDS}, legs=frozenset({Leg.CHANNEL, Leg.PRINT}))


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "media", VAULT)


def _run(union: Union, files: FileStore) -> None:
    asyncio.run(AttachmentJob(union.database, union.house, files, {}).run())


def _sheet(union: Union, files: FileStore) -> bytes:
    """What the liaison's message carries."""
    claimed = union.work(lambda uow: claims.claim(uow, "telegram", "1", 100))
    (sheet,) = [each for each in claimed if each.file is not None]
    assert sheet.out.to.user == "liaison"
    assert sheet.file
    assert sheet.file.mime == "application/pdf"
    return files.get(sheet.file.name)


def _begun(union: Union) -> Broadcast:
    broadcast = union.started(ON_WALLS)
    union.tick()
    return broadcast


def test_the_sheet_says_what_the_notice_says(union: Union, files: FileStore) -> None:
    broadcast = _begun(union)
    assert not union.work(lambda uow: [c for c in claims.claim(uow, "telegram", "1", 100) if c.file])
    _run(union, files)
    (page,) = PdfReader(BytesIO(_sheet(union, files))).pages
    said = "".join(page.extract_text().split())
    for words in (
        "防暑物资领取",
        "周五上午九点半起",
        "#letx=[问一声]$\\就行",
        "2026年11月23日",
        "https://gongyi.example",
    ):
        assert words in said
    assert wall_notice.mark_of(broadcast) in said


@BOTH_ENGINES
def test_a_picture_of_the_notice_hangs_with_it(union: Union, files: FileStore) -> None:
    drawn = BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(drawn, "JPEG")
    photo = union.work(lambda uow: attachments.add_made(uow, drawn.getvalue(), "image/jpeg"))
    _run(union, files)
    union.started(replace(ON_WALLS, attachment_id=photo))
    union.tick()
    _run(union, files)
    assert drawn.getvalue() in _sheet(union, files)


def test_who_waits_for_a_document_that_cannot_be_made_hears_of_it(union: Union, files: FileStore) -> None:
    union.joins("w1", channel=CHANNEL)
    gone = "0" * 32
    union.work(lambda uow: send_document(uow, union.ids["w1"], wall_notice.KIND, gone, "给你的文件"))
    with capture_logs() as logs:
        for _ in range(2):
            _run(union, files)
            assert not union.told("w1", "没有做成")
            union.clock.advance(timedelta(minutes=2))
        _run(union, files)
    assert [each["event"] for each in logs] == ["document_not_made"] * 3
    assert union.told("w1", "没有做成")
    assert not [each for each in union.work(lambda uow: claims.claim(uow, CHANNEL, ACCOUNT, 10)) if each.file]


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("领防暑包\n周五起在站点领。", "领防暑包", "周五起在站点领。"),
        ("周五起在站点领。\n带上身份证。", "", "周五起在站点领。\n带上身份证。"),
        ("只有一行字", "", "只有一行字"),
        ("很" * 31 + "\n长", "", "很" * 31 + "\n长"),
    ],
)
def test_a_short_first_line_is_the_title(text: str, title: str, rest: str) -> None:
    assert wall_notice.split_title(text) == (title, rest)
