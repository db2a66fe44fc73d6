"""A union on a real database with a clock that is moved by hand: who writes notices, who gets them, and a platform that
answers as it is told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select, update

from bot.core.clock import SHANGHAI, ManualClock
from bot.core.errors import SendError
from bot.core.messages import Address
from bot.core.vault import Vault
from bot.domain.audience import Audience
from bot.domain.broadcasts import Broadcast, Content, Progress, RecipientState
from bot.domain.notices import NoticeKind
from bot.domain.people import Grid, Role
from bot.jobs.due import handle_due
from bot.pipeline.settling import Settler
from bot.services import broadcast_approval, broadcast_sending, broadcasts
from bot.services.house import House
from bot.store import addresses, claims, people, recipients, tables
from bot.store.broadcasts import load_broadcast
from bot.store.claims import Claimed
from bot.store.database import Database
from bot.store.grids import save_grid
from bot.store.unit_of_work import UnitOfWork

T = TypeVar("T")
START = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)  # a Monday, within the good hours
VAULT = Vault.generate()
BOTH_ENGINES = pytest.mark.parametrize("union", ["sqlite", "postgresql"], indirect=True)
RATES = {"telegram": 25.0, "webchat": 1000.0}
GRIDS = (Grid(id="1" * 32, code="G01", name="城东"), Grid(id="2" * 32, code="G02", name="城西"))
EAST, WEST = (grid.id for grid in GRIDS)
STAFF = {
    "author": (Role.OFFICER, EAST),
    "second": (Role.OFFICER, EAST),
    "west": (Role.OFFICER, WEST),
    "liaison": (Role.LIAISON, EAST),
    "committee": (Role.COMMITTEE, None),
}
CONTENT = Content(
    kind=NoticeKind.NEWS, texts={"zh-CN": "驿站今天换了新的充电柜。"}, audience=Audience(grids=frozenset({EAST}))
)


@dataclass
class Union:
    """Everything by name; every call is a transaction of its own."""

    database: Database
    house: House
    clock: ManualClock
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def found(cls, database: Database, house: House, clock: ManualClock) -> "Union":
        """Two grids and their staff; nobody else yet."""
        union = cls(database, house, clock)
        union.work(lambda uow: [save_grid(uow, grid) for grid in GRIDS])
        for name, (role, grid_id) in STAFF.items():
            union.joins(name, consent=None)
            union.holds(name, role, grid_id)
        return union

    def holds(self, name: str, role: Role, grid_id: str | None) -> None:
        """Gives somebody a role."""
        self.work(lambda uow: people.add_grant(uow, self.ids[name], role, grid_id, None))

    def close(self) -> None:
        """Ends it; on PostgreSQL, which all tests share, nothing is left behind."""
        if not self.database.is_sqlite:
            names = ", ".join(table.name for table in tables.metadata.sorted_tables)
            self.work(lambda uow: uow.connection.exec_driver_sql(f"TRUNCATE {names} CASCADE"))
        self.database.close()

    def work(self, work: Callable[[UnitOfWork], T]) -> T:
        """One transaction."""
        return self.database.run_here(work)

    def joins(
        self,
        name: str,
        *,
        grid: str | None = EAST,
        consent: str | None = "1",
        channel: str = "telegram",
        phone: str | None = None,
        locale: str = "zh-CN",
    ) -> str:
        """Somebody writes for the first time; without ``consent`` he never agreed to anything."""

        def add(uow: UnitOfWork) -> str:
            person_id = people.add_speaker(uow, at(name, channel), locale).person.id
            people.remember(uow, person_id, consent_version=consent, grid_id=grid, name=None, phone=phone)
            return person_id

        self.ids[name] = self.work(add)
        return self.ids[name]

    def crowd(self, many: int) -> None:
        """Workers w1, w2 ... of the east."""
        for number in range(1, many + 1):
            self.joins(f"w{number}")

    def also_writes_from(self, name: str, channel: str) -> None:
        """A second chat of the same person, where he writes now."""
        self.clock.advance(timedelta(seconds=1))
        self.work(lambda uow: addresses.add_address(uow, self.ids[name], at(name, channel)))

    def blocks(self, name: str, channel: str) -> None:
        """Nothing arrives in that chat any more."""
        mine = tables.addresses.c.person_id == self.ids[name]
        statement = update(tables.addresses).where(mine, tables.addresses.c.channel == channel)
        self.work(lambda uow: uow.execute(statement.values(unreachable_at=uow.now)))

    def written(self, content: Content = CONTENT, author: str = "author") -> Broadcast:
        """Written and handed in."""
        draft = self.work(lambda uow: broadcasts.create(uow, self.ids[author], content))
        return self.work(lambda uow: broadcasts.submit(uow, draft.id, self.ids[author]))

    def approved(self, content: Content = CONTENT, author: str = "author", by: str = "second") -> Broadcast:
        """Agreed to by a second person."""
        return self.approve(self.written(content, author), by)

    def approve(self, broadcast: Broadcast, by: str) -> Broadcast:
        """Agrees to what stands there now."""
        shown = broadcast.fingerprint
        return self.work(lambda uow: broadcast_approval.approve(uow, self.house, broadcast.id, self.ids[by], shown))

    def started(self, content: Content = CONTENT) -> Broadcast:
        """Its time has come, and all recipients are listed."""
        broadcast = self.approved(content)
        self.tick()
        self.lists(broadcast)
        return self.now(broadcast)

    def tick(self) -> None:
        """What is due happens."""
        self.work(lambda uow: handle_due(uow, self.house, lambda: None))

    def lists(self, broadcast: Broadcast, most: int = 50) -> None:
        """All slices."""
        while self.work(lambda uow: broadcast_sending.list_some(uow, self.house, broadcast.id, most)):
            pass

    def refills(self, broadcast: Broadcast, most: int = 50) -> bool:
        """One look of the job."""
        self.work(lambda uow: broadcast_sending.take_back_dropped(uow, broadcast.id))
        return self.work(lambda uow: broadcast_sending.refill(uow, self.house, broadcast.id, RATES, most))

    def sends(self, most: int = 100, error: SendError | None = None, *, dies: bool = False) -> list[Claimed]:
        """The senders claim, and the platforms answer; a sender that ``dies`` leaves it to the next one."""
        settler = Settler(self.house)

        def send(uow: UnitOfWork) -> list[Claimed]:
            claimed = [each for channel in RATES for each in claims.claim(uow, channel, "1", most)]
            for each in [] if dies else claimed:
                settler.arrived(uow, each, "7") if error is None else settler.failed(uow, each, error)
            return claimed

        return self.work(send)

    def comes_back(self) -> None:
        """A new sender finds what the dead one left."""

        def look(uow: UnitOfWork) -> None:
            for channel in RATES:
                for each in claims.interrupted(uow, channel, "1"):
                    Settler(self.house).interrupted(uow, each)

        self.work(look)

    def runs(self, broadcast: Broadcast) -> list[Claimed]:
        """Until nothing more happens; returns what was sent of it."""
        sent: list[Claimed] = []
        while True:
            more = self.refills(broadcast)
            taken = [each for each in self.sends() if each.recipient]
            sent += taken
            if not more and not taken:
                return sent

    def now(self, broadcast: Broadcast) -> Broadcast:
        """The broadcast as it stands."""
        return self.work(lambda uow: load_broadcast(uow, broadcast.id))

    def progress(self, broadcast: Broadcast) -> Progress:
        """What an officer sees of it."""
        present = self.now(broadcast)
        return self.work(lambda uow: broadcasts.progress(uow, self.house, present))

    def states(self, broadcast: Broadcast) -> dict[str, int]:
        """How many stand where, without those where nobody stands."""
        found = self.work(lambda uow: recipients.counts(uow, broadcast.id))
        return {state.value: count for state, count in found.items() if count}

    def state_of(self, broadcast: Broadcast, name: str) -> RecipientState:
        """What became of it for one person."""
        table = tables.broadcast_recipients
        mine = (table.c.broadcast_id == broadcast.id, table.c.person_id == self.ids[name])
        return RecipientState(self.work(lambda uow: uow.execute(select(table.c.state).where(*mine)).scalar_one()))

    def listed(self, broadcast: Broadcast) -> set[str]:
        """Who is on the list of recipients, by name."""
        table = tables.broadcast_recipients
        query = select(table.c.person_id).where(table.c.broadcast_id == broadcast.id)
        found = set(self.work(lambda uow: uow.execute(query).scalars().all()))
        return {name for name, person_id in self.ids.items() if person_id in found}

    def told(self, name: str, fragment: str) -> bool:
        """Whether a message with these words waits for somebody or was sent to him."""

        def read(uow: UnitOfWork) -> bool:
            mine = tables.addresses.c.person_id == self.ids[name]
            query = select(tables.outbox).join(tables.addresses).where(mine, tables.outbox.c.body_sealed.is_not(None))
            bodies = [uow.vault.open("outbox.body", row.id, row.body_sealed) for row in uow.rows(query)]
            return any(fragment in body for body in bodies)

        return self.work(read)

    def loses_role(self, name: str) -> None:
        """Removed from the staff."""
        self.work(lambda uow: people.revoke_grants(uow, self.ids[name], None))

    def meant_by(self, audience: Audience, names: Iterable[str]) -> set[str]:
        """Which of these people would get a notice to this audience."""
        broadcast = self.approved(replace(CONTENT, audience=audience), author="committee", by="chair")
        self.tick()
        self.lists(broadcast)
        return self.listed(broadcast) & set(names)


def open_union(url: str, house: House) -> Union:
    """A union on a migrated, empty database."""
    clock = ManualClock(START)
    return Union.found(Database(url, VAULT, clock), house, clock)


def at(name: str, channel: str) -> Address:
    """Where somebody writes from."""
    return Address(channel=channel, account="1", user=name)
