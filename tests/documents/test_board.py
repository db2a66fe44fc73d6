"""看板 as a picture: each reader's own counts, and a complaint about staff on no officer's board."""

from bot.core.ids import new_id
from bot.documents.typesetting import typeset
from bot.domain.categories import Category
from bot.services import board
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, Stage
from tests.support.opened import opened


def report(uow: UnitOfWork, on: Stage, grid: int, *, about_staff: bool = False) -> None:
    """A worker's case in a grid."""
    category = Category.OTHER if about_staff else Category.WAGES
    opened(uow, on.house, new_id(), grid_id=GRIDS[grid].id, category=category, about_staff=about_staff)


def test_each_reader_sees_his_own_grids(stage: Stage) -> None:
    stage.work(lambda uow: [report(uow, stage, 0), report(uow, stage, 1), report(uow, stage, 0, about_staff=True)])

    def bars(name: str) -> object:
        return stage.work(lambda uow: board.write(uow, stage.house, stage.staff[name], "zh-CN")).data["grids"]

    assert bars("officer") == [{"name": "G01 城东", "open": 1, "overdue": 0}]
    assert bars("committee") == [
        {"name": "G01 城东", "open": 2, "overdue": 0},
        {"name": "G02 城西", "open": 1, "overdue": 0},
    ]
    assert bars("liaison") == []


def test_it_is_drawn_with_bars_and_without(stage: Stage) -> None:
    for _ in range(2):
        drawn = stage.work(lambda uow: board.write(uow, stage.house, stage.staff["committee"], "en"))
        picture = typeset(drawn.template, drawn.data, {}, form=drawn.form, made_at=drawn.made_at)
        assert picture.startswith(b"\x89PNG")
        stage.work(lambda uow: report(uow, stage, 0))
