"""Sends messages with their files: what goes to several people goes up once, and then by the platform's own handle.

Of several first ones that start together one goes up; the others wait until the platform has said what it calls the
file. A handle that is refused is mended by the next upload.
"""

import asyncio
from dataclasses import dataclass, field, replace

from bot.core.channel import Channel
from bot.core.errors import HANDLE_REFUSED, SendError
from bot.core.file_names import file_name
from bot.core.messages import Delivered, Picture
from bot.store.claims import CarriedFile, Claimed
from bot.store.files import FileStore

_REMEMBERED = 64  # files: by then a handle has long been in the rows that are claimed


@dataclass(slots=True)
class _Known:
    """A file that went out lately, as this platform has it; ``turn`` is held while it goes up."""

    handle: str | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Uploads:
    """The way out of one channel account."""

    def __init__(self, channel: Channel, files: FileStore) -> None:
        self._channel, self._files = channel, files
        self._lately: dict[str, _Known] = {}

    async def send(self, claimed: Claimed) -> Delivered:
        """Sends it with its file, if it has one; the answer names the handle by which that can go again.

        One that changes an earlier message shows only words. Raises SendError.
        """
        file = claimed.file
        if file is None or claimed.out.replaces is not None:
            return await self._channel.send(claimed.out)
        known = self._known(file)
        while True:
            async with known.turn:
                if known.handle is None:
                    return await self._upload(claimed, file, known)
                handle = known.handle
            try:
                return await self._by_handle(claimed, file, handle)
            except SendError as error:
                if error.code != HANDLE_REFUSED:
                    raise
                if known.handle == handle:  # else somebody has mended it meanwhile
                    known.handle = None

    def _known(self, file: CarriedFile) -> _Known:
        """What this process knows is newer than what was in the row when it was claimed."""
        known = self._lately.setdefault(file.attachment_id, _Known(file.handle))
        while len(self._lately) > _REMEMBERED:
            del self._lately[next(iter(self._lately))]
        return known

    async def _upload(self, claimed: Claimed, file: CarriedFile, known: _Known) -> Delivered:
        data = await asyncio.to_thread(self._files.get, file.name)
        picture = Picture(data=data, mime=file.mime, name=file_name(claimed.id, file.mime))
        delivered = await self._channel.send(replace(claimed.out, picture=picture))
        known.handle = delivered.handle
        return delivered

    async def _by_handle(self, claimed: Claimed, file: CarriedFile, handle: str) -> Delivered:
        """Whatever else the platform calls it in its answer, this name is good."""
        picture = Picture(data=b"", mime=file.mime, name=file_name(claimed.id, file.mime), handle=handle)
        return replace(await self._channel.send(replace(claimed.out, picture=picture)), handle=handle)
