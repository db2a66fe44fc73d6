"""A deployment for each test, and commands in this process (quick) as well as in one of their own (real)."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from tests.commands.support import Deployment


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """Keys and an empty folder: nothing is migrated."""
    return Deployment.make(tmp_path)


@pytest.fixture
def migrated(deployment: Deployment) -> Deployment:
    """The same with a database at the present schema."""
    assert deployment.run("migrate").returncode == 0
    return deployment


class Commands:
    """Runs commands in this process, in the deployment's folder and with its variables."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment

    def __call__(self, *words: str, **variables: str) -> Result:
        return CliRunner().invoke(cli, list(words), env=self.deployment.environ | variables)

    def ok(self, *words: str, **variables: str) -> str:
        """What a command that works prints."""
        done = self(*words, **variables)
        assert done.exit_code == 0, done.output
        return done.output

    def refused(self, *words: str, **variables: str) -> str:
        """The sentences of one that is refused."""
        done = self(*words, **variables)
        assert done.exit_code == 2, done.output
        assert all(line.startswith("gongyi: ") for line in done.stderr.splitlines()), done.stderr
        return done.stderr


@pytest.fixture
def gongyi(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Commands]:
    """Commands against a migrated database; logging is as before afterwards."""
    root = logging.getLogger()
    before = sys.excepthook, threading.excepthook, sys.unraisablehook, root.handlers[:], root.level
    monkeypatch.chdir(deployment.folder)
    commands = Commands(deployment)
    commands.ok("migrate")
    yield commands
    sys.excepthook, threading.excepthook, sys.unraisablehook, root.handlers[:], root.level = before
    logging.captureWarnings(False)
    structlog.reset_defaults()
