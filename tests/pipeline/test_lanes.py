"""The order of one person's messages, and who waits for whom, on a real database."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.core.messages import Kind
from bot.pipeline.lanes import Lanes
from bot.pipeline.poison import Quarantine
from bot.pipeline.turn import Turn
from bot.pipeline.wake import Wake
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage

T = TypeVar("T")
OFFICER = "committee"


class SlowReaders(Database):
    """A union so large that a look over everybody takes until it is let go."""

    looking: asyncio.Event
    let_go: asyncio.Event

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        self.looking.set()
        await self.let_go.wait()
        return await super().read(work)


def _open(stage: Stage) -> tuple[SlowReaders, Lanes]:
    database = SlowReaders(f"sqlite:///{stage.file}", stage.vault, stage.clock)
    database.looking, database.let_go = asyncio.Event(), asyncio.Event()
    turn, quarantine = Turn(stage.house, lambda out: False), Quarantine(stage.house)
    return database, Lanes(database, turn, quarantine, stage.clock, most=16, workers=4, on_letters=Wake())


def _token(stage: Stage, label: str) -> str:
    """The button of the officer's newest message that says so."""
    rows = stage.read[OFFICER][-1].choices
    return next(choice.token for row in rows for choice in row if label in choice.label)


def _compose(stage: Stage) -> None:
    """Up to the question before the one for an audience."""
    stage.say(OFFICER, Kind.TEXT, text="群发")
    stage.say(OFFICER, Kind.CHOICE, choice=_token(stage, "活动"))
    for text in ("周六上午有免费法律咨询。", "跳过", "跳过"):
        stage.say(OFFICER, Kind.TEXT, text=text)


async def test_nobody_waits_for_the_heads_that_an_officer_has_counted(stage: Stage) -> None:
    """They are counted beside the writers; what he says meanwhile comes after."""
    _compose(stage)
    database, lanes = _open(stage)
    pressed = stage.inbound(OFFICER, Kind.CHOICE, choice=_token(stage, "法律门诊"))
    said = stage.inbound(OFFICER, Kind.TEXT, text="城东的")
    counting = asyncio.create_task(lanes.accept([pressed]))
    async with asyncio.timeout(10):
        await database.looking.wait()
        following = asyncio.create_task(lanes.accept([said]))
        await lanes.accept([stage.inbound("worker", Kind.TEXT, text="你好")])
    assert not counting.done()
    assert not following.done()
    database.let_go.set()
    async with asyncio.timeout(10):
        await asyncio.gather(counting, following)
        await lanes.drain()
    database.close()
    stage.deliver()
    assert stage.read["worker"]
    first, second = (out.text for out in stage.read[OFFICER][-2:])
    assert "现在：所有人" in first
    assert "网格：城东" in second


async def test_a_batch_sets_aside_only_who_counts(stage: Stage) -> None:
    """Messages that arrive in the same instant share a transaction; the officer's are left out of it, in order."""
    _compose(stage)
    before = len(stage.read[OFFICER])
    database, lanes = _open(stage)
    batch = [
        stage.inbound(OFFICER, Kind.CHOICE, choice=_token(stage, "法律门诊")),
        stage.inbound("worker", Kind.TEXT, text="你好"),
        stage.inbound(OFFICER, Kind.TEXT, text="菜单"),
    ]
    tasks = [asyncio.create_task(lanes.accept([inbound])) for inbound in batch]
    async with asyncio.timeout(10):
        await tasks[1]
        await database.looking.wait()
    assert [task.done() for task in tasks] == [False, True, False]
    database.let_go.set()
    async with asyncio.timeout(10):
        await asyncio.gather(*tasks)
    database.close()
    stage.deliver()
    assert "现在：所有人" in stage.read[OFFICER][before].text
