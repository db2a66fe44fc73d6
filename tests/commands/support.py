"""Runs the command line as an operator does: a process of its own, its own folder, its own variables."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.core.vault import Vault
from bot.serving import listen

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with listen("127.0.0.1", 0) as listener:
        return int(listener.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Deployment:
    """A folder with a key file and a database, and the variables that say so."""

    folder: Path
    environ: dict[str, str]

    @classmethod
    def make(cls, folder: Path) -> "Deployment":
        """With a key file; nothing is migrated yet."""
        Vault.create(folder / "keys.json")
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GONGYI_")}
        said = {
            "GONGYI_KEY_FILE": "keys.json",
            "GONGYI_DATABASE_URL": "sqlite:///gongyi.db",
            "GONGYI_PORT": str(free_port()),
            "PYTHONPATH": str(ROOT),
        }
        return cls(folder, clean | said)

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.environ['GONGYI_PORT']}"

    def start(self, *words: str, **variables: str) -> "subprocess.Popen[str]":
        """Begins a command."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Runs a command to its end, thirty seconds at the most."""
        process = self.start(*words, **variables)
        try:
            out, err = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"{words} did not end: {err}") from None
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    @contextmanager
    def serving(self, **variables: str) -> Iterator["subprocess.Popen[str]"]:
        """The service, alive; killed afterwards if it still runs."""
        process = self.start("serve", **variables)
        try:
            wait_for(self.url, process)
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def wait_for(url: str, process: "subprocess.Popen[str]") -> None:
    """Returns when the service answers; says why when it ended instead."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"it ended: {process.communicate()[1]}")
        with suppress(httpx.HTTPError):
            if httpx.get(f"{url}/health/live", timeout=2).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("it did not come up")


def stop(process: "subprocess.Popen[str]", number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
    """Asks a process to end; returns its exit code and what it said on stderr."""
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    return process.returncode, err
