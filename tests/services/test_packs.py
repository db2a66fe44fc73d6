"""Packs: the last one goes to one person, nobody gets two of a campaign, and only staff hands out, by the real code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.core.clock import SystemClock, local_date
from bot.core.errors import DomainError
from bot.core.messages import Address
from bot.core.vault import Vault
from bot.domain.care import Campaign, PickUp
from bot.domain.places import SlotKind
from bot.services import packs
from bot.services.house import House
from bot.store import people, places
from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage
from tests.support.crowd import at_once

CROWD = 200
KEY = "test"


@contextmanager
def _union(url: str) -> Iterator[Database]:
    database = Database(url, Vault.generate(), SystemClock())
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def _with_packs(house: House, *stocks: int) -> House:
    """The house with one campaign that runs today, and so many packs at each place."""
    today = local_date(SystemClock().now())
    campaign = Campaign(
        key=KEY,
        names={"zh-CN": "年货", "en": "goods"},
        first=today - timedelta(days=400),
        last=today + timedelta(days=400),
        opens=time(0),
        closes=time(23, 59),
        places=tuple(PickUp(place=f"驿站{number}", stock=stock) for number, stock in enumerate(stocks)),
    )
    return replace(house, care=replace(house.care, campaigns=(campaign,)))


def _slots(uow: UnitOfWork, house: House) -> list[str]:
    packs.stock(uow, house)
    packs.stock(uow, house)  # a second start stocks nothing twice
    return [slot.id for slot in places.slots_of(uow, SlotKind.PACK, parent_id=KEY)]


def _person(uow: UnitOfWork, name: object) -> str:
    return people.add_speaker(uow, Address(channel="webchat", account="chat", user=f"p{name}"), "zh-CN").person.id


def _attempts(database: Database, house: House, wanted: list[tuple[str, str]]) -> list[str]:
    """Everybody at once: (slot, person) pairs, and how it went for each."""

    def attempt(pair: tuple[str, str]) -> str:
        try:
            database.run_here(lambda uow: packs.take(uow, house, *pair))
        except DomainError as error:
            return error.key
        return "taken"

    return sorted(at_once(database, attempt, wanted))


def _check_last_pack(url: str, house: House) -> None:
    house = _with_packs(house, 1)
    with _union(url) as database:
        (slot,) = database.run_here(lambda uow: _slots(uow, house))
        crowd = database.run_here(lambda uow: [_person(uow, number) for number in range(CROWD)])
        outcomes = _attempts(database, house, [(slot, person) for person in crowd])
        assert outcomes == sorted(["taken"] + ["place.full"] * (CROWD - 1))


def _check_one_each(url: str, house: House) -> None:
    house = _with_packs(house, 50, 50)
    with _union(url) as database:
        slots = database.run_here(lambda uow: _slots(uow, house))
        assert len(slots) == 2
        person = database.run_here(lambda uow: _person(uow, "one"))
        outcomes = _attempts(database, house, [(slot, person) for slot in slots * 10])
        assert outcomes.count("taken") == 1
        assert set(outcomes) <= {"taken", "pack.only_one", "place.already"}
        assert sum(database.run_here(lambda uow: places.taken(uow, slots)).values()) == 1


def test_of_two_hundred_one_gets_the_last_pack_on_sqlite(tmp_path: Path, house: House) -> None:
    _check_last_pack(f"sqlite:///{tmp_path}/gongyi.db", house)


def test_of_two_hundred_one_gets_the_last_pack_on_postgresql(fresh_database: Callable[[], str], house: House) -> None:
    _check_last_pack(fresh_database(), house)


def test_nobody_gets_two_packs_of_a_campaign_on_sqlite(tmp_path: Path, house: House) -> None:
    _check_one_each(f"sqlite:///{tmp_path}/gongyi.db", house)


def test_nobody_gets_two_packs_of_a_campaign_on_postgresql(fresh_database: Callable[[], str], house: House) -> None:
    _check_one_each(fresh_database(), house)


def test_a_pack_belongs_to_its_owner_and_is_handed_out_by_staff(stage: Stage) -> None:
    house = _with_packs(stage.house, 5)

    def begin(uow: UnitOfWork) -> tuple[packs.Pack, str]:
        (slot,) = _slots(uow, house)
        return packs.take(uow, house, slot, _person(uow, "owner")), _person(uow, "other")

    pack, other = stage.work(begin)
    with pytest.raises(DomainError, match=r"place\.not_found"):
        stage.work(lambda uow: packs.give_back(uow, house, pack.booking.id, other))
    with pytest.raises(DomainError, match=r"pack\.no_such_code"):
        stage.work(lambda uow: packs.hand_out(uow, house, pack.code, other))
    typed = f" {pack.code[:4].lower()} - {pack.code[4:].lower()} "
    staff = stage.staff["liaison2"]
    assert not stage.work(lambda uow: packs.hand_out(uow, house, typed, staff)).again
    assert stage.work(lambda uow: packs.hand_out(uow, house, pack.code, staff)).again
    with pytest.raises(DomainError, match=r"pack\.handed_out"):
        stage.work(lambda uow: packs.give_back(uow, house, pack.booking.id, pack.booking.person_id))


def test_staff_hands_nothing_out_to_himself(stage: Stage) -> None:
    house, staff = _with_packs(stage.house, 5), stage.staff["liaison"]
    (slot,) = stage.work(lambda uow: _slots(uow, house))
    pack = stage.work(lambda uow: packs.take(uow, house, slot, staff))
    with pytest.raises(DomainError, match=r"pack\.no_such_code"):
        stage.work(lambda uow: packs.hand_out(uow, house, pack.code, staff))


def test_the_file_tells_the_first_stock_only(stage: Stage) -> None:
    officer = stage.staff["officer"]
    (slot,) = stage.work(lambda uow: _slots(uow, _with_packs(stage.house, 5)))
    assert stage.work(lambda uow: packs.restock(uow, slot, 8, officer)) == 8
    assert stage.work(lambda uow: _slots(uow, _with_packs(stage.house, 5))) == [slot]
    assert stage.work(lambda uow: places.load_slot(uow, slot).capacity) == 8


def test_a_stock_is_never_less_than_what_is_held(stage: Stage) -> None:
    house, officer = _with_packs(stage.house, 5), stage.staff["officer"]
    (slot,) = stage.work(lambda uow: _slots(uow, house))
    for number in range(2):
        stage.work(lambda uow, number=number: packs.take(uow, house, slot, _person(uow, f"holder{number}")))
    with pytest.raises(DomainError, match=r"restock\.too_few"):
        stage.work(lambda uow: packs.restock(uow, slot, 1, officer))
    assert stage.work(lambda uow: packs.restock(uow, slot, 2, officer)) == 0
