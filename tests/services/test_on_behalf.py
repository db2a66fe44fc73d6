"""Who is taken for whom when a case is entered for somebody else, and what its one-time code opens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import DomainError
from bot.domain.cases import Case, Identity
from bot.domain.people import Role
from bot.services import on_behalf
from bot.services import people as people_service
from bot.store import cases, people
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, Stage
from tests.support.opened import UNPAID_WAGES, speaker

PHONE = "13700001111"
Enter = Callable[..., Case]


@pytest.fixture
def enter(stage: Stage) -> Enter:
    """Enters a case, by default that of 周大海 by the liaison of the first grid."""

    def run(by: str = "liaison", name: str = "周大海", phone: str | None = PHONE, grid: int = 0) -> Case:
        def work(uow: UnitOfWork) -> Case:
            new = replace(UNPAID_WAGES, identity=Identity.SEALED, grid_id=GRIDS[grid].id)
            worker = on_behalf.Worker(name=name, phone=phone, consent="1", heard_at=uow.now)
            return on_behalf.enter(uow, stage.house, new, worker, speaker(uow, by), [], None).case

        return stage.work(work)

    return run


def _join(stage: Stage, name: str, code: str) -> list[str]:
    joined = stage.work(lambda uow: on_behalf.join(uow, stage.house, speaker(uow, name), code))
    return sorted(case.id for case in joined)


def _code(stage: Stage, case: Case, by: str = "liaison") -> str:
    return stage.work(lambda uow: on_behalf.offer_code(uow, case, stage.staff[by]))


def test_it_is_never_sealed_and_says_who_heard_the_consent(stage: Stage, enter: Enter) -> None:
    case = enter()
    assert case.identity is Identity.NAMED
    (row,) = stage.work(lambda uow: uow.connection.exec_driver_sql("SELECT entered_by, heard_at FROM on_behalf").all())
    assert row.entered_by == stage.staff["liaison"]
    (consent,) = stage.work(lambda uow: uow.connection.exec_driver_sql("SELECT * FROM consents").all())
    assert (consent.person_id, consent.channel, consent.given_at) == (case.person_id, "spoken", row.heard_at)


def test_the_same_number_and_name_are_the_same_worker(enter: Enter) -> None:
    first = enter()
    assert enter(by="deputy").person_id == first.person_id


@pytest.mark.parametrize(
    "other",
    [
        {"name": "周小海"},
        {"phone": "13700002222"},
        {"phone": None},
        # Whoever may not see the old case must not reach it with a code for the new one.
        {"by": "liaison2", "grid": 1},
    ],
    ids=str,
)
def test_anything_else_is_somebody_else(enter: Enter, other: dict[str, object]) -> None:
    first = enter()
    assert enter(**other).person_id != first.person_id


@pytest.mark.parametrize(("name", "phone"), [("王芳", None), ("王芳", PHONE), ("周大海", "13812345678")])
def test_nobody_enters_himself(stage: Stage, enter: Enter, name: str, phone: str | None) -> None:
    own = {"consent_version": None, "grid_id": None, "name": None, "phone": "13812345678"}
    stage.work(lambda uow: people.remember(uow, stage.staff["liaison"], **own))
    with pytest.raises(DomainError, match="not_yourself"):
        enter(name=name, phone=phone)


def test_a_code_opens_what_was_entered_for_that_worker_and_nothing_else(stage: Stage, enter: Enter) -> None:
    first, second, other = enter(), enter(by="deputy"), enter(by="liaison2", grid=1)
    assert _join(stage, "worker", _code(stage, first)) == sorted((first.id, second.id))
    assert stage.work(lambda uow: cases.load_case(uow, other.id)).person_id == other.person_id


def test_a_code_works_once_and_only_the_newest(stage: Stage, enter: Enter) -> None:
    case = enter()
    old, new = _code(stage, case), _code(stage, case)
    assert _join(stage, "thief", old) == []
    assert _join(stage, "worker", new.lower()) == [case.id]
    assert _join(stage, "thief", new) == []


@pytest.mark.parametrize(("days", "works"), [(6, True), (8, False)])
def test_a_code_lives_seven_days(stage: Stage, enter: Enter, days: int, works: bool) -> None:
    code = _code(stage, enter())
    stage.clock.advance(timedelta(days=days))
    assert bool(_join(stage, "worker", code)) is works


def test_after_five_wrong_ones_even_the_right_code_waits_an_hour(stage: Stage, enter: Enter) -> None:
    code = _code(stage, enter())
    for number in range(on_behalf.MOST_TRIES):
        assert _join(stage, "worker", f"AAAAAAAAA{number + 2}") == []
    assert _join(stage, "worker", code) == []
    stage.clock.advance(timedelta(hours=1, minutes=1))
    assert len(_join(stage, "worker", code)) == 1


@pytest.mark.parametrize("name", ["liaison", "liaison2", "committee"])
def test_staff_never_become_the_worker(stage: Stage, enter: Enter, name: str) -> None:
    code = _code(stage, enter())
    assert _join(stage, name, code) == []
    assert len(_join(stage, "worker", code)) == 1  # and the code is not spent


def test_the_code_of_somebody_who_was_removed_is_void(stage: Stage, enter: Enter) -> None:
    case = enter()
    code = _code(stage, case)
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff["liaison"], None))
    assert _join(stage, "liaison", code) == []
    assert _join(stage, "worker", _code(stage, case, by="deputy")) == [case.id]


def test_another_kind_of_code_is_none_for_a_case(stage: Stage, enter: Enter) -> None:
    assert _join(stage, "worker", _code(stage, enter()))
    invitation = stage.work(lambda uow: people_service.invite(uow, Role.LIAISON, GRIDS[0]))
    link = stage.work(lambda uow: people_service.offer_link(uow, speaker(uow, "worker")))
    assert _join(stage, "thief", invitation) == _join(stage, "thief", link) == []


def test_who_joins_keeps_what_he_said_of_himself_and_the_old_copy_is_erased(stage: Stage, enter: Enter) -> None:
    case = enter()

    def said(uow: UnitOfWork) -> str:
        person = speaker(uow, "worker").person
        people.remember(uow, person.id, consent_version=None, grid_id=None, name="大海", phone=None)
        return person.id

    person_id = stage.work(said)
    assert _join(stage, "worker", _code(stage, case)) == [case.id]
    contact = stage.work(lambda uow: people.contact_of(uow, person_id))
    assert (contact.name, contact.phone) == ("大海", PHONE)
    left = stage.work(lambda uow: people.contact_of(uow, case.person_id or ""))
    assert (left.name, left.phone) == (None, None)
    assert enter(by="liaison", name="大海").person_id == person_id


def test_a_number_is_kept_as_a_keyed_fingerprint(stage: Stage, enter: Enter) -> None:
    enter()
    kept = stage.work(lambda uow: uow.connection.exec_driver_sql("SELECT phone_index FROM offline_people").scalar_one())
    assert kept == stage.vault.index("offline_people.phone", PHONE)
    assert PHONE.encode() not in stage.file.read_bytes()
