"""Places: two never hold one, whoever comes first; what becomes free is offered in order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from bot.core.errors import Conflict, DomainError
from bot.core.messages import Address
from bot.core.vault import Vault
from bot.domain.places import BookingStatus, Slot, SlotKind
from bot.services import places as place_service
from bot.services.house import House
from bot.store import people, places
from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.unit_of_work import UnitOfWork

CROWD = 200


def _slot(uow: UnitOfWork, capacity: int) -> Slot:
    at = uow.now + timedelta(days=3)
    slot_id = places.add_slot(uow, SlotKind.CLINIC, "陈律师", place="工会二楼", capacity=capacity, starts_at=at)
    assert slot_id
    return places.load_slot(uow, slot_id)


def _person(uow: UnitOfWork, number: int) -> str:
    address = Address(channel="webchat", account="chat", user=f"crowd{number}")
    return people.add_speaker(uow, address, "zh-CN").person.id


def _rush(database: Database, house: House) -> tuple[list[str], Slot]:
    """Everybody wants the last place at once; how it went for each."""
    slot = database.run_here(lambda uow: _slot(uow, 1))
    crowd = database.run_here(lambda uow: [_person(uow, number) for number in range(CROWD)])

    def attempt(person_id: str) -> str:
        try:
            database.run_here(lambda uow: place_service.take(uow, house, slot, person_id, 1))
        except DomainError as error:
            return error.key
        return "booked"

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(attempt, crowd)), slot


def _check_rush(url: str, house: House) -> None:
    database = Database(url, Vault.generate(), SystemClock())
    try:
        migrate(database)
        outcomes, slot = _rush(database, house)
        assert sorted(outcomes) == ["booked"] + ["place.full"] * (CROWD - 1)
        assert database.run_here(lambda uow: places.taken(uow, [slot.id])) == {slot.id: 1}
    finally:
        database.close()


def test_of_two_hundred_one_gets_the_last_place_on_sqlite(tmp_path: Path, house: House) -> None:
    _check_rush(f"sqlite:///{tmp_path}/gongyi.db", house)


def test_of_two_hundred_one_gets_the_last_place_on_postgresql(fresh_database: Callable[[], str], house: House) -> None:
    _check_rush(fresh_database(), house)


def test_the_database_itself_refuses_a_second_taker(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/gongyi.db", Vault.generate(), SystemClock())
    migrate(database)

    def both(uow: UnitOfWork) -> None:
        slot = _slot(uow, 1)
        for number in range(2):
            booking = places.add_booking(uow, slot.id, _person(uow, number), 1, BookingStatus.BOOKED)
            places.take_numbers(uow, booking, [1])

    with pytest.raises(Conflict):
        database.run_here(both)
    database.close()
