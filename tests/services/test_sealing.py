"""Opening a sealed name takes two committee members, whatever way the second one comes."""

import re
from dataclasses import replace
from functools import partial

import pytest

from bot.core.errors import DomainError
from bot.domain.cases import Identity
from bot.services import people as people_service
from bot.services import sealing
from bot.store import audit, cases, people
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage
from tests.support.opened import UNPAID_WAGES, opened, person, speaker


def _sealed_case(stage: Stage, uow: UnitOfWork) -> tuple[str, str]:
    """(case id, id of the request) of a case whose opening ``committee`` has asked for."""
    case = opened(uow, stage.house, "worker", identity=Identity.SEALED)
    sealing.ask(uow, stage.house, case, speaker(uow, "committee"), "立案要用")
    row = uow.connection.exec_driver_sql("SELECT id FROM unsealings").scalar_one()
    return case.id, str(row)


def _agree(stage: Stage, case_id: str, request: str, name: str, uow: UnitOfWork) -> None:
    sealing.agree(uow, stage.house, case_id, request, speaker(uow, name))


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("committee", "unseal.second_person"), ("liaison", "case.not_found"), ("worker", "case.not_found")],
)
def test_only_another_member_can_agree(stage: Stage, name: str, refusal: str) -> None:
    case_id, request = stage.work(partial(_sealed_case, stage))
    with pytest.raises(DomainError, match=re.escape(refusal)):
        stage.work(partial(_agree, stage, case_id, request, name))
    assert "unsealed" not in [line[0] for line in stage.work(lambda uow: audit.history(uow, case_id))]


def test_a_second_account_is_no_second_member(stage: Stage) -> None:
    case_id, request = stage.work(partial(_sealed_case, stage))
    given = {"consent_version": None, "grid_id": None, "name": None, "phone": "13912345678"}
    for name in ("committee", "committee2"):
        stage.work(lambda uow, name=name: people.remember(uow, stage.staff[name], **given))
    with pytest.raises(DomainError, match=r"unseal\.second_person"):
        stage.work(partial(_agree, stage, case_id, request, "committee2"))


def test_a_request_dies_with_the_role_of_the_one_who_asked(stage: Stage) -> None:
    case_id, request = stage.work(partial(_sealed_case, stage))
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff["committee"], None))
    with pytest.raises(DomainError, match=r"unseal\.first_person_gone"):
        stage.work(partial(_agree, stage, case_id, request, "committee2"))


def test_a_request_opens_no_other_case(stage: Stage) -> None:
    case_id, request = stage.work(partial(_sealed_case, stage))

    def another(uow: UnitOfWork) -> str:
        new = replace(UNPAID_WAGES, owner_id=person(uow, "second"), identity=Identity.SEALED, grid_id=None)
        return cases.add_case(uow, new).id

    with pytest.raises(DomainError, match=r"unseal\.second_person"):
        stage.work(partial(_agree, stage, stage.work(another), request, "committee2"))
    stage.work(partial(_agree, stage, case_id, request, "committee2"))
    assert "unsealed" in [line[0] for line in stage.work(lambda uow: audit.history(uow, case_id))]
