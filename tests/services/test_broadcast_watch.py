"""The message that follows a notice is counted beside the writers; a count that fails holds up no timer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, event

from bot.core.errors import Unavailable
from bot.domain.timers import TimerKind
from bot.jobs.due import run_due
from bot.services.broadcast_watch import watch
from bot.store import timers
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork
from tests.services.broadcast_union import BOTH_ENGINES, VAULT, Union

T = TypeVar("T")


@BOTH_ENGINES
async def test_no_recipient_is_counted_where_others_wait_to_write(union: Union) -> None:
    _watched(union)
    with _counts_while_writing(union.database) as counts:
        await run_due(union.database, union.house, lambda: None)
    assert _stands(union, sent=3)
    assert counts == []


async def test_figures_are_those_of_the_moment_when_it_is_drawn(union: Union) -> None:
    """What one draw has seen is not shown again by the next."""
    _watched(union, sent=1)
    await run_due(union.database, union.house, lambda: None)
    assert _stands(union, sent=1)
    union.sends()
    union.clock.advance(timedelta(seconds=5))
    await run_due(union.database, union.house, lambda: None)
    assert _stands(union, sent=3)


async def test_where_nothing_can_be_read_beside_it_is_counted_on_the_spot(union: Union) -> None:
    _watched(union)
    reader_fails = FailingReader(str(union.database.url), VAULT, union.clock)
    await run_due(reader_fails, union.house, lambda: None)
    reader_fails.close()
    assert _stands(union, sent=3)
    assert union.work(lambda uow: timers.late_timers(uow, uow.now)) == 0


class FailingReader(Database):
    """Sees that something is due, and then nothing any more."""

    reads = 0

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        self.reads += 1
        if self.reads > 1:
            raise Unavailable("no reader")
        return await super().read(work)


def _watched(union: Union, sent: int = 3) -> None:
    """A notice to three, so many of whom have it already; its author watches, and the message is to be drawn anew."""
    union.crowd(3)
    broadcast = union.started()
    union.refills(broadcast)
    present = union.now(broadcast)
    union.work(lambda uow: watch(uow, union.house, present, union.ids["author"]))
    assert _stands(union, sent=0)
    claimed = 0
    while claimed < sent:
        claimed += len([each for each in union.sends(1) if each.recipient])
    union.clock.advance(timedelta(seconds=5))
    assert union.work(lambda uow: TimerKind.BROADCAST_WATCH in {each.kind for each in timers.due_timers(uow, 10)})


def _stands(union: Union, *, sent: int) -> bool:
    return union.told("author", f"{sent} / 3\\n✅ 送到 {sent}　")


@contextmanager
def _counts_while_writing(database: Database) -> Iterator[list[str]]:
    """The statements of transactions which may write that count recipients."""
    found: list[str] = []

    def look(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if not connection.get_execution_options().get("reads_only") and "count(*)" in statement:
            found.extend([statement] if "broadcast_recipients" in statement else [])

    event.listen(database.engine, "before_cursor_execute", look)
    yield found
    event.remove(database.engine, "before_cursor_execute", look)
