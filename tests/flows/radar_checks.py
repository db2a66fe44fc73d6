"""What a transcript about the radar may ask (see :mod:`tests.flows.checks`)."""

from collections.abc import Callable

from bot.core.ids import new_id
from tests.flows.stage import Stage
from tests.support.opened import opened


def _reports(stage: Stage, argument: str) -> None:
    """``reports 3 美团 城东站``: so many other people open a case about their wages there."""
    many, platform, station = argument.split()
    told = {"platform": platform, "station": station}
    for _ in range(int(many)):
        stage.work(lambda uow: opened(uow, stage.house, new_id(), grid_id=None, facts=told))


RADAR_CHECKS: dict[str, Callable[[Stage, str], None]] = {"reports": _reports}
