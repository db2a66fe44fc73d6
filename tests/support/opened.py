"""People and cases that are there at once, for tests of what is done with them."""

from dataclasses import replace
from typing import Any

from bot.domain.cases import Case, Identity
from bot.domain.categories import Category, Urgency
from bot.domain.people import Speaker
from bot.services.cases import open_case
from bot.services.house import House
from bot.store import people
from bot.store.cases import NewCase
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, address_of

UNPAID_WAGES = NewCase(
    owner_id="",
    category=Category.WAGES,
    urgency=Urgency.NORMAL,
    identity=Identity.NAMED,
    grid_id=GRIDS[0].id,
    accused_id=None,
    about_staff=False,
    company_may_know=False,
    story="站长扣了我两个月工资",
    facts={"amount": "3600"},
)


def speaker(uow: UnitOfWork, name: str) -> Speaker:
    """Whoever writes under this name, now for the first time or before, as the turn knows him."""
    address = address_of(name)
    known = people.load_known(uow, [address]).get(address.key)
    return known.speaker if known else people.add_speaker(uow, address, "zh-CN")


def person(uow: UnitOfWork, name: str) -> str:
    """The id of whoever writes under this name."""
    return speaker(uow, name).person.id


def opened(uow: UnitOfWork, house: House, owner: str, **told: Any) -> Case:
    """A case of this worker about unpaid wages, as his form would open it; ``told`` is what is different in it."""
    about_staff = told.get("accused_id") is not None
    new = replace(UNPAID_WAGES, **{"owner_id": person(uow, owner), "about_staff": about_staff, **told})
    return open_case(uow, house, new, files=[], source=None).case
