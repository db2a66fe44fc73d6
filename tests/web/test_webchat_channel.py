"""The web chat as a channel: the order of what it sends."""

from datetime import timedelta

import pytest

from bot.channels.webchat import build
from bot.core.clock import ManualClock
from bot.core.errors import MediaRefused
from bot.core.messages import Address, Media, MediaKind, Outbound
from tests.web.support import NOON, MemoryUploads

OUT = Outbound(id="1", to=Address(channel="webchat", account="main", user="u"), text="hello")


async def test_ids_rise_strictly_even_when_the_clock_goes_back() -> None:
    clock = ManualClock(NOON)
    channel = build(uploads=MemoryUploads(), clock=clock)
    ids = [(await channel.send(OUT)).message_id for _ in range(3)]
    clock.advance(timedelta(days=-1))
    ids.append((await channel.send(OUT)).message_id)
    again = build(uploads=MemoryUploads(), clock=clock)
    again.start_after(ids[-1])
    ids.append((await again.send(OUT)).message_id)
    assert ids == sorted(set(ids))
    assert {len(each) for each in ids} == {20}


async def test_an_upload_is_fetched_up_to_the_limit() -> None:
    uploads = MemoryUploads()
    channel = build(uploads=uploads, clock=ManualClock(NOON))
    media = Media(kind=MediaKind.PHOTO, ref=await uploads.put("u", b"12345", "image/png"))
    assert await channel.fetch(media, 5) == b"12345"
    with pytest.raises(MediaRefused):
        await channel.fetch(media, 4)
