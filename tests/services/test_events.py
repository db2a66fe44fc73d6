"""Events: two hundred people and the last ten places, the door, the hours, the end; on SQLite and PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.clock import ManualClock
from bot.core.errors import AccessRefused, DomainError
from bot.core.vault import Vault
from bot.domain.events import Event
from bot.domain.people import Role, Speaker
from bot.domain.places import BookingStatus
from bot.domain.timers import TimerKind
from bot.services import check_in, event_ends, volunteer
from bot.services import events as event_service
from bot.services import places as place_service
from bot.services.events import NewEvent, Party, announce
from bot.services.house import House
from bot.store import events, people, places, tables, timers
from bot.store.database import Database
from bot.store.grids import save_grid
from bot.store.schema import migrate
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, START, address_of, build_house
from tests.support.crowd import at_once

CAPACITY, PEOPLE = 30, 200
LAST = 10
ELSEWHERE = (Role.LIAISON, GRIDS[1].id)  # the organiser is one by name, not by his grid
NEW = NewEvent(
    code="first-aid",
    title="急救培训课",
    place="工人文化宫二楼",
    starts_at=START + timedelta(days=5),
    ends_at=START + timedelta(days=5, hours=2),
    capacity=CAPACITY,
    grid_id=GRIDS[0].id,
    volunteer=True,
)


@pytest.fixture(scope="module")
def house() -> House:
    return build_house()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/gongyi.db"
    if request.param == "postgresql":
        create: Callable[[], str] = request.getfixturevalue("fresh_database")
        url = create()
    made = Database(url, Vault.generate(), ManualClock(START))
    migrate(made)
    made.run_here(lambda uow: [save_grid(uow, grid) for grid in GRIDS])
    yield made
    made.close()


def someone(uow: UnitOfWork, name: str, role: Role | None = None, grid_id: str | None = None) -> Speaker:
    """A person with a role or none."""
    speaker = people.add_speaker(uow, address_of(name), "zh-CN")
    if role is not None:
        people.add_grant(uow, speaker.person.id, role, grid_id, None)
    return people.load_known(uow, [address_of(name)])[address_of(name).key].speaker


def sign_up(house: House, event: Event, person_id: str, uow: UnitOfWork) -> BookingStatus:
    return event_service.sign_up(uow, house, event, person_id, Party(), may_wait=True).status


def test_two_hundred_sign_up_for_the_last_ten_places(database: Database, house: House) -> None:
    event = database.run_here(lambda uow: announce(uow, NEW, None))
    everybody = database.run_here(lambda uow: [someone(uow, f"w{i}").person.id for i in range(PEOPLE + 1)])
    database.run_here(
        lambda uow: event_service.sign_up(
            uow, house, event, everybody[-1], Party(adults=CAPACITY - LAST), may_wait=False
        )
    )
    outcomes = at_once(database, lambda who: database.run_here(partial(sign_up, house, event, who)), everybody[:-1])
    assert outcomes.count(BookingStatus.BOOKED) == LAST
    assert outcomes.count(BookingStatus.WAITING) == PEOPLE - LAST
    database.run_here(partial(check_queue, house, event))


def check_queue(house: House, event: Event, uow: UnitOfWork) -> None:
    """Every place is taken once; the line has no gap, and a place that becomes free goes to its head."""
    numbers = [row.number for row in uow.rows(select(tables.places).order_by(tables.places.c.number))]
    assert numbers == list(range(1, CAPACITY + 1))
    waiting = places.bookings_in(uow, event.slot.id, {BookingStatus.WAITING})
    assert [place_service.position(uow, booking) for booking in waiting] == list(range(1, PEOPLE - LAST + 1))
    assert [booking.turn for booking in waiting] == sorted({booking.turn for booking in waiting})
    booked = places.bookings_in(uow, event.slot.id, {BookingStatus.BOOKED})
    place_service.cancel(uow, house, booked[-1])
    offered = places.bookings_in(uow, event.slot.id, {BookingStatus.OFFERED})
    assert [booking.id for booking in offered] == [waiting[0].id]
    assert place_service.position(uow, waiting[1]) == 1


def test_only_those_who_run_an_event_learn_what_a_code_stands_for(database: Database, house: House) -> None:
    database.run_here(partial(check_door, house))


def check_door(house: House, uow: UnitOfWork) -> None:
    organiser, worker, other = someone(uow, "organiser", *ELSEWHERE), someone(uow, "worker"), someone(uow, "other")
    officer = someone(uow, "officer", Role.OFFICER, GRIDS[0].id)
    strangers = [
        worker,
        other,
        someone(uow, "far", Role.OFFICER, GRIDS[1].id),
        someone(uow, "liaison", Role.LIAISON, GRIDS[0].id),
    ]
    event = announce(uow, replace_organiser(organiser), None)
    booking = event_service.sign_up(uow, house, event, worker.person.id, Party(), may_wait=False)
    code = check_in.code_of(uow, booking)
    assert check_in.code_of(uow, booking) == code
    for runs_it in (organiser, officer):
        assert check_in.booking_at_the_door(uow, runs_it, f" {code.lower()} ")[1].id == booking.id
    with pytest.raises(DomainError) as unknown:
        check_in.booking_at_the_door(uow, organiser, "ZZZZZZ")
    for stranger in strangers:
        with pytest.raises(AccessRefused) as refused:
            check_in.booking_at_the_door(uow, stranger, code)
        assert refused.value.key == unknown.value.key
        with pytest.raises(AccessRefused):
            check_in.booking_to_run(uow, stranger, booking.id)
        with pytest.raises(AccessRefused):
            check_in.event_to_run(uow, stranger, event.id)
    people.revoke_grants(uow, organiser.person.id, None)
    with pytest.raises(AccessRefused):
        check_in.booking_at_the_door(uow, replace(organiser, grants=()), code)


def replace_organiser(organiser: Speaker) -> NewEvent:
    return NewEvent(
        title=NEW.title,
        place=NEW.place,
        starts_at=NEW.starts_at,
        ends_at=NEW.ends_at,
        capacity=2,
        grid_id=NEW.grid_id,
        organiser_id=organiser.person.id,
        volunteer=True,
    )


def at(uow: UnitOfWork, moment: datetime) -> None:
    uow.now = moment


def test_hours_count_once_from_check_in_to_check_out(database: Database, house: House) -> None:
    database.run_here(partial(check_hours, house))


def check_hours(house: House, uow: UnitOfWork) -> None:
    organiser, worker = someone(uow, "organiser", *ELSEWHERE), someone(uow, "worker")
    event = announce(uow, replace_organiser(organiser), None)
    booking = event_service.sign_up(uow, house, event, worker.person.id, Party(), may_wait=False)
    with pytest.raises(DomainError, match="doors_closed"):
        check_in.check_in(uow, event, booking, organiser.person.id)
    at(uow, NEW.starts_at)
    with pytest.raises(DomainError, match="not_checked_in"):
        check_in.check_out(uow, event, booking, organiser.person.id)
    assert check_in.check_in(uow, event, booking, organiser.person.id)
    at(uow, NEW.starts_at + timedelta(minutes=30))
    booking = places.load_booking(uow, booking.id)
    assert not check_in.check_in(uow, event, booking, organiser.person.id)
    at(uow, NEW.starts_at + timedelta(minutes=90))
    assert check_in.check_out(uow, event, booking, organiser.person.id)
    at(uow, NEW.starts_at + timedelta(minutes=100))
    assert not check_in.check_out(uow, event, booking, organiser.person.id)
    assert volunteer.total(uow, worker.person.id) == (timedelta(), timedelta(minutes=90))
    assert volunteer.verify(uow, house, event, booking, organiser.person.id)
    assert not volunteer.verify(uow, house, event, booking, organiser.person.id)
    assert volunteer.total(uow, worker.person.id) == (timedelta(minutes=90), timedelta())


def test_feedback_is_given_once_by_those_who_came(database: Database, house: House) -> None:
    database.run_here(partial(check_feedback, house))


def check_feedback(house: House, uow: UnitOfWork) -> None:
    organiser, worker, absent = someone(uow, "organiser", *ELSEWHERE), someone(uow, "worker"), someone(uow, "absent")
    event = announce(uow, replace_organiser(organiser), None)
    here, away = (
        event_service.sign_up(uow, house, event, person.person.id, Party(), may_wait=False)
        for person in (worker, absent)
    )
    at(uow, NEW.starts_at)
    check_in.check_in(uow, event, here, organiser.person.id)
    here = places.load_booking(uow, here.id)
    event_ends.give_feedback(uow, here, 5, True, "讲得清楚")
    for booking in (here, away):
        with pytest.raises(AccessRefused):
            event_ends.give_feedback(uow, booking, 1, None, None)
    [row] = uow.rows(select(tables.event_feedback))
    assert (row.event_id, row.stars, row.again) == (event.id, 5, True)


def test_the_end_settles_everybody_once_and_erases_what_was_answered(database: Database, house: House) -> None:
    database.run_here(partial(check_end, house))


def check_end(house: House, uow: UnitOfWork) -> None:
    organiser = someone(uow, "organiser", *ELSEWHERE)
    new = replace(replace_organiser(organiser), capacity=4, companions=2)
    event = announce(uow, new, None)
    told = Party(adults=1, children=1, ages=(6,), answers=("不吃花生",))
    here, away = (
        event_service.sign_up(uow, house, event, someone(uow, name).person.id, told, may_wait=False)
        for name in ("here", "away")
    )
    waits = event_service.sign_up(uow, house, event, someone(uow, "waits").person.id, Party(), may_wait=True)
    assert event_service.party_of(uow, here) == told
    at(uow, NEW.starts_at)
    check_in.check_in(uow, event, here, organiser.person.id)
    at(uow, NEW.ends_at + timedelta(hours=1))
    [timer] = [each for each in timers.due_timers(uow, 50) if each.kind is TimerKind.EVENT_ENDS]
    event_ends.end(uow, house, replace(timer, fence="moved"))
    assert places.load_booking(uow, away.id).status is BookingStatus.BOOKED
    event_ends.end(uow, house, timer)
    statuses = [places.load_booking(uow, booking.id).status for booking in (here, away, waits)]
    assert statuses == [BookingStatus.ATTENDED, BookingStatus.NO_SHOW, BookingStatus.EXPIRED]
    assert [event_service.party_of(uow, booking) for booking in (here, away)] == [Party(adults=2)] * 2


def test_a_second_announcement_changes_the_event_and_keeps_everybody(database: Database, house: House) -> None:
    database.run_here(partial(check_change, house))


def check_change(house: House, uow: UnitOfWork) -> None:
    worker = someone(uow, "worker").person.id
    event = announce(uow, NEW, None)
    event_service.sign_up(uow, house, event, worker, Party(adults=3), may_wait=False)
    later = NEW.starts_at + timedelta(days=1)
    changed = announce(
        uow,
        NewEvent(
            code=NEW.code,
            title="急救培训课（改期）",
            place=NEW.place,
            starts_at=later,
            ends_at=later + timedelta(hours=2),
            capacity=1,
        ),
        None,
    )
    assert (changed.id, changed.slot.id) == (event.id, event.slot.id)
    assert events.load_event(uow, event.id) == events.event_by_code(uow, NEW.code)
    slot = places.load_slot(uow, event.slot.id)
    assert (slot.title, slot.starts_at, slot.capacity) == ("急救培训课（改期）", later, 3)
    assert place_service.bookings_of(uow, worker)[0][1].party == 3
    ends = uow.rows(select(tables.timers).where(tables.timers.c.kind == "event_ends"))
    assert [row.due_at for row in ends] == [later + timedelta(hours=3)]
