"""Who may decide on help, hand it over and plan for wishes: every refusal here is of a real thing of somebody else."""

from collections.abc import Callable
from functools import partial

import pytest

from bot.core.errors import DomainError
from bot.domain.care import Aid, AidKind, AidStatus, WishKind
from bot.domain.people import Role
from bot.services import care as care_service
from bot.services import wishes as wish_service
from bot.store import care, people, wishes
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, Stage
from tests.support.opened import person


def _apply(stage: Stage, name: str, uow: UnitOfWork) -> str:
    details = {"contact": "chat"}
    applied = care_service.apply(
        uow, stage.house, person(uow, name), AidKind.HARDSHIP, GRIDS[0].id, "没钱交房租", details
    )
    return applied.aid.id


@pytest.fixture
def elsewhere(stage: Stage) -> None:
    """An officer of the other grid."""
    stage.work(lambda uow: people.add_grant(uow, person(uow, "officer2"), Role.OFFICER, GRIDS[1].id, None))


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("name", "may"),
    [("officer", True), ("committee", True), ("officer2", False), ("liaison", False), ("second", False)],
)
def test_only_the_officer_of_the_grid_and_the_committee_decide(stage: Stage, name: str, may: bool) -> None:
    aid_id = stage.work(partial(_apply, stage, "worker"))

    def decide(uow: UnitOfWork) -> None:
        person_id = person(uow, name)
        aid = care_service.visible_aid(uow, aid_id, person_id)
        care_service.decide(uow, stage.house, aid, person_id, approved=True, reason="情况属实，补助八百元")

    if may:
        stage.work(decide)
    else:
        with pytest.raises(DomainError, match=r"care\.not_found"):
            stage.work(decide)
    status = stage.work(lambda uow: care.load_aid(uow, aid_id).status)
    assert status is (AidStatus.APPROVED if may else AidStatus.SUBMITTED)


def test_nobody_decides_on_his_own_application(stage: Stage) -> None:
    aid_id = stage.work(partial(_apply, stage, "officer"))
    with pytest.raises(DomainError, match=r"care\.not_found"):
        stage.work(lambda uow: care_service.visible_aid(uow, aid_id, stage.staff["officer"]))
    stage.deliver()
    assert not stage.read["officer"]  # the grid has no other officer: the committee is asked
    assert "帮扶申请" in stage.read["committee"][-1].text


def _own(aid_id: str, name: str, uow: UnitOfWork) -> Aid:
    return care_service.own_aid(uow, aid_id, person(uow, name))


def test_only_the_worker_says_that_it_arrived(stage: Stage) -> None:
    aid_id = stage.work(partial(_apply, stage, "worker"))
    for name in ("second", "officer"):
        with pytest.raises(DomainError, match=r"care\.not_found"):
            stage.work(partial(_own, aid_id, name))
    assert stage.work(partial(_own, aid_id, "worker")).id == aid_id


@pytest.mark.parametrize(
    ("name", "may"), [("officer", True), ("committee", True), ("liaison", False), ("worker", False)]
)
def test_only_officers_and_the_committee_plan_for_wishes(stage: Stage, name: str, may: bool) -> None:
    stage.work(lambda uow: wish_service.wish(uow, person(uow, "worker"), WishKind.SKILLS, "电工证"))

    def plan(uow: UnitOfWork) -> int:
        return wish_service.plan(uow, stage.house, "2026Q4", WishKind.SKILLS, person(uow, name), "二月开班")

    if may:
        assert stage.work(plan) == 1
    else:
        with pytest.raises(DomainError, match=r"care\.not_found"):
            stage.work(plan)
        assert stage.work(lambda uow: wishes.add_plan(uow, "2026Q4", WishKind.SKILLS, "没人写过", "x"))


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda uow, house, aid: care_service.deliver(uow, house, aid, "x"), "care.not_to_deliver"),
        (lambda uow, house, aid: care_service.receive(uow, house, aid), "care.not_delivered"),
        (lambda uow, house, aid: care_service.report_missing(uow, house, aid), "care.not_delivered"),
    ],
)
def test_nothing_is_handed_over_before_it_is_approved(stage: Stage, act: Callable[..., None], refusal: str) -> None:
    aid_id = stage.work(partial(_apply, stage, "worker"))
    with pytest.raises(DomainError, match=refusal):
        stage.work(lambda uow: act(uow, stage.house, care.load_aid(uow, aid_id)))


def test_of_two_who_decide_at_once_one_is_too_late(stage: Stage) -> None:
    aid_id = stage.work(partial(_apply, stage, "worker"))
    before = stage.work(lambda uow: care.load_aid(uow, aid_id))

    def decide(uow: UnitOfWork, *, approved: bool) -> None:
        care_service.decide(uow, stage.house, before, stage.staff["officer"], approved=approved, reason="说明理由")

    stage.work(partial(decide, approved=True))
    with pytest.raises(DomainError, match=r"care\.decided_before"):
        stage.work(partial(decide, approved=False))
    assert stage.work(lambda uow: care.load_aid(uow, aid_id).status) is AidStatus.APPROVED
