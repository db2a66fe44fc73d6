"""`gongyi staff`: codes that work once, a list, and a removal that holds at once."""

import asyncio
import re
import sqlite3
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from bot.core.messages import Address
from bot.core.settings import config_folder
from bot.core.vault import Vault
from bot.domain.people import Role
from bot.services.people import join
from bot.store.database import Database
from bot.store.people import add_speaker, remember
from bot.store.unit_of_work import UnitOfWork
from tests.commands.conftest import Commands
from tests.commands.support import Deployment
from tests.support.bot_api import BotApiServer

EXAMPLE = str(config_folder() / "union.example.yaml")


@pytest.fixture
def union(gongyi: Commands) -> Commands:
    """Commands against a database with the twelve grids of the example."""
    gongyi.ok("import", "union", EXAMPLE)
    return gongyi


def take_up(folder: Path, code: str, name: str) -> str:
    """Somebody on the web chat uses a code, as the bot does it; returns his person id."""

    def work(uow: UnitOfWork) -> str:
        speaker = add_speaker(uow, Address(channel="webchat", account="main", user=name), "zh-CN")
        join(uow, speaker, code)
        remember(uow, speaker.person.id, consent_version=None, grid_id=None, name=name, phone=None)
        return speaker.person.id

    database = Database(f"sqlite:///{folder}/gongyi.db", Vault.load(folder / "keys.json"), SystemClock())
    try:
        return database.run_here(work)
    finally:
        database.close()


def test_invite_list_and_remove(union: Commands) -> None:
    folder = union.deployment.folder
    said = union.ok("staff", "invite", "--role", "liaison", "--grid", "G03")
    code = re.search(r"^code: ([A-Z0-9]{10}) \(one use, 10 minutes\)$", said, re.MULTILINE)[1]  # type: ignore[index]
    assert "no link" in said
    assert code.encode() not in b"".join(path.read_bytes() for path in folder.glob("gongyi.db*"))
    person_id = take_up(folder, code, "李联络")
    assert union.ok("staff", "list") == f"{person_id}  liaison    G03     李联络\n"
    assert union.ok("staff", "remove", person_id) == "removed; cases handed on: 0\n"
    assert "nobody holds a role yet" in union.ok("staff", "list")
    assert "nobody with this id" in union.refused("staff", "remove", person_id)


def test_a_code_expires_in_ten_minutes(union: Commands) -> None:
    union.ok("staff", "invite", "--role", "committee")
    with sqlite3.connect(union.deployment.folder / "gongyi.db") as database:
        role, lives = database.execute("SELECT role, expires_at FROM codes").fetchone()
    now = SystemClock().now().timestamp()
    assert role == Role.COMMITTEE
    assert 590 < lives / 1_000_000 - now <= 600


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--role", "boss"), "there is no role boss: choose among liaison, deputy, officer, committee, auditor."),
        (("--role", "liaison", "--grid", "G99"), "there is no grid G99; known: G01, G02"),
        (("--role", "liaison"), "a liaison belongs to one grid: name it."),
        (("--role", "committee", "--grid", "G01"), "the committee stands for the whole union"),
        (("--role", "auditor", "--grid", "G01"), "an auditor looks at the whole union: name no grid."),
        (("--role", "deputy", "--grid", "G01\u202e\nx"), "there is no grid G01 x; known"),
    ],
)
def test_what_cannot_be_is_said(union: Commands, words: tuple[str, ...], says: str) -> None:
    assert says in union.refused("staff", "invite", *words)
    with sqlite3.connect(union.deployment.folder / "gongyi.db") as database:
        assert database.execute("SELECT count(*) FROM codes").fetchone() == (0,)


def test_the_link_carries_the_configured_name(union: Commands) -> None:
    said = union.ok("staff", "invite", "--role", "officer", GONGYI_CHANNELS__TELEGRAM__USERNAME="gongyi_bot")
    assert re.search(r"^Telegram: https://t\.me/gongyi_bot\?start=join_[A-Z0-9]{10}$", said, re.MULTILINE)


async def test_the_link_carries_the_name_that_telegram_says(migrated: Deployment) -> None:
    async with BotApiServer() as api:
        variables = {
            "GONGYI_CHANNELS__TELEGRAM__TOKEN": api.token,
            "GONGYI_CHANNELS__TELEGRAM__SECRET": "s",
            "GONGYI_CHANNELS__TELEGRAM__API_BASE": api.api_base,
        }
        done = await asyncio.to_thread(migrated.run, "staff", "invite", "--role", "officer", **variables)
    assert done.returncode == 0, done.stderr
    assert "https://t.me/" in done.stdout


def test_beside_a_running_service(migrated: Deployment) -> None:
    with migrated.serving():
        done = migrated.run("staff", "invite", "--role", "officer")
    assert done.returncode == 0, done.stderr


def test_without_migrations_it_says_so(deployment: Deployment) -> None:
    done = deployment.run("staff", "list")
    assert (done.returncode, done.stderr) == (2, "gongyi: the database lacks migrations: run gongyi migrate.\n")
