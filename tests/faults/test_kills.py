"""kill -9 at random moments under load: nothing that was acknowledged is lost, nothing happens twice."""

import asyncio
import random
from pathlib import Path

import pytest

from bot.domain.people import Role
from tests.faults.load import (
    files_and_rates,
    forgotten,
    levels_told_twice,
    patient,
    staffed_grids,
    unsaid,
    works,
)
from tests.support.bot_api import BotApiServer
from tests.support.service import Service, until

SLA = """
normal:
  spacing: 1s
  first:
    due: 8s
    levels:
      - {after: 2s, tell: liaison}
      - {after: 4s, tell: deputy}
      - {after: 6s, tell: officer}
      - {after: 8s, tell: committee}
  substantive:
    due: 12s
    levels:
      - {after: 10s, tell: liaison}
      - {after: 12s, tell: committee}
  progress: {due: 2h, levels: [{after: 1h, tell: liaison}]}
urgent:
  spacing: 1s
  acknowledge: {due: 3s, levels: [{after: 3s, tell: committee}]}
  first: {due: 2h, levels: [{after: 1h, tell: liaison}]}
  substantive: {due: 24h, levels: [{after: 12h, tell: liaison}]}
  progress: {due: 48h, levels: [{after: 36h, tell: liaison}]}
quiet_hours: none
confirmation: {reminders: [1h, 2h], close: 3h}
reopen_within: 14d
draft_expires: 7d
substantive_characters: 15
"""
SEED = 20
KILLS = 20
WORKERS = 30
GRIDS = 6


@pytest.mark.timeout(400)
async def test_twenty_kills_under_load_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    async with BotApiServer() as api, Service(tmp_path, api, sla=SLA) as service:
        liaisons = await staffed_grids(api, service, GRIDS)
        member = patient(api, service, 790)
        await member.says(f"/start join_{service.code(Role.COMMITTEE, None)}")
        workers = [patient(api, service, 20_000 + number) for number in range(WORKERS)]
        numbers: list[str] = []
        over = asyncio.Event()

        async def lives(place: int) -> None:
            while not over.is_set():
                numbers.append(await files_and_rates(workers[place], f"L{place % GRIDS + 1}", chance))

        desks = [asyncio.create_task(works(liaison)) for liaison in liaisons]
        lives_of_all = [asyncio.create_task(lives(place)) for place in range(WORKERS)]
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.05, 1.2))
            service.kill()
            await service.start()
        over.set()
        await asyncio.gather(*lives_of_all)
        for desk in desks:
            desk.cancel()
        await asyncio.gather(*desks, return_exceptions=True)
        await until(lambda: service.count("outbox WHERE status IN ('ready', 'sending')") == 0, 240)

        people = [*workers, *liaisons, member]
        assert forgotten(service, people) == []
        kept = sorted(str(number) for (number,) in service.rows("SELECT number FROM cases"))
        assert kept == sorted(number.replace("-", "") for number in numbers)
        assert unsaid(service, api) == []
        assert service.count("escalations") > 0
        assert levels_told_twice(service, api, people) == []
        await service.stop()
