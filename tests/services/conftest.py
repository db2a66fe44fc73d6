"""The same union as in the transcripts, and one that writes notices to many, on both engines."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from bot.services.house import House
from bot.store.database import Database
from bot.store.schema import migrate
from tests.flows.conftest import house, stage, template  # noqa: F401  (fixtures)
from tests.services.broadcast_union import VAULT, Union, open_union
from tests.support.postgres import drop_database, fresh_database


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, to be copied."""
    return Path(_migrated(f"sqlite:///{tmp_path_factory.mktemp('empty')}/empty.db").removeprefix("sqlite:///"))


@pytest.fixture(scope="session")
def shared_database(postgres_url: str) -> Iterator[str]:
    """An empty database on PostgreSQL; whoever uses it leaves it empty."""
    url = _migrated(fresh_database(postgres_url))
    yield url
    drop_database(postgres_url, url)


@pytest.fixture
def union(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    house: House,  # noqa: F811
) -> Iterator[Union]:
    """A union that writes notices to many: on SQLite, and where a test says so on PostgreSQL, too."""
    if getattr(request, "param", "sqlite") == "postgresql":
        url = str(request.getfixturevalue("shared_database"))
    else:
        copy = shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "gongyi.db")
        url = f"sqlite:///{copy}"
    union = open_union(url, house)
    yield union
    union.close()


def _migrated(url: str) -> str:
    database = Database(url, VAULT, SystemClock())
    migrate(database)
    database.close()
    return url
