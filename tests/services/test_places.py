"""Places: two never hold one, whoever comes first; what becomes free is offered in order."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.clock import SHANGHAI, SystemClock
from bot.core.errors import AccessRefused, Conflict, DomainError
from bot.core.messages import Address
from bot.core.vault import Vault
from bot.domain.people import Role
from bot.domain.places import BookingStatus, Slot, SlotKind
from bot.services import clinic, place_letters, reception
from bot.services import places as place_service
from bot.services.house import House
from bot.store import people, places
from bot.store.database import Database
from bot.store.schema import migrate
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage
from tests.support.crowd import at_once

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

    return at_once(database, attempt, crowd), slot


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


def test_anothers_booking_is_no_booking(stage: Stage) -> None:
    def reach(uow: UnitOfWork) -> None:
        booking = place_service.take(uow, stage.house, _slot(uow, 1), _person(uow, 1), 1)
        assert place_service.own_booking(uow, booking.id, booking.person_id) == booking
        stranger = _person(uow, 2)
        for wanted in (booking.id, "0" * 32):
            with pytest.raises(AccessRefused, match=r"place\.not_found"):
                place_service.own_booking(uow, wanted, stranger)

    stage.work(reach)


def test_only_those_who_receive_mark_a_visit(stage: Stage) -> None:
    def reach(uow: UnitOfWork) -> None:
        booking = place_service.take(uow, stage.house, _slot(uow, 1), _person(uow, 1), 1)
        assert reception.visit(uow, booking.id, frozenset((Role.OFFICER,))) == booking
        for roles in (frozenset[Role](), frozenset((Role.LIAISON, Role.DEPUTY))):
            with pytest.raises(AccessRefused, match=r"place\.not_found"):
                reception.visit(uow, booking.id, roles)

    stage.work(reach)


def test_a_freed_place_goes_to_the_first_whom_it_is_enough_for(stage: Stage) -> None:
    def run(uow: UnitOfWork) -> None:
        house, slot = stage.house, _slot(uow, 2)
        first = place_service.take(uow, house, slot, _person(uow, 1), 1)
        place_service.take(uow, house, slot, _person(uow, 2), 1)
        two, one, last = (
            place_service.wait(uow, house, slot, _person(uow, 3 + number), party)
            for number, party in enumerate((2, 1, 1))
        )
        assert [place_service.position(uow, booking) for booking in (two, one, last)] == [1, 2, 3]
        place_service.cancel(uow, house, first)
        states = [places.load_booking(uow, booking.id).status for booking in (two, one, last)]
        assert states == [BookingStatus.WAITING, BookingStatus.OFFERED, BookingStatus.WAITING]
        assert place_service.free_places(uow, slot) == 0
        with pytest.raises(DomainError, match=r"place\.offer_gone"):
            place_service.accept(uow, house, last)

    stage.work(run)


def test_sessions_are_opened_once(stage: Stage) -> None:
    def run(uow: UnitOfWork) -> tuple[int, int]:
        clinic.open_sessions(uow, stage.house)
        before = len(places.slots_of(uow, SlotKind.CLINIC))
        clinic.open_sessions(uow, stage.house)
        return before, len(places.slots_of(uow, SlotKind.CLINIC))

    assert stage.work(run) == (12, 12)  # 16 December and 20 January, six half hours each


@pytest.mark.parametrize(
    ("starts", "before", "earliest", "expected"),
    [
        ("2026-12-16T14:00", 2, None, "2026-12-16T12:00"),
        ("2026-12-16T14:00", 24, None, "2026-12-15T14:00"),
        ("2026-12-16T14:00", 2, 13, "2026-12-16T13:00"),  # he gets up at one
        ("2026-12-16T09:00", 24, 10, "2026-12-15T10:00"),
        ("2026-12-16T10:00", 2, 10, "2026-12-15T20:00"),  # too late in the morning: the evening before
        ("2026-12-16T07:00", 2, None, "2026-12-15T20:00"),  # five o'clock is night
        ("2026-12-16T09:00", 2, None, "2026-12-16T07:00"),
    ],
)
def test_when_a_reminder_is_sent(house: House, starts: str, before: int, earliest: int | None, expected: str) -> None:
    at = datetime.fromisoformat(starts).replace(tzinfo=SHANGHAI)
    sent = place_letters.reminder_time(house, at, timedelta(hours=before), earliest)
    assert sent == datetime.fromisoformat(expected).replace(tzinfo=SHANGHAI)
