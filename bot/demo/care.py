"""Help that waits for a decision, wishes that are counted, and packs of the season, in the sample union."""

from bot.demo.people import SampleUnion
from bot.domain.care import AidKind, WishKind
from bot.services import care, packs, wishes
from bot.services.house import House
from bot.store.grids import grid_by_code
from bot.store.unit_of_work import UnitOfWork

_GRID = "G01"
_WISHES = (
    (WishKind.SKILLS, "想考电工证，白天跑单，晚上能上课就好。"),
    (WishKind.SKILLS, "无人机驾照有没有团报？"),
    (WishKind.CHILDCARE, "寒假两个娃没人看，跑单时心里不踏实。"),
)


def add_care(uow: UnitOfWork, house: House, union: SampleUnion) -> None:
    """One application before the officer of the first grid, a few wishes, and what is in stock."""
    packs.stock(uow, house)
    members = union.members[_GRID]
    story = "我爱人住院做手术，自费部分要两万多，家里就我一个人跑单，想申请帮扶。"
    details = {"amount": "23000", "contact": "chat"}
    grid = grid_by_code(uow, _GRID)
    care.apply(uow, house, members[3].person.id, AidKind.MEDICAL, grid.id if grid else None, story, details)
    for member, (kind, note) in zip(members, _WISHES, strict=False):
        wishes.wish(uow, member.person.id, kind, note)
