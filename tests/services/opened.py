"""Cases that are there at once, for tests of what is done with them."""

from bot.domain.cases import Case, Identity
from bot.domain.categories import Category, Urgency
from bot.services.cases import open_case
from bot.services.house import House
from bot.store import people
from bot.store.cases import NewCase
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, address_of


def person(uow: UnitOfWork, name: str) -> str:
    """The id of the person of this name, who writes now for the first time or has before."""
    address = address_of(name)
    known = people.load_known(uow, [address]).get(address.key)
    return (known.speaker if known else people.add_speaker(uow, address, "zh-CN")).person.id


def opened(
    uow: UnitOfWork,
    house: House,
    owner: str,
    *,
    urgency: Urgency = Urgency.NORMAL,
    grid_id: str | None = GRIDS[0].id,
    identity: Identity = Identity.NAMED,
    accused_id: str | None = None,
) -> Case:
    """A case of this worker about unpaid wages, as his form would open it."""
    new = NewCase(
        owner_id=person(uow, owner),
        category=Category.WAGES,
        urgency=urgency,
        identity=identity,
        grid_id=grid_id,
        accused_id=accused_id,
        about_staff=accused_id is not None,
        company_may_know=False,
        story="站长扣了我两个月工资",
        facts={"amount": "3600"},
    )
    return open_case(uow, house, new, files=[], source=None).case
