"""Fetching what people send: capped while it comes, and from nowhere but the configured store."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import TelegramChannel, build
from bot.core.clock import SystemClock
from bot.core.errors import MediaRefused, Retry, SendError
from bot.core.messages import Media, MediaKind
from tests.support.bot_api import BotApiServer

MEGABYTE = 1 << 20


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def channel(api: BotApiServer) -> AsyncIterator[TelegramChannel]:
    made = build(token=api.token, api_base=api.api_base, file_base=api.file_base, secret=None, clock=SystemClock())
    yield made
    await made.close()


def media(ref: str, size: int | None = None) -> Media:
    return Media(kind=MediaKind.DOCUMENT, ref=ref, size=size)


@pytest.mark.parametrize("path", [None, "photos/file_1.jpg", "documents/合同 100%?#.pdf"])
async def test_a_file_is_fetched(channel: TelegramChannel, api: BotApiServer, path: str | None) -> None:
    data = bytes(range(256)) * 1000
    assert await channel.fetch(media(api.add_file(data, path)), MEGABYTE) == data


@pytest.mark.parametrize(
    "path", ["../secret", "a/../../secret", "/etc/passwd", "a//b", "./a", "..", "http://evil.example/x", ""]
)
async def test_a_path_stays_below_the_store(channel: TelegramChannel, api: BotApiServer, path: str) -> None:
    api.add_file(b"not for you", "secret")
    ref = api.add_file(b"x")
    told = {"ok": True, "result": {"file_id": ref, "file_path": path}}
    api.fail_next("getFile", 200, told)
    assert await refusal(channel, media(ref)) == "media.unavailable"
    assert api.downloads == []


async def refusal(channel: TelegramChannel, file: Media, most: int = MEGABYTE) -> str:
    with pytest.raises(MediaRefused) as refused:
        await channel.fetch(file, most)
    return refused.value.key


async def test_a_file_that_says_it_is_too_large_is_not_asked_for(channel: TelegramChannel, api: BotApiServer) -> None:
    assert await refusal(channel, media("F", MEGABYTE + 1)) == "media.too_large"
    assert await refusal(channel, media("F", 20 * MEGABYTE + 1), 60 * MEGABYTE) == "media.too_large"
    assert api.calls == []


async def test_a_file_that_turns_out_too_large_is_not_downloaded(channel: TelegramChannel, api: BotApiServer) -> None:
    assert await refusal(channel, media(api.add_file(bytes(MEGABYTE + 1)))) == "media.too_large"
    assert api.downloads == []


async def test_a_file_is_counted_while_it_comes(channel: TelegramChannel, api: BotApiServer) -> None:
    ref = api.add_file(b"x" * (MEGABYTE + 1), "documents/liar.bin")
    api.fail_next("getFile", 200, {"ok": True, "result": {"file_id": ref, "file_path": "documents/liar.bin"}})
    assert await refusal(channel, media(ref, size=5)) == "media.too_large"


async def test_a_file_of_60_megabytes_is_too_large(channel: TelegramChannel, api: BotApiServer) -> None:
    assert await refusal(channel, media(api.add_file(bytes(60 * MEGABYTE)))) == "media.too_large"


@pytest.mark.parametrize("status", [301, 302, 307, 403, 404])
async def test_a_download_elsewhere_or_nowhere_is_unavailable(
    channel: TelegramChannel, api: BotApiServer, status: int
) -> None:
    ref = api.add_file(b"x")
    api.fail_next("download", status)
    assert await refusal(channel, media(ref)) == "media.unavailable"


async def test_an_unknown_file_is_unavailable(channel: TelegramChannel, api: BotApiServer) -> None:
    assert await refusal(channel, media("nobody's")) == "media.unavailable"


# The client itself repeats a GET whose kept connection was gone.
@pytest.mark.parametrize(("method", "drops"), [("getFile", 1), ("download", 2)])
async def test_trouble_on_the_way_is_tried_again_later(
    channel: TelegramChannel, api: BotApiServer, method: str, drops: int
) -> None:
    ref = api.add_file(b"x")
    for trouble in (lambda: api.fail_next(method, 500), lambda: api.drop_next(method, times=drops)):
        trouble()
        with pytest.raises(SendError) as failed:
            await channel.fetch(media(ref), MEGABYTE)
        assert failed.value.retry is Retry.LATER
    assert await channel.fetch(media(ref), MEGABYTE) == b"x"
