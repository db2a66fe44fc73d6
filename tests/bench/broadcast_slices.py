"""How long it takes to list the recipients of a broadcast, and for how long nobody else can write meanwhile.

    python tests/bench/broadcast_slices.py [people]          # SQLite and PostgreSQL, in temporary folders

Prints for each engine the time for all recipients, how long its transactions took with their commits, how long an
officer waits for a head-count, for how long that and drawing the message that follows the notice keep others from
writing, and (as the thing that is avoided) one statement for everybody.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.core.clock import SystemClock
from bot.core.ids import new_id
from bot.core.messages import Address, Inbound, Kind
from bot.core.vault import Vault
from bot.domain.audience import Audience
from bot.domain.broadcasts import Approval, Broadcast, BroadcastStatus, Content
from bot.domain.notices import NoticeKind
from bot.domain.people import Role
from bot.jobs.broadcasting import Broadcasting
from bot.jobs.due import run_due
from bot.pipeline.lanes import Lanes
from bot.pipeline.poison import Quarantine
from bot.pipeline.turn import Delivery, Outcome, Turn
from bot.pipeline.wake import Wake
from bot.services import broadcasts as services
from bot.services.broadcast_watch import look_again, watch
from bot.services.house import House
from bot.store import broadcasts, people, recipients, tables
from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.unit_of_work import LookFirst, UnitOfWork
from tests.flows.stage import build_house
from tests.support.postgres import fresh_database, postgres_server

T = TypeVar("T")
KIND = NoticeKind.NEWS
LONGEST = 0.05  # seconds: what a slice may take


class TimedDatabase(Database):
    """Remembers how long each transaction took, its commit included."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.took: list[float] = []

    def run_here(self, work: Callable[[UnitOfWork], T]) -> T:
        began = time.perf_counter()
        try:
            return super().run_here(work)
        finally:
            self.took.append(time.perf_counter() - began)


def main() -> None:
    """Both engines, one after the other."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{Path(folder)}/gongyi.db", many)
    with postgres_server() as server:
        measure("PostgreSQL", fresh_database(server), many)


def measure(engine: str, url: str, many: int) -> None:
    """Fills a union, lists everybody once in slices and once at a stroke."""
    with union(url, many) as (database, staff):
        first, second = (database.run_here(lambda uow: going(uow, staff)) for _ in range(2))
        database.took.clear()
        house = build_house()
        job = Broadcasting(database, house, {}, lambda: None)
        counted = asyncio.run(counts(database))
        held = max(database.took)
        database.took.clear()
        began = time.perf_counter()
        while database.run_here(lambda uow: job.list_next(first.id, uow)):
            pass
        total, slices = time.perf_counter() - began, sorted(database.took)
        drawn = draws(database, house, first, staff[0])
        stroke = timed(lambda: database.run_here(lambda uow: recipients.list_slice(uow, second, "", many)))
        print(
            f"{engine}: {many} recipients in {total:.2f} s, {len(slices)} slices,"
            f" half of them within {slices[len(slices) // 2] * 1000:.0f} ms, the longest {slices[-1] * 1000:.0f} ms,"
            f" {sum(took > LONGEST for took in slices)} over {LONGEST * 1000:.0f} ms;"
            f" head-count {counted * 1000:.0f} ms, the writer held for {held * 1000:.0f} ms;"
            f" drawn anew, the writer held for {drawn * 1000:.0f} ms;"
            f" at a stroke {stroke * 1000:.0f} ms"
        )


class Composing(Turn):
    """The part of an officer's turn that counts heads."""

    def run(self, uow: UnitOfWork, batch: Sequence[Delivery]) -> list[Outcome]:
        uow.seen_beside = batch[0].seen_beside
        try:
            services.head_count(uow, Audience(), KIND)
        except LookFirst as first:
            return [first]
        return [None]


async def counts(database: TimedDatabase) -> float:
    """Seconds that an officer waits for a head-count of everybody."""
    house = build_house()
    turn, quarantine = Composing(house, lambda out: False), Quarantine(house)
    lanes = Lanes(database, turn, quarantine, SystemClock(), most=1, workers=1, on_letters=Wake())
    address = Address(channel="telegram", account="1", user="officer")
    pressed = Inbound(address=address, external_id="1", kind=Kind.TEXT, sent_at=SystemClock().now())
    began = time.perf_counter()
    await lanes.accept([pressed])
    return time.perf_counter() - began


def draws(database: TimedDatabase, house: House, broadcast: Broadcast, officer: str) -> float:
    """Seconds that others cannot write while the message that follows the notice is drawn anew."""
    watched = database.run_here(lambda uow: broadcasts.load_broadcast(uow, broadcast.id))
    database.run_here(lambda uow: watch(uow, house, watched, officer))
    database.run_here(lambda uow: look_again(uow, watched.id, uow.now))
    database.took.clear()
    asyncio.run(run_due(database, house, lambda: None))
    return max(database.took)


@contextmanager
def union(url: str, many: int) -> Iterator[tuple[TimedDatabase, list[str]]]:
    """So many people with a chat each; two of them are the committee."""
    database = TimedDatabase(url, Vault.generate(), SystemClock())
    try:
        migrate(database)
        ids = [new_id() for _ in range(many)]
        for start in range(0, many, 10_000):
            database.run_here(lambda uow, some=ids[start : start + 10_000]: settle_in(uow, some))  # type: ignore[misc]
        for person_id in ids[:2]:
            database.run_here(lambda uow, who=person_id: make_staff(uow, who))  # type: ignore[misc]
        if not database.is_sqlite:
            vacuum(database)
        yield database, ids[:2]
    finally:
        database.close()


def vacuum(database: Database) -> None:
    """What PostgreSQL does by itself within a minute of such a change."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def settle_in(uow: UnitOfWork, ids: list[str]) -> None:
    """People who agreed to be kept in our records, as rows."""
    uow.execute(tables.people.insert(), [person(uow.now, each) for each in ids])
    uow.execute(tables.addresses.insert(), [address(uow, each) for each in ids])


def make_staff(uow: UnitOfWork, person_id: str) -> None:
    """A member of the committee; his number is none, as those above are none that could be opened."""
    nothing = {"name_sealed": None, "phone_sealed": None}
    uow.execute(tables.people.update().where(tables.people.c.id == person_id).values(nothing))
    people.add_grant(uow, person_id, Role.COMMITTEE, None, None)


def person(now: datetime, person_id: str) -> dict[str, object]:
    """A person."""
    sealed = {"name_sealed": b"x" * 45, "phone_sealed": b"x" * 43}
    return {"id": person_id, "locale": "zh-CN", "consent_version": "1", "created_at": now, **sealed}


def address(uow: UnitOfWork, person_id: str) -> dict[str, object]:
    """His chat."""
    address_id = new_id()
    return {
        "id": address_id,
        "person_id": person_id,
        "channel": "telegram",
        "account": "1",
        "user_sealed": uow.vault.seal("addresses.user", address_id, person_id[:10]),
        "user_index": address_id,
        "created_at": uow.now,
    }


def going(uow: UnitOfWork, staff: list[str]) -> Broadcast:
    """An approved broadcast whose sending has begun."""
    content = Content(kind=KIND, texts={"zh-CN": "明天高温，多喝水。"}, audience=Audience())
    draft = broadcasts.add_broadcast(uow, staff[0], content)
    approval = Approval(approver_id=staff[1], fingerprint=draft.fingerprint, people=0, at=uow.now)
    broadcasts.approve(uow, draft, approval, BroadcastStatus.APPROVED)
    broadcasts.begin(uow, broadcasts.load_broadcast(uow, draft.id))
    return broadcasts.load_broadcast(uow, draft.id)


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
