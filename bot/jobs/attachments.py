"""Fetches what people sent, checks it, and keeps a re-encoded, encrypted copy: outside the turn, one after the
other. What we make ourselves is kept the same way; a document is set first.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from functools import partial

import structlog

from bot.core.channel import Channel
from bot.core.errors import MediaRefused, Retry, SendError
from bot.core.images import document_kind, is_picture, reencode
from bot.core.messages import Purpose
from bot.jobs import documents
from bot.services.house import House
from bot.services.letters import tell, write_to
from bot.store import addresses, attachments, held_letters, people
from bot.store.attachments import Order, Pending
from bot.store.database import Database
from bot.store.files import FileStore
from bot.store.unit_of_work import UnitOfWork

log = structlog.get_logger()

# Telegram gives bots files up to 20 MB; nothing larger is asked for.
MOST_BYTES = 20 * 1024 * 1024
BATCH = 8
MOST_TRIES = 8
# A document that cannot be set now will hardly be set later: whoever waits for it should not wait long.
MOST_DOCUMENT_TRIES = 3
_MIMES = {"pdf": "application/pdf", "ogg": "audio/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4", "mp4": "video/mp4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file of ours: its random name, what it is, and the fingerprint of the kept bytes."""

    file: str
    mime: str
    sha256: str
    size: int


class AttachmentJob:
    """Works through the files that wait. ``channels`` by (name, account)."""

    def __init__(
        self, database: Database, house: House, files: FileStore, channels: dict[tuple[str, str], Channel]
    ) -> None:
        self._database, self._house, self._files, self._channels = database, house, files, channels

    async def run(self) -> None:
        """Everything that waits now; an idle look does not take the writer."""
        if not await self._database.read(attachments.any_pending):
            return
        while pending := await self._database.run(lambda uow: attachments.pending_attachments(uow, BATCH)):
            for item in pending:
                await self._one(item)

    async def sweep(self) -> None:
        """Deletes the files of drafts that were given up."""
        for attachment_id, name in await self._database.read(lambda uow: attachments.files_to_sweep(uow, 100)):
            await asyncio.to_thread(self._files.delete, name)
            await self._database.run(partial(_swept, attachment_id))

    async def _one(self, item: Pending) -> None:
        if item.made is not None:
            kept = await asyncio.to_thread(self._put, item.made, item.media.mime or "")
            await self._database.run(lambda uow: self._ready(uow, item, kept))
        elif item.order is not None:
            await self._set(item, item.order)
        else:
            await self._fetch(item)

    async def _fetch(self, item: Pending) -> None:
        channel = self._channels.get((item.channel, item.account))
        try:
            if channel is None:
                raise MediaRefused("media.unavailable")
            if item.media.size is not None and item.media.size > MOST_BYTES:
                raise MediaRefused("media.too_large")
            data = await channel.fetch(item.media, MOST_BYTES)
            kept = await asyncio.to_thread(self._keep, data)
        except MediaRefused as refused:
            await self._refuse(item, refused.key)
        except SendError as error:
            if error.retry is Retry.NO or item.tries >= MOST_TRIES:
                await self._refuse(item, "media.unavailable")
            log.warning("attachment_not_fetched", id=item.id, code=error.code)
        else:
            await self._database.run(lambda uow: self._ready(uow, item, kept))

    async def _set(self, item: Pending, order: Order) -> None:
        try:
            data, mime = await documents.make(self._database, self._house, self._files, order)
            kept = await asyncio.to_thread(self._put, data, mime)
        except Exception as error:  # one that breaks the code must not hold up the files of others
            log.exception("document_not_made", id=item.id, kind=order.kind, error=type(error).__name__)
            if item.tries + 1 >= MOST_DOCUMENT_TRIES:
                await self._database.run(lambda uow: self._not_made(uow, item))
        else:
            await self._database.run(lambda uow: self._ready(uow, item, kept))

    def _keep(self, data: bytes) -> Kept:
        """Pictures are painted anew (no EXIF, no GPS, nothing hidden); of the rest only what is on the list."""
        if is_picture(data):
            picture = reencode(data)
            data, mime = picture.data, picture.mime
        else:
            kind = document_kind(data)
            if kind is None:
                raise MediaRefused("media.not_taken")
            mime = _MIMES[kind]
        return self._put(data, mime)

    def _put(self, data: bytes, mime: str) -> Kept:
        return Kept(file=self._files.put(data), mime=mime, sha256=hashlib.sha256(data).hexdigest(), size=len(data))

    def _ready(self, uow: UnitOfWork, item: Pending, kept: Kept) -> None:
        attachments.fetched(uow, item.id, file=kept.file, mime=kept.mime, sha256=kept.sha256, size=kept.size)
        held_letters.release_attachment(uow, item.id, ready=True)

    async def _refuse(self, item: Pending, key: str) -> None:
        await self._database.run(lambda uow: self._refused(uow, item, key))

    def _refused(self, uow: UnitOfWork, item: Pending, key: str) -> None:
        attachments.refused(uow, item.id, key)
        held_letters.release_attachment(uow, item.id, ready=False)
        person_id = addresses.person_at(uow, item.address_id)
        write_to(uow, person_id, self._house.texts.get(key, people.locale_of(uow, person_id)), purpose=Purpose.REPLY)

    def _not_made(self, uow: UnitOfWork, item: Pending) -> None:
        """Everybody who waits for a document hears that it will not come by itself."""
        attachments.refused(uow, item.id, "document.failed")
        waiting = [
            addresses.person_at(uow, address_id) for address_id in held_letters.addresses_waiting_for(uow, item.id)
        ]
        held_letters.release_attachment(uow, item.id, ready=False)
        for person_id in waiting:
            tell(uow, self._house, person_id, "document.failed", purpose=Purpose.REPLY)


def _swept(attachment_id: str, uow: UnitOfWork) -> None:
    attachments.swept(uow, attachment_id)
