"""The web chat's event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html).

What was sent is replayed from the last id that the page saw, so that a broken line neither loses nor doubles.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

from bot.web.ports import ChatEvent, ChatLog

HEARTBEAT_SECONDS = 15.0
_BATCH = 100
_HEARTBEAT = b": still here\n\n"
_CAUGHT_UP = b"event: caught-up\ndata: {}\n\n"


class Streams:
    """The open streams, bounded for each user and in all.

    A user's newest stream is the living one (phones change networks and leave dead lines behind for minutes),
    so one too many ends that user's oldest.
    """

    def __init__(self, *, per_user: int = 4, in_all: int = 2_000) -> None:
        self._per_user = per_user
        self._in_all = in_all
        self._open: dict[str, list[asyncio.Event]] = {}
        self._count = 0

    @property
    def full(self) -> bool:
        """Whether no further stream can be opened now."""
        return self._count >= self._in_all

    @contextmanager
    def seat(self, user: str) -> Iterator[asyncio.Event]:
        """A place for one stream; the event is set when the stream has to end."""
        ending = asyncio.Event()
        mine = self._open.setdefault(user, [])
        mine.append(ending)
        self._count += 1
        if len(mine) > self._per_user:
            mine.pop(0).set()
        try:
            yield ending
        finally:
            self._count -= 1
            if ending in mine:
                mine.remove(ending)
            if not mine and self._open.get(user) is mine:
                del self._open[user]

    def close(self) -> None:
        """Ends every stream: the service is stopping. The pages come back to whoever serves next."""
        for endings in self._open.values():
            for ending in endings:
                ending.set()


async def stream_events(
    log: ChatLog, streams: Streams, user: str, after: str, heartbeat: float = HEARTBEAT_SECONDS
) -> AsyncGenerator[bytes]:
    """Everything sent to ``user`` after the id ``after``, then everything new, until the stream has to end.

    The listening starts before the looking, so that what arrives in between is not slept over.
    """
    with streams.seat(user) as ending:
        quiet = _CAUGHT_UP
        while not ending.is_set():
            news = asyncio.create_task(log.changed(user, heartbeat))
            try:
                await asyncio.sleep(0)  # a task listens only from its first step on
                events = await log.since(user, after, _BATCH)
                for event in events:
                    after = event.id
                    yield _as_bytes(event)
                if not events:
                    yield quiet
                    quiet = _HEARTBEAT
                    await _first_of(news, ending)
            finally:
                news.cancel()


async def _first_of(news: asyncio.Task[None], ending: asyncio.Event) -> None:
    end = asyncio.create_task(ending.wait())
    try:
        await asyncio.wait({news, end}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        end.cancel()
    if news.done():
        news.result()  # what failed there ends the stream; the page comes back


def _as_bytes(event: ChatEvent) -> bytes:
    data = {
        "id": event.id,
        "message": event.message,
        "text": event.text,
        "choices": [[{"label": each.label, "token": each.token} for each in row] for row in event.choices],
        "picture": event.picture_id if event.shows_picture else None,
        "file": None if event.shows_picture else event.picture_id,
        "at": event.at.isoformat(),
        "askLocation": event.ask_location,
    }
    # JSON escapes every line break, so one data line is always enough.
    return f"id: {event.id}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
