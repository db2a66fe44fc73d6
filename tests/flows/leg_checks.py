"""What transcripts about sheets on walls and texts to phones ask of the stage (``= name argument``)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from bot.core.messages import Kind
from bot.core.sms import SmsTerms
from bot.store.buttons import Action, add_button
from bot.store.tables import grids, postings
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage
from tests.support.opened import person


def _holds_posting(stage: Stage, argument: str) -> None:
    """``holds_posting worker G01``: the button under a grid's newest sheet, with its real id, in his hands."""
    name, code = argument.split()

    def forge(uow: UnitOfWork) -> str:
        of_grid = select(postings.c.id).join(grids, grids.c.id == postings.c.grid_id).where(grids.c.code == code)
        sheet = str(uow.execute(of_grid.order_by(postings.c.created_at.desc()).limit(1)).scalar_one())
        action = Action(name="sheets.photo", subject_id=sheet)
        return add_button(uow, person(uow, name), "", action, uow.now + timedelta(days=1)).token

    stage.say(name, Kind.CHOICE, choice=stage.work(forge))


def _contract(stage: Stage, argument: str) -> None:
    """``contract 城东工会``: from now on there is somebody who carries texts."""
    stage.house = replace(stage.house, sms=SmsTerms(signature=argument, price=Decimal("0.05")))


LEG_CHECKS: dict[str, Callable[[Stage, str], None]] = {"holds_posting": _holds_posting, "contract": _contract}
