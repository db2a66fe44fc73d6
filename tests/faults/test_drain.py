"""SIGTERM under load: what was taken is committed, what got its 200 is in the database, and the next start goes on."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.journey import files_case
from tests.faults.load import forgotten, patient, staffed_grids, unsaid
from tests.support.bot_api import BotApiServer
from tests.support.service import Service, until

WORKERS = 20
STOPS = 3


@pytest.mark.timeout(400)
async def test_a_stop_under_load_drains(tmp_path: Path) -> None:
    async with BotApiServer() as api, Service(tmp_path, api) as service:
        await staffed_grids(api, service, 1)
        workers = [patient(api, service, 20_000 + number) for number in range(WORKERS)]
        journeys = asyncio.gather(*(files_case(worker, within=60, 在哪一片干活="@L1") for worker in workers))
        for _ in range(STOPS):
            await asyncio.sleep(0.4)
            await service.stop()
            assert forgotten(service, workers) == []
            assert service.count("outbox WHERE status = 'sending'") == 0
            assert service.count("leases") == 0
            await service.start()
        numbers = await journeys
        assert service.count("cases") == WORKERS == len(set(numbers))
        await until(lambda: service.count("outbox WHERE status IN ('ready', 'sending')") == 0, 240)
        assert unsaid(service, api) == []
        assert "Traceback" not in service.log, service.log[-5000:]
