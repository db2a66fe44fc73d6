"""What the transcripts of the staff's own desk need besides: cases that are there without being told of."""

from collections.abc import Callable

from bot.core.ids import new_id
from bot.core.messages import Purpose
from bot.domain.people import Grid, Role
from bot.services import cases
from bot.services.letters import write_to
from bot.store import people
from bot.store.grids import all_grids, grid_by_code, save_grid
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage
from tests.support.opened import opened, person


def _opens(stage: Stage, argument: str) -> None:
    """``opens second G01``: a worker of this grid has told of unpaid wages, and has read the number of his case."""
    name, code = argument.split()

    def work(uow: UnitOfWork) -> None:
        owner = person(uow, name)
        grid = grid_by_code(uow, code)
        assert grid is not None
        people.remember(uow, owner, consent_version=None, grid_id=grid.id, name=None, phone=None)
        case = opened(uow, stage.house, name, grid_id=grid.id, story="站长克扣我工资", facts={})
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
            colleague = person(uow, f"colleague{number}")
            name = f"同事{number:02}"
            people.remember(uow, colleague, consent_version=None, grid_id=None, name=name, phone=None)
            people.add_grant(uow, colleague, Role(role), grid.id, None)

    stage.work(work)


def _grids(stage: Stage, argument: str) -> None:
    """``grids 300``: so many in all, the new ones called 片区003 and so on."""

    def work(uow: UnitOfWork) -> None:
        for number in range(len(all_grids(uow)) + 1, int(argument) + 1):
            save_grid(uow, Grid(id=new_id(), code=f"P{number:03}", name=f"片区{number:03}"))

    stage.work(work)


STAFF_CHECKS: dict[str, Callable[[Stage, str], None]] = {"opens": _opens, "colleagues": _colleagues, "grids": _grids}
