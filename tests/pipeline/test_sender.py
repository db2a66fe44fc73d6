"""The sender beside a real database: what a stop finds under way."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from bot.channels import webchat
from bot.core.messages import Address, Delivered, Outbound, Purpose
from bot.pipeline.sender import Sender
from bot.pipeline.settling import Settler
from bot.pipeline.wake import Wake
from bot.services.letters import tell, write_to
from bot.store import people
from bot.store.database import Database
from bot.store.files import FileStore, UploadStore
from bot.store.outbox import Status
from bot.store.tables import outbox
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage

T = TypeVar("T")


class HeldDatabase(Database):
    """Commits at once, but keeps whoever asked waiting until it is let go."""

    committed: asyncio.Event
    let_go: asyncio.Event

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        result = await super().run(work)
        self.committed.set()
        await self.let_go.wait()
        return result


class SlowForMany(webchat.WebChatChannel):
    """A platform that takes notices to many and does not answer for them; everybody else is answered."""

    held: list[str]
    replied: asyncio.Event

    async def send(self, out: Outbound) -> Delivered:
        if out.purpose is Purpose.BROADCAST:
            self.held.append(out.to.user)
            await asyncio.Event().wait()
        self.replied.set()
        return await super().send(out)


async def test_an_answer_finds_a_place_beside_notices_to_many(stage: Stage, tmp_path: Path) -> None:
    """However slow the platform is with them, they take half of the places and no more."""
    database = Database(f"sqlite:///{stage.file}", stage.vault, stage.clock, workers=1)
    channel = SlowForMany(uploads=UploadStore(tmp_path / "uploads", stage.vault), clock=stage.clock)
    channel.held, channel.replied = [], asyncio.Event()

    def write(uow: UnitOfWork) -> None:
        for number in range(8):
            reader = people.add_speaker(uow, Address(channel="webchat", account="main", user=f"w{number}"), "zh-CN")
            uow.flush()
            write_to(uow, reader.person.id, "通知", purpose=Purpose.BROADCAST)

    database.run_here(write)
    wake, concurrency = Wake(), 4
    files = FileStore(tmp_path / "files", stage.vault)
    settler = Settler(stage.house)
    sender = Sender(database, channel, files, settler, concurrency=concurrency, wake=wake, sent=Wake())
    running = asyncio.create_task(sender.run())
    async with asyncio.timeout(10):
        while len(channel.held) < concurrency // 2:
            await asyncio.sleep(0)
        await database.run(lambda uow: write_to_newcomer(uow, stage))
        wake.set()
        await channel.replied.wait()
    assert len(channel.held) == concurrency // 2
    while not running.done():  # a wait that ends at the same moment swallows the first one
        running.cancel()
        await asyncio.sleep(0)
    database.close()


def write_to_newcomer(uow: UnitOfWork, stage: Stage) -> None:
    """Queues one message on the web chat."""
    reader = people.add_speaker(uow, Address(channel="webchat", account="main", user="reader"), "zh-CN")
    tell(uow, stage.house, reader.person.id, "desk.parked", mark="7421")


async def test_a_stop_sends_what_was_being_claimed(stage: Stage, tmp_path: Path) -> None:
    """A stop that comes between the claim's commit and its return must not leave the claimed rows as sending."""
    database = HeldDatabase(f"sqlite:///{stage.file}", stage.vault, stage.clock, workers=1)
    database.committed, database.let_go = asyncio.Event(), asyncio.Event()
    database.run_here(lambda uow: write_to_newcomer(uow, stage))
    sender = Sender(
        database,
        webchat.build(uploads=UploadStore(tmp_path / "uploads", stage.vault), clock=stage.clock),
        FileStore(tmp_path / "files", stage.vault),
        Settler(stage.house),
        concurrency=4,
        wake=Wake(),
        sent=Wake(),
    )

    running = asyncio.create_task(sender.run())
    await database.committed.wait()
    stopping = asyncio.create_task(sender.stop())
    await asyncio.sleep(0)
    database.let_go.set()
    await asyncio.gather(running, stopping)

    kept = database.run_here(lambda uow: uow.execute(select(outbox.c.status)).scalars().all())
    assert kept == [Status.SENT]
    database.close()
