"""The real service as a process of its own: what the end-to-end and fault tests talk to over real HTTP.

async with BotApiServer() as api, Service(tmp_path, api) as service:
    liaison = await service.hires(api, Role.LIAISON, chat_id=71)     # by a real one-time code
    worker = service.user(api, 10_001)
    ...
    service.kill()                                                   # SIGKILL, by pid
    await service.start()                                            # on the same data
"""

import asyncio
import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import aiohttp
import yaml

from bot.core.clock import SystemClock
from bot.core.messages import Address
from bot.core.settings import load_settings
from bot.core.vault import Vault
from bot.core.yaml_files import load_yaml
from bot.domain.people import Area, Grid, Role
from bot.house_builder import build_house
from bot.services.people import invite, remove_staff
from bot.store.database import Database
from bot.store.grids import grid_by_code, save_grid
from bot.store.people import load_known
from bot.store.unit_of_work import UnitOfWork
from tests.support.bot_api import BotApiServer
from tests.support.telegram_user import TelegramUser

ROOT = Path(__file__).parents[2]
SECRET = "the-webhooks-secret"
START_SECONDS = 30
STOP_SECONDS = 30
FILE = "gongyi.db"
GRIDS = (
    Grid(id="1" * 32, code="G01", name="北苑", areas=(Area(latitude=40.04, longitude=116.41, radius=3000),)),
    Grid(id="2" * 32, code="G02", name="南站", areas=(Area(latitude=39.87, longitude=116.38, radius=3000),)),
)

T = TypeVar("T")


class Service:
    """``python -m bot serve`` in ``folder``, on a free port of 127.0.0.1, on what ``python -m bot migrate`` made.

    SQLite (migrated once, then copied) unless ``database_url`` names something else. ``sla`` is the text of an
    own sla.yaml; without one it is ours, but its nights are not quiet: a real process has the real clock, and a
    test runs at any hour. ``environ`` adds or replaces variables. Everything that it says goes to ``folder/log``.
    """

    def __init__(
        self,
        folder: Path,
        api: BotApiServer | None = None,
        *,
        database_url: str | None = None,
        sla: str | None = None,
        environ: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.database_url = database_url or self._own_database
        self.key_file = folder / "keys.json"
        self.process: subprocess.Popen[bytes] | None = None
        if not self.key_file.exists():
            Vault.create(self.key_file)
        own = self._telegram(api) if api else {}
        self.sla = sla or sleepless()
        (folder / "sla.yaml").write_text(self.sla, encoding="utf-8")
        self._environ = self._base() | own | (environ or {})

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._lay_database)
        await self.start()
        self.change(lambda uow: [save_grid(uow, grid) for grid in GRIDS])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    @property
    def base(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def hook(self) -> str:
        """Telegram's webhook."""
        return f"{self.base}/hooks/telegram"

    @property
    def log(self) -> str:
        """Everything that it has said so far."""
        return (self.folder / f"log-{self.port}").read_text(encoding="utf-8")

    def migrate(self) -> None:
        """Brings the database to the present schema, by the command that a deployment runs."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", "migrate"],
            cwd=ROOT,
            env=self._environ,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()

    async def start(self) -> None:
        """Starts it and waits until it is ready; fails with its own last words."""
        with (self.folder / f"log-{self.port}").open("ab") as output:
            command = [sys.executable, "-m", "bot", "serve"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self._environ, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as http:
                while not await self._is_ready(http):
                    assert self.process.poll() is None, self.log[-3000:]
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"not ready within {START_SECONDS} s:\n{self.log[-3000:]}") from None

    async def stop(self) -> None:
        """SIGTERM, as a deployment stops it; fails unless it drains and ends by that very signal."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(self.process.wait, STOP_SECONDS)
        # The server raises the signal again once it has drained, so that whoever sent it knows why it ended.
        assert code in (0, -signal.SIGTERM), self.log[-3000:]

    def kill(self) -> None:
        """SIGKILL: it can do nothing about it."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def replica(self) -> "Service":
        """Another process on the same database and keys (PostgreSQL); not started yet."""
        other = Service(self.folder, database_url=self.database_url, sla=self.sla)
        other._environ = self._environ | {"GONGYI_PORT": str(other.port)}
        return other

    def user(self, api: BotApiServer, chat_id: int, **more: str) -> TelegramUser:
        """Somebody who writes to it from Telegram."""
        return TelegramUser(api, self.hook, secret=SECRET, chat_id=chat_id, **more)

    def code(self, role: Role, grid: str | None = "G01") -> str:
        """A one-time code for a new staff member."""
        return self.change(lambda uow: invite(uow, role, grid_by_code(uow, grid) if grid else None))

    async def hires(
        self, api: BotApiServer, role: Role, chat_id: int, grid: str | None = "G01", **more: str
    ) -> TelegramUser:
        """A staff member who took up the role with a real code, through the deep link."""
        user = self.user(api, chat_id, **more)
        await user.says(f"/start join_{self.code(role, grid)}")
        await user.sees("现在是")
        return user

    async def removes(self, staff: TelegramUser) -> None:
        """Takes every role of a staff member away, beside the running service, as an operator does."""
        settings = load_settings(self._environ)
        house = await asyncio.to_thread(build_house, settings)
        token = settings.channels.telegram.account or ""
        address = Address(channel="telegram", account=token, user=str(staff.chat_id))

        def remove(uow: UnitOfWork) -> None:
            known = load_known(uow, [address])[address.key]
            remove_staff(uow, house, known.speaker.person.id, None)

        await asyncio.to_thread(self.change, remove)

    def change(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs ``work`` in a transaction of its own on the same database, beside the service."""
        database = Database(self.database_url, Vault.load(self.key_file), SystemClock(), workers=1)
        try:
            return database.run_here(work)
        finally:
            database.close()

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What a plain SQL query finds now."""
        return self.change(lambda uow: [tuple(row) for row in uow.connection.exec_driver_sql(statement)])

    def execute(self, statement: str) -> None:
        """Changes rows by plain SQL, beside the service."""
        self.change(lambda uow: uow.connection.exec_driver_sql(statement))

    def count(self, what: str) -> int:
        """``SELECT count(*) FROM`` what."""
        return int(str(self.rows(f"SELECT count(*) FROM {what}")[0][0]))

    async def metric(self, name: str) -> float:
        """The value of a metric, by its whole name with labels; 0 when it was never counted."""
        async with aiohttp.ClientSession() as http, http.get(f"{self.base}/metrics") as response:
            lines = (await response.text()).splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} "))

    def _lay_database(self) -> None:
        if self.database_url == self._own_database and not (self.folder / FILE).exists():
            shutil.copyfile(migrated(), self.folder / FILE)
        else:
            self.migrate()

    @property
    def _own_database(self) -> str:
        return f"sqlite:///{self.folder / FILE}"

    async def _is_ready(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(f"{self.base}/health/ready") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    def _base(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGYI_")}
        return kept | {
            "GONGYI_DATABASE_URL": self.database_url,
            "GONGYI_KEY_FILE": str(self.key_file),
            "GONGYI_MEDIA_FOLDER": str(self.folder / "media"),
            "GONGYI_SLA_FILE": str(self.folder / "sla.yaml"),
            "GONGYI_PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }

    def _telegram(self, api: BotApiServer) -> dict[str, str]:
        values = {"TOKEN": api.token, "API_BASE": api.api_base, "FILE_BASE": api.file_base, "SECRET": SECRET}
        return {f"GONGYI_CHANNELS__TELEGRAM__{name}": value for name, value in values.items()}


@cache
def migrated() -> Path:
    """A SQLite file at the present schema; it stays until the tests are over."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    Service(folder).migrate()
    return folder / FILE


@cache
def sleepless() -> str:
    """Our promises without quiet hours."""
    content = load_yaml(ROOT / "config" / "sla.yaml")
    assert "quiet_hours" in content
    return yaml.safe_dump(content | {"quiet_hours": "none"}, allow_unicode=True)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(holds: Callable[[], bool], timeout: float = 10, every: float = 0.05) -> None:  # noqa: ASYNC109
    """Waits until something holds; fails when it does not in time."""
    async with asyncio.timeout(timeout):
        while not holds():
            await asyncio.sleep(every)
