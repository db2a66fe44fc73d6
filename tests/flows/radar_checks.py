"""What a transcript about the radar may ask (see :mod:`tests.flows.checks`)."""

from collections.abc import Callable

from bot.core.ids import new_id
from bot.domain.cases import Identity
from bot.domain.categories import Category, Urgency
from bot.services import cases
from bot.store import people
from bot.store.cases import NewCase
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage, address_of


def _reports(stage: Stage, argument: str) -> None:
    """``reports 3 美团 城东站``: so many other people open a case about their wages there."""
    many, platform, station = argument.split()
    for _ in range(int(many)):
        stage.work(lambda uow: _report(stage, uow, platform, station))


def _report(stage: Stage, uow: UnitOfWork, platform: str, station: str) -> None:
    case = NewCase(
        owner_id=people.add_speaker(uow, address_of(new_id()), "zh-CN").person.id,
        category=Category.WAGES,
        urgency=Urgency.NORMAL,
        identity=Identity.NAMED,
        grid_id=None,
        accused_id=None,
        about_staff=False,
        company_may_know=False,
        story="工资没发",
        facts={"platform": platform, "station": station},
    )
    cases.open_case(uow, stage.house, case, files=[], source=None)


RADAR_CHECKS: dict[str, Callable[[Stage, str], None]] = {"reports": _reports}
