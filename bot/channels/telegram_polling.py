"""Asking Telegram for updates where it cannot reach us: the mapping and the promise of the webhook.

An update counts as taken when the next request's offset passes it, so the offset moves only after ``accept``
has returned: what was not committed is delivered again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_json import check_object
from bot.core.errors import BadRequest, Retry, SendError
from bot.core.messages import Inbound

LONG_POLL = timedelta(seconds=25)
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(seconds=60)
_BREATH: Final = 0.2  # seconds after an empty answer: a server that does not hold the request must not be flooded

Accept = Callable[[list[Inbound]], Awaitable[None]]

log = structlog.get_logger(__name__)


class Poller:
    """The one reader of a bot's updates."""

    def __init__(self, channel: TelegramChannel, *, first_wait: timedelta = FIRST_WAIT) -> None:
        """``first_wait`` is the pause after a first failure; it doubles with each one that follows."""
        self._channel = channel
        self._first_wait = first_wait
        self._offset = 0

    async def run(self, accept: Accept) -> None:
        """Polls until it is cancelled; ``accept`` returns when everything it was given is committed.

        Raises SendError when the platform refuses the account itself: a wrong token, a second poller, or a
        webhook that is set (which is not removed here: another deployment may live by it).
        """
        wait = self._first_wait
        while True:
            try:
                await self._turn(accept)
                wait = self._first_wait
            except Exception as error:  # accept fails in its own ways; nothing is confirmed
                await asyncio.sleep(_pause(error, wait).total_seconds())
                wait = min(wait * 2, LONGEST_WAIT)

    async def _turn(self, accept: Accept) -> None:
        updates = await self._channel.updates(self._offset, LONG_POLL)
        if not updates:
            await asyncio.sleep(_BREATH)
            return
        inbounds = [inbound for update in updates for inbound in self._read(update)]
        if inbounds:
            await accept(inbounds)
        self._offset = _last_id(updates) + 1

    def _read(self, update: object) -> list[Inbound]:
        try:
            return self._channel.read(check_object(update))
        except BadRequest as error:
            log.warning("telegram_update_unreadable", reason=str(error))
            return []


def _last_id(updates: list[object]) -> int:
    """The newest id of this batch only: after a quiet week they start again somewhere else."""
    ids = [update.get("update_id") for update in updates if isinstance(update, dict)]
    return max((number for number in ids if isinstance(number, int)), default=-1)


def _pause(error: Exception, wait: timedelta) -> timedelta:
    """How long to wait after ``error``; raises it again when there is nothing to wait for."""
    if not isinstance(error, SendError):
        log.error("telegram_polling_failed", exc_info=error)
        return wait
    if error.retry is Retry.HALT:
        log.error("telegram_polling_halted", code=error.code)
        raise error
    log.warning("telegram_polling_failed", code=error.code)
    return error.after or wait
