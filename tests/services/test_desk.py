"""我的网格: forty cases on a phone, nobody else's among them, and the same on both engines."""

import re
from datetime import timedelta
from functools import partial

import pytest

from bot.core.clock import SystemClock, local_date
from bot.core.messages import Kind
from bot.domain.care import WishKind
from bot.domain.categories import Urgency
from bot.domain.figures import Figures
from bot.domain.liaison import week_of
from bot.domain.people import Grant, Role
from bot.domain.places import BookingStatus, SlotKind
from bot.services import desk, digests, wishes
from bot.services.house import House
from bot.store import grids, people, places
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, START, Stage
from tests.services.broadcast_union import VAULT
from tests.support.opened import opened, person

FORTY = 40
SCREEN = 900  # characters that are read without losing one's place
URGENT = 3


def _fill(house: House, uow: UnitOfWork) -> None:
    for number in range(FORTY):
        opened(uow, house, f"worker{number}", urgency=Urgency.URGENT if number < URGENT else Urgency.NORMAL)
    opened(uow, house, "elsewhere", grid_id=GRIDS[1].id)
    opened(uow, house, "accuser", accused_id=person(uow, "liaison"))


def test_forty_cases_can_be_read_on_a_phone(stage: Stage) -> None:
    """Each once, the urgent ones first, eight on a page, every one a tap away."""
    stage.work(partial(_fill, stage.house))
    stage.deliver()
    stage.say("liaison", Kind.TEXT, text="我的网格")
    pages = [stage.read["liaison"][-1]]
    while following := [c for row in pages[-1].choices for c in row if "下一页" in c.label]:
        stage.say("liaison", Kind.CHOICE, choice=following[0].token)
        pages.append(stage.read["liaison"][-1])
    numbers = [number for page in pages for number in re.findall(r"\d{4}-\d{4}", page.text)]
    assert len(pages) == 5
    assert len(numbers) == len(set(numbers)) == FORTY
    assert all(len(page.text) < SCREEN for page in pages)
    assert pages[0].text.count("🚨") == URGENT
    assert pages[0].text.count("还剩 15 分钟（接手）") == URGENT
    assert pages[0].text.rindex("🚨") < pages[0].text.index("▫️")
    labels = " ".join(choice.label for page in pages for row in page.choices for choice in row)
    assert set(re.findall(r"\d{4}-\d{4}", labels)) == set(numbers)

    _check_others(stage)
    _check_a_list_that_shrank(stage, pages[-2].choices[-2][-1].token)


def _check_others(stage: Stage) -> None:
    """Everybody sees his own grid, and nobody a complaint about himself or those above him."""
    for name, count in (("deputy", FORTY), ("officer", FORTY), ("liaison2", 1), ("committee", FORTY + 2)):
        stage.say(name, Kind.TEXT, text="/cases")
        assert f"全部：在办 {count} 件" in stage.read[name][-1].text


def _check_a_list_that_shrank(stage: Stage, to_the_last_page: str) -> None:
    """The button to page five still works when only one page is left."""
    close = "UPDATE cases SET status = 'closed' WHERE urgency = 'normal'"
    stage.work(lambda uow: uow.connection.exec_driver_sql(close))
    stage.say("liaison", Kind.CHOICE, choice=to_the_last_page)
    assert f"全部：在办 {URGENT} 件（第 1/1 页）" in stage.read["liaison"][-1].text


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=59), "还剩 0 分钟"),
        (timedelta(minutes=59, seconds=59), "还剩 59 分钟"),
        (timedelta(hours=1), "还剩 1 小时"),
        (timedelta(hours=3, minutes=59), "还剩 3 小时"),
        (timedelta(hours=47), "还剩 47 小时"),
        (timedelta(hours=49), "还剩 2 天"),
        (timedelta(minutes=-20), "已超 20 分钟"),
        (timedelta(hours=-5), "已超 5 小时"),
        (timedelta(days=-3), "已超 3 天"),
    ],
)
def test_time_left_in_words(house: House, left: timedelta, words: str) -> None:
    assert desk.show_left(house, START + left, START, "zh-CN") == words


class _Undo(Exception):
    pass


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_list_and_the_sums_on_both_engines(request: pytest.FixtureRequest, house: House, engine: str) -> None:
    name = "shared_database" if engine == "postgresql" else "migrated_file"
    found = request.getfixturevalue(name)
    database = Database(str(found) if engine == "postgresql" else f"sqlite:///{found}", VAULT, SystemClock())
    with pytest.raises(_Undo):
        database.run_here(partial(_check_engine, house))
    database.close()


def _check_engine(house: House, uow: UnitOfWork) -> None:
    for grid in GRIDS:
        grids.save_grid(uow, grid)
    liaison, worker = person(uow, "liaison"), person(uow, "worker")
    people.add_grant(uow, liaison, Role.LIAISON, GRIDS[0].id, None)
    people.remember(uow, worker, consent_version=None, grid_id=GRIDS[0].id, name=None, phone=None)
    first = opened(uow, house, "worker")
    opened(uow, house, "worker", grid_id=GRIDS[1].id)
    own = [Grant(person_id=liaison, role=Role.LIAISON, grid_id=GRIDS[0].id)]
    items = desk.items_of(uow, liaison, own)
    assert [(item.case.id, item.waits, item.due is not None) for item in items] == [(first.id, True, True)]
    _book(uow, worker)
    wishes.wish(uow, worker, WishKind.SKILLS, "")
    shown = "\n".join(desk.show_day(uow, house, own, "zh-CN"))
    assert "法律门诊（值班律师）　1 人" in shown
    assert "学门手艺、考证　<" in shown
    sums = digests.figures(uow, week_of(local_date(uow.now)))
    assert sums[GRIDS[0].id] == Figures(received=1, fresh=1, open=1, closed=0, transferred=0)
    raise _Undo


def _book(uow: UnitOfWork, worker: str) -> None:
    slot_id = places.add_slot(
        uow, SlotKind.CLINIC, "值班律师", place="工会", capacity=1, starts_at=uow.now, ends_at=uow.now, parent_id="x"
    )
    assert slot_id is not None
    places.add_booking(uow, slot_id, worker, 1, BookingStatus.BOOKED)
