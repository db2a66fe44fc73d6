"""What every test may ask for: a PostgreSQL server, empty databases on it, the system's Chromium."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.chromium import find_chromium
from tests.support.postgres import drop_database, postgres_server
from tests.support.postgres import fresh_database as create_database

NO_CHROMIUM = "no Chromium here (on PATH or in $CHROMIUM)"


def pytest_configure(config: pytest.Config) -> None:
    """Refuses to run without Chromium where it is insisted on (CI)."""
    # Taken away again: the service, when a test starts it, refuses GONGYI_ variables that it does not know.
    required = os.environ.pop("GONGYI_REQUIRE_BROWSER", "") == "1"
    if required and find_chromium() is None:
        raise pytest.UsageError(f"GONGYI_REQUIRE_BROWSER=1, but {NO_CHROMIUM}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first, lest one worker end alone with them; skips what cannot be driven."""
    items.sort(key=lambda item: "faults" not in item.path.parts)
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Lists by name the browser tests that did not run, so that nobody takes silence for success."""
    skipped = terminalreporter.stats.get("skipped", [])
    missed = [report.nodeid for report in skipped if "browser" in report.keywords]
    if missed:
        terminalreporter.section(f"browser tests not run: {NO_CHROMIUM}")
        for nodeid in missed:
            terminalreporter.line(nodeid)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program, for Playwright's ``executable_path``; only for tests marked ``browser``."""
    found = find_chromium()
    assert found, NO_CHROMIUM
    return found


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL server's maintenance database; one server for each pytest process."""
    with postgres_server() as url:
        yield url


@pytest.fixture
def fresh_database(postgres_url: str) -> Iterator[Callable[[], str]]:
    """A function that creates an empty database and returns its URL; dropped after the test."""
    created: list[str] = []

    def create() -> str:
        created.append(create_database(postgres_url))
        return created[-1]

    yield create
    for url in created:
        drop_database(postgres_url, url)
