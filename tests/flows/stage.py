"""A union on a real SQLite database, a clock that is moved by hand, and people who write and read.

Between any two messages the turn, the conversation and the database's connections are thrown away and built anew from
what was committed: whatever happens on this stage happens across restarts. Only composed statements are kept.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from bot import house_builder
from bot.core.clock import SHANGHAI, ManualClock
from bot.core.messages import Address, Inbound, Kind, Outbound
from bot.core.settings import load_settings
from bot.core.vault import Vault
from bot.domain.people import Area, Grid, Role
from bot.jobs.due import handle_due
from bot.pipeline.settling import Settler
from bot.pipeline.turn import Delivery, Turn
from bot.services.house import House
from bot.store import claims, people, tables
from bot.store.database import Database
from bot.store.grids import save_grid
from bot.store.outbox import Status
from bot.store.schema import migrate
from bot.store.unit_of_work import UnitOfWork

T = TypeVar("T")
CHANNEL, ACCOUNT = "webchat", "chat"
START = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)  # a Monday

GRIDS = (
    Grid(id="1" * 32, code="G01", name="城东", areas=(Area(latitude=30.0, longitude=120.0, radius=3000),)),
    Grid(id="2" * 32, code="G02", name="城西", areas=(Area(latitude=30.2, longitude=120.2, radius=3000),)),
)
# Who holds which role where (None: in the whole union), by the name in transcripts; and the name on the staff list.
STAFF = {
    "liaison": (Role.LIAISON, GRIDS[0].id, "王芳"),
    "deputy": (Role.DEPUTY, GRIDS[0].id, "李强"),
    "officer": (Role.OFFICER, GRIDS[0].id, "张敏"),
    "liaison2": (Role.LIAISON, GRIDS[1].id, "赵磊"),
    "committee": (Role.COMMITTEE, None, "陈刚"),
    "committee2": (Role.COMMITTEE, None, "刘洋"),
}


def build_house() -> House:
    """The rules and words as they are shipped, of a union in a test."""
    said = {
        "KEY_FILE": __file__,  # settings want a file that is there; a house opens none with it
        "ORGANISATION__NAME": "测试工会",
        "ORGANISATION__CONTACT": "当面",
        "ORGANISATION__RETENTION": "一年",
        "PUBLIC_URL": "https://gongyi.example",
    }
    return house_builder.build_house(load_settings({f"GONGYI_{name}": value for name, value in said.items()}))


@dataclass(frozen=True)
class Template:
    """A migrated database with the union in it, to be copied for each test."""

    file: Path
    keys: Path
    vault: Vault
    people: dict[str, str]


def build_template(folder: Path) -> Template:
    """Migrates once; every later stage is a copy of the file."""
    file, keys = folder / "template.db", folder / "keys.json"
    vault = Vault.create(keys)
    database = Database(f"sqlite:///{file}", vault, ManualClock(START))
    migrate(database)
    ids = database.run_here(_found_union)
    database.close()
    return Template(file=file, keys=keys, vault=vault, people=ids)


def _found_union(uow: UnitOfWork) -> dict[str, str]:
    for grid in GRIDS:
        save_grid(uow, grid)
    ids = {}
    for name, (role, grid_id, called) in STAFF.items():
        speaker = people.add_speaker(uow, address_of(name), "zh-CN")
        people.remember(uow, speaker.person.id, consent_version=None, grid_id=None, name=called, phone=None)
        people.add_grant(uow, speaker.person.id, role, grid_id, None)
        ids[name] = speaker.person.id
    return ids


def address_of(name: str) -> Address:
    """Where the person of a transcript writes from; ``worker@telegram`` is the worker's other chat."""
    user, _, channel = name.partition("@")
    return Address(channel=channel or CHANNEL, account=ACCOUNT, user=user)


@cache
def _opened(file: Path, vault: Vault) -> tuple[Database, ManualClock]:
    """The same engine for all stages on a file: composing the statements anew took half of the time."""
    clock = ManualClock(START)
    return Database(f"sqlite:///{file}", vault, clock), clock


class Stage:
    """The service without its network: what is said to it, and what each person has read from it."""

    def __init__(self, template: Template, folder: Path, house: House) -> None:
        self.file, self.vault, self.house = folder / "stage.db", template.vault, house
        for leftover in folder.glob("stage.db*"):
            leftover.unlink()
        shutil.copyfile(template.file, self.file)
        self._database, self.clock = _opened(self.file, self.vault)
        self.clock.set(START)
        self.staff = dict(template.people)
        self.read: dict[str, list[Outbound]] = defaultdict(list)  # everything that arrived, by name
        self.sent: dict[str, int] = defaultdict(int)  # how many messages a person has sent
        self.delivering = True
        self.codes: dict[str, str] = {}  # one-time codes, by who was given them outside the chat
        self.receipt = ""  # of the anonymous box, as somebody has written it down

    def say(self, name: str, kind: Kind, **parts: object) -> None:
        """One message, one transaction; then the sender delivers."""
        inbound = self.inbound(name, kind, **parts)
        self.take(inbound)
        self.deliver()

    def inbound(self, name: str, kind: Kind, **parts: object) -> Inbound:
        """What the person's platform delivers; messages are numbered from 1 for each person."""
        self.sent[name] += 1
        parts.setdefault("message_id", f"m{self.sent[name]}")
        return Inbound(
            address=address_of(name),
            external_id=f"{name}-{self.sent[name]}",
            kind=kind,
            sent_at=self.clock.now(),
            **parts,
        )  # type: ignore[arg-type]

    def take(self, inbound: Inbound) -> None:
        """Gives it to a turn that has never seen anything."""
        key = f"{inbound.address.channel}:{inbound.external_id}"
        delivery = Delivery(inbound=inbound, key=key, arrived_at=self.clock.now())
        self.work(lambda uow: Turn(self.house, lambda out: False).run(uow, [delivery]))

    def work(self, work: Callable[[UnitOfWork], T]) -> T:
        """A transaction on a connection that was just opened."""
        try:
            return self._database.run_here(work)
        finally:
            self._database.engine.dispose()

    def deliver(self) -> None:
        """What the sender does, with a network that always works."""
        while self.delivering and self.work(self._deliver_some):
            pass

    def _deliver_some(self, uow: UnitOfWork) -> int:
        claimed = [each for channel in (CHANNEL, "telegram") for each in claims.claim(uow, channel, ACCOUNT, 100)]
        settler = Settler(self.house)
        for each in claimed:
            settler.arrived(uow, each, f"{len(self.read)}")
            user, channel = each.out.to.user, each.out.to.channel
            read = self.read[user if channel == CHANNEL else f"{user}@{channel}"]
            read[:] = [out for out in read if out.id != each.out.id]  # an edit stands in the place of what it replaces
            if not each.out.takes_back:
                read.append(each.out)
        return len(claimed)

    def copies_code(self, name: str, pattern: str) -> None:
        """The person remembers the code that he was just shown: the pattern's group, or all that it fits."""
        text = self.read[name][-1].text
        found = re.search(pattern, text)
        assert found, text
        self.codes[name] = found[found.lastindex or 0]

    def pass_time(self, by: timedelta) -> None:
        """The clock runs; everything that falls due happens at its minute."""
        end = self.clock.now() + by
        while (due := self.work(self._next_due)) is not None and due <= end:
            self.clock.set(max(due, self.clock.now()))
            self.tick()
        self.clock.set(end)
        self.tick()

    def stand_still(self, by: timedelta) -> None:
        """The service is stopped for a while; whatever fell due meanwhile is found when it starts again."""
        self.clock.advance(by)
        self.tick()

    def tick(self) -> None:
        """One look at what is due."""
        self.work(lambda uow: handle_due(uow, self.house, lambda: None))
        self.deliver()

    def _next_due(self, uow: UnitOfWork) -> datetime | None:
        moments = [uow.execute(select(func.min(tables.timers.c.due_at))).scalar()]
        if self.delivering:
            ready = select(func.min(tables.outbox.c.due_at)).where(tables.outbox.c.status == Status.READY.value)
            moments.append(uow.execute(ready).scalar())
        return min((moment for moment in moments if moment is not None), default=None)
