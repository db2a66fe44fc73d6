"""One running service for each file of tests, with a small union in it; every test brings its own worker."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.people import Role
from tests.support.bot_api import BotApiServer
from tests.support.service import Service
from tests.support.telegram_user import TelegramUser


@dataclass
class Union:
    """The people of grid G01 and above, each in an own chat, and the service that they talk to."""

    api: BotApiServer
    service: Service
    liaison: TelegramUser
    deputy: TelegramUser
    officer: TelegramUser
    committee: tuple[TelegramUser, TelegramUser]
    chat_ids: "count[int]" = field(default_factory=lambda: count(10_001))

    def worker(self, name: str = "骑手") -> TelegramUser:
        """Somebody whom nobody knows yet."""
        return self.service.user(self.api, next(self.chat_ids), name=name)


async def found_union(api: BotApiServer, service: Service) -> Union:
    """Everybody joins with a real one-time code."""
    return Union(
        api=api,
        service=service,
        liaison=await service.hires(api, Role.LIAISON, 71),
        deputy=await service.hires(api, Role.DEPUTY, 72),
        officer=await service.hires(api, Role.OFFICER, 73, grid=None),
        committee=(
            await service.hires(api, Role.COMMITTEE, 74, grid=None),
            await service.hires(api, Role.COMMITTEE, 75, grid=None),
        ),
    )


def broken(log: str) -> list[str]:
    """The lines that tell of a bug; those of the message that a test poisoned are none."""
    signs = ("Traceback", "never awaited", "never retrieved")
    return [line for line in log.splitlines() if any(sign in line for sign in signs) and '"Tampered"' not in line]


@pytest.fixture(scope="module")
def sla() -> str | None:
    """The text of sla.yaml; a file of tests may have its own."""
    return None


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    """More variables; a file of tests may have its own."""
    return {}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def union(
    tmp_path_factory: pytest.TempPathFactory, sla: str | None, environ: dict[str, str]
) -> AsyncIterator[Union]:
    """A union at work over SQLite, Telegram by webhook."""
    folder: Path = tmp_path_factory.mktemp("service")
    async with BotApiServer() as api, Service(folder, api, sla=sla, environ=environ) as service:
        yield await found_union(api, service)
        await service.stop()
        assert broken(service.log) == []
