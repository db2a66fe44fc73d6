"""What the transcripts of the staff's own desk need besides: cases that are there without being told of."""

from collections.abc import Callable

from bot.core.messages import Purpose
from bot.domain.cases import Identity
from bot.domain.categories import Category, Urgency
from bot.domain.people import Role
from bot.services import cases
from bot.services.letters import write_to
from bot.store import people
from bot.store.cases import NewCase
from bot.store.grids import grid_by_code
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage, address_of


def _opens(stage: Stage, argument: str) -> None:
    """``opens second G01``: a worker of this grid has told of unpaid wages, and has read the number of his case."""
    name, code = argument.split()

    def work(uow: UnitOfWork) -> None:
        address = address_of(name)
        known = people.load_known(uow, [address]).get(address.key)
        owner = (known.speaker if known else people.add_speaker(uow, address, "zh-CN")).person.id
        grid = grid_by_code(uow, code)
        assert grid is not None
        people.remember(uow, owner, consent_version=None, grid_id=grid.id, name=None, phone=None)
        new = NewCase(
            owner_id=owner,
            category=Category.WAGES,
            urgency=Urgency.NORMAL,
            identity=Identity.NAMED,
            grid_id=grid.id,
            accused_id=None,
            about_staff=False,
            company_may_know=False,
            story="站长克扣我工资",
            facts={},
        )
        case = cases.open_case(uow, stage.house, new, files=[], source=None).case
        write_to(uow, owner, f"已受理，编号 {cases.number_of(case)}", purpose=Purpose.REPLY)

    stage.work(work)
    stage.deliver()


def _colleagues(stage: Stage, argument: str) -> None:
    """``colleagues 60 deputy G01``: so many more, called 同事01, 同事02 and so on."""
    count, role, code = argument.split()

    def work(uow: UnitOfWork) -> None:
        grid = grid_by_code(uow, code)
        assert grid is not None
        for number in range(1, int(count) + 1):
            person = people.add_speaker(uow, address_of(f"colleague{number}"), "zh-CN").person
            name = f"同事{number:02}"
            people.remember(uow, person.id, consent_version=None, grid_id=None, name=name, phone=None)
            people.add_grant(uow, person.id, Role(role), grid.id, None)

    stage.work(work)


STAFF_CHECKS: dict[str, Callable[[Stage, str], None]] = {"opens": _opens, "colleagues": _colleagues}
