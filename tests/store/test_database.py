"""What a transaction raises reaches whoever waits for it."""

import asyncio
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from bot.core.vault import Vault
from bot.store.database import Database


async def test_a_next_that_finds_nothing_keeps_nobody_waiting(tmp_path: Path) -> None:
    """A StopIteration cannot be put into a future: the turn, and its lane with it, would wait for ever."""
    database = Database(f"sqlite:///{tmp_path}/gongyi.db", Vault.generate(), SystemClock())
    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError):
            await database.run(lambda uow: next(iter(())))
    database.close()
