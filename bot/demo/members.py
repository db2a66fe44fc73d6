"""Members of the sample union, and applications that wait for the officer of the first grid."""

from bot.demo.people import SampleUnion
from bot.domain.people import Speaker
from bot.services import membership, portrait
from bot.services.house import House
from bot.services.membership import Answers
from bot.store.grids import grid_by_code
from bot.store.unit_of_work import UnitOfWork

_GRID = "G01"
_WAITING = (
    Answers(work="delivery", platforms=("美团", "饿了么"), area="住北城老街，多在车站一带跑"),
    Answers(work="ride", platforms=("滴滴",), area="晚上在江滨接单"),
)
_TAKEN_IN = Answers(work="express", platforms=("顺丰",), area="北城网点")


def add_members(uow: UnitOfWork, house: House, union: SampleUnion) -> None:
    """One of the first grid is a member with tags; two more want to join."""
    officer = union.guests["officer"]
    first, *others = union.members[_GRID]
    approved = _apply(uow, house, first, _TAKEN_IN)
    membership.approve(uow, house, approved, officer.person.id)
    portrait.redraw(uow, first.person.id, {"post": "express", "hand": "old", "interests": "learning"})
    for member, answers in zip(others, _WAITING, strict=False):
        _apply(uow, house, member, answers)


def _apply(uow: UnitOfWork, house: House, member: Speaker, answers: Answers) -> str:
    grid = grid_by_code(uow, _GRID)
    return membership.apply(uow, house, member.person.id, answers, grid.id if grid else None).id
