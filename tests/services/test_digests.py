"""The weekly page is planned once, sent once, late rather than never, and never after its week."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.core.clock import SHANGHAI
from bot.core.ids import new_id
from bot.domain.timers import Timer, TimerKind
from bot.services import digests, people
from bot.store.tables import metadata
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage


def _timers(uow: UnitOfWork) -> list[tuple[str, int]]:
    table = metadata.tables["timers"]
    rows = uow.rows(select(table).where(table.c.kind == TimerKind.DIGEST.value).order_by(table.c.due_at))
    return [(row.subject_id, row.step) for row in rows]


def _pages(stage: Stage, name: str) -> int:
    return sum("周报（" in out.text for out in stage.read[name])


def test_however_often_it_is_looked_a_week_is_planned_once(stage: Stage) -> None:
    for _ in range(3):
        stage.work(lambda uow: digests.plan(uow, stage.house))
    assert stage.work(_timers) == [("2026-W48", 0), ("2026-W48", 1)]


def test_a_week_of_holidays_has_no_page(stage: Stage) -> None:
    stage.clock.set(datetime(2027, 2, 10, 10, tzinfo=SHANGHAI))
    holidays = tuple(date(2027, 2, day) for day in range(8, 15))
    calendar = replace(stage.house.calendar, holidays=stage.house.calendar.holidays | set(holidays))
    stage.work(lambda uow: digests.plan(uow, replace(stage.house, calendar=calendar)))
    assert stage.work(_timers) == []


def test_a_week_that_is_first_heard_of_after_its_hour_has_no_page(stage: Stage) -> None:
    stage.clock.set(datetime(2026, 11, 28, 10, tzinfo=SHANGHAI))
    stage.work(lambda uow: digests.plan(uow, stage.house))
    assert stage.work(_timers) == []


def test_a_page_that_is_looked_at_twice_is_sent_once(stage: Stage) -> None:
    """As when a process died after its commit, or two replicas saw the same row."""
    at = stage.clock.now()
    for _ in range(2):
        timer = Timer(
            id=new_id(), kind=TimerKind.DIGEST, subject_id="2026-W48", due_at=at, fence="", planned_at=at, step=0
        )
        stage.work(lambda uow, timer=timer: digests.look(uow, stage.house, timer))  # type: ignore[misc]
    stage.deliver()
    assert [_pages(stage, name) for name in ("liaison", "liaison2", "deputy", "officer")] == [1, 1, 0, 0]


@pytest.mark.parametrize(("back", "pages"), [((2026, 11, 28, 9), 1), ((2026, 11, 30, 9), 0)])
def test_a_service_that_stood_still_sends_late_but_not_after_the_week(
    stage: Stage, back: tuple[int, int, int, int], pages: int
) -> None:
    stage.work(lambda uow: digests.plan(uow, stage.house))
    stage.stand_still(datetime(*back, tzinfo=SHANGHAI) - stage.clock.now())
    assert _pages(stage, "liaison") == pages
    assert any("没有回周报" in out.text for out in stage.read["committee"]) is (pages == 0)


def test_where_there_is_no_liaison_the_deputy_answers_and_without_both_the_committee_hears_of_it(stage: Stage) -> None:
    stage.work(lambda uow: digests.plan(uow, stage.house))
    stage.work(lambda uow: people.remove_staff(uow, stage.house, stage.staff["liaison"], None))
    stage.work(lambda uow: people.remove_staff(uow, stage.house, stage.staff["liaison2"], None))
    stage.pass_time(datetime(2026, 11, 30, 9, tzinfo=SHANGHAI) - stage.clock.now())
    assert [_pages(stage, name) for name in ("liaison", "deputy", "liaison2", "officer")] == [0, 1, 0, 0]
    gap = next(out.text for out in stage.read["committee"] if "没有回周报" in out.text)
    assert "G01 城东（李强）" in gap
    assert "G02 城西（没有联络员在岗）" in gap
