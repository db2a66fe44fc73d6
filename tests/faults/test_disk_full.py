"""A disk that fills up in the middle of the work: nothing acknowledged is lost, nothing is half done, and it
goes on.
"""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.journey import finishes
from tests.faults.load import PatientUser, forgotten, patient, staffed_grids, unsaid
from tests.support.bot_api import BotApiServer
from tests.support.service import ROOT, Service, until

SIZE = "6m"
WORKERS = 12
INSIDE = "TESTS_INSIDE_MOUNT_NAMESPACE"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; where we may not mount, the test runs itself in a namespace of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        yield folder
        subprocess.run(["umount", "-l", str(folder)], check=False)
    else:
        _run_inside_namespace()
        pytest.skip("run in a mount namespace of its own, and passed there")


def _run_inside_namespace() -> None:
    if INSIDE in os.environ:
        pytest.skip("NOT RUN: no tmpfs can be mounted here, not even in a namespace of our own")
    within = ["unshare", "--mount", "--user", "--map-root-user", "--"]
    if subprocess.run([*within, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("NOT RUN: neither root nor a mount namespace of our own is to be had here")
    again = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rs", str(Path(__file__))]
    done = subprocess.run(
        [*within, *again], cwd=ROOT, env=os.environ | {INSIDE: "1"}, capture_output=True, text=True, check=False
    )
    if "NOT RUN" in done.stdout:
        pytest.skip("NOT RUN: no tmpfs can be mounted in a namespace here")
    assert done.returncode == 0, done.stdout


@pytest.mark.timeout(400)
async def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path, small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'gongyi.db'}"
    async with BotApiServer() as api, Service(tmp_path, api, database_url=url) as service:
        await staffed_grids(api, service, 1)
        workers = [patient(api, service, 20_000 + number) for number in range(WORKERS)]
        over = asyncio.Event()
        journeys = asyncio.gather(*(_journeys(worker, over) for worker in workers))
        await asyncio.sleep(0.7)
        filler = small_disk / "filler"
        _fill(filler)
        await until(lambda: "turns_unavailable" in service.log)
        acknowledged = sum(len(worker.acknowledged) for worker in workers)
        await asyncio.sleep(2)
        # A last small batch may still find room; then nobody gets a 200 any more.
        assert sum(len(worker.acknowledged) for worker in workers) - acknowledged < WORKERS
        filler.unlink()
        over.set()
        numbers = await journeys
        assert forgotten(service, workers) == []
        kept = sorted(str(number) for (number,) in service.rows("SELECT number FROM cases"))
        assert kept == sorted(number.replace("-", "") for each in numbers for number in each)
        await until(lambda: service.count("outbox WHERE status IN ('ready', 'sending')") == 0, 240)
        assert unsaid(service, api) == []
        assert service.count("poison") == 0
        assert service.rows("PRAGMA integrity_check") == [("ok",)]


async def _journeys(worker: PatientUser, over: asyncio.Event) -> list[str]:
    numbers = []
    while not over.is_set():
        await worker.says("/grievance")
        numbers.append(await finishes(worker, within=60, 在哪一片干活="@L1"))
    return numbers


def _fill(filler: Path) -> None:
    """Writes until nothing more fits."""
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while file.write(b"x" * size):
                    continue
            except OSError:
                continue
    assert shutil.disk_usage(filler.parent).free < 4096
