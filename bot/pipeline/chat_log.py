"""What an open web chat page reads: the messages that were sent to it, in the order in which they were sent."""

import asyncio

from bot.core.file_names import file_name
from bot.core.messages import Address, Picture
from bot.pipeline.wake import Wake
from bot.store import chat_history
from bot.store.addresses import address_index
from bot.store.chat_history import Shown
from bot.store.database import Database
from bot.store.files import FileStore

CHANNEL, ACCOUNT = "webchat", "main"


class SentLog:
    """The outbox, seen by one web chat user."""

    def __init__(self, database: Database, files: FileStore, sent: Wake) -> None:
        self._database, self._files, self._sent = database, files, sent

    async def since(self, user: str, after: str, most: int) -> list[Shown]:
        """Messages above the id ``after``."""
        address = _address(user)
        return await self._database.read(
            lambda uow: chat_history.shown_to(uow, address, address_index(uow, address), after, most)
        )

    async def changed(self, timeout: float) -> None:  # noqa: ASYNC109 - a wait that ends, not an error
        """Returns when something was sent to anybody, or after ``timeout`` seconds."""
        event = self._sent.sleeper()
        try:
            await asyncio.wait_for(event.wait(), timeout)
        except TimeoutError:
            return
        finally:
            self._sent.forget(event)

    async def picture(self, user: str, attachment_id: str) -> Picture | None:
        """A file, only if it was sent to this user."""
        address = _address(user)
        found = await self._database.read(
            lambda uow: chat_history.file_shown_to(uow, address_index(uow, address), attachment_id)
        )
        if found is None:
            return None
        file, mime = found
        return Picture(
            data=await asyncio.to_thread(self._files.get, file), mime=mime, name=file_name(attachment_id, mime)
        )


def _address(user: str) -> Address:
    return Address(channel=CHANNEL, account=ACCOUNT, user=user)
