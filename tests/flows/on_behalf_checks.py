"""What transcripts about workers without a chat ask and do."""

import re
from collections.abc import Callable

from sqlalchemy import select

from bot.core.ids import show_case_number
from bot.domain.cases import Identity
from bot.domain.categories import Category, Urgency
from bot.services import on_behalf
from bot.store import people
from bot.store.cases import NewCase
from bot.store.tables import addresses, cases
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, Stage, address_of


def _entered(stage: Stage, argument: str) -> None:
    """``entered liaison 13700001111 周大海``: this liaison entered a case. ``-``: no phone."""
    name, phone, called = argument.split()

    def enter(uow: UnitOfWork) -> str:
        speaker = people.load_known(uow, [address_of(name)])[address_of(name).key].speaker
        new = NewCase(
            owner_id="",
            category=Category.WAGES,
            urgency=Urgency.NORMAL,
            identity=Identity.NAMED,
            grid_id=speaker.grants[0].grid_id or GRIDS[0].id,
            accused_id=None,
            about_staff=False,
            company_may_know=False,
            story="工资三千六没发",
            facts={},
        )
        worker = on_behalf.Worker(name=called, phone=phone.strip("-") or None, consent="1", heard_at=uow.now)
        return on_behalf.enter(uow, stage.house, new, worker, speaker, [], None).case.number

    stage.codes["entered"] = show_case_number(stage.work(enter))
    stage.deliver()


def _offline(stage: Stage, argument: str) -> None:
    """``offline liaison``: the last case belongs to a person without any address."""

    def look(uow: UnitOfWork) -> str:
        row = uow.rows(select(cases).order_by(cases.c.opened_at.desc()))[0]
        assert not uow.rows(select(addresses).where(addresses.c.person_id == row.person_id))
        return str(row.number)

    stage.codes["entered"] = show_case_number(stage.work(look))


def _takes_claim(stage: Stage, argument: str) -> None:
    """``takes_claim liaison``: the code that this liaison was shown is read aloud: ``{liaison's code}``."""
    found = re.search(r"认领 ([2-9A-Z]{5} [2-9A-Z]{5})", stage.read[argument][-1].text)
    assert found, stage.read[argument][-1].text
    stage.codes[argument] = found[1]


ON_BEHALF_CHECKS: dict[str, Callable[[Stage, str], None]] = {
    "entered": _entered,
    "offline": _offline,
    "takes_claim": _takes_claim,
}
