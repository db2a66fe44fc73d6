"""Some events of the sample union: one with room, one that is full with a queue, one where hours count."""

from datetime import datetime, timedelta

from bot.core.clock import local
from bot.demo.people import SampleUnion
from bot.services.events import NewEvent, Party, announce, sign_up
from bot.services.house import House
from bot.store.grids import grid_by_code
from bot.store.unit_of_work import UnitOfWork

_FULL = 3  # places of the course that everybody wants


def add_events(uow: UnitOfWork, house: House, union: SampleUnion) -> None:
    """Announced by the officer whom visitors play; members of the first grid have taken the course's places."""
    officer, grid = union.guests["officer"].person.id, grid_by_code(uow, "G01")
    course = NewEvent(
        title="急救培训课",
        place="北城老街工会驿站",
        starts_at=_at(uow, 5, 14),
        ends_at=_at(uow, 5, 16),
        capacity=_FULL,
        grid_id=grid.id if grid else None,
        tags=("培训", "急救"),
        organiser_id=officer,
    )
    trip = NewEvent(
        title="亲子采摘游",
        place="东湖公园南门集合",
        starts_at=_at(uow, 12, 8),
        ends_at=_at(uow, 12, 17),
        capacity=40,
        tags=("亲子", "户外"),
        organiser_id=officer,
        companions=3,
        asks_ages=True,
        questions=("有没有忌口？",),
    )
    repairs = NewEvent(
        title="义务维修志愿服务日",
        place="北城社区广场",
        starts_at=_at(uow, 8, 9),
        ends_at=_at(uow, 8, 12),
        capacity=20,
        tags=("志愿",),
        organiser_id=officer,
        volunteer=True,
    )
    for new in (trip, repairs):
        announce(uow, new, officer)
    event = announce(uow, course, officer)
    for member in union.members["G01"][: _FULL + 1]:
        sign_up(uow, house, event, member.person.id, Party(), may_wait=True)


def _at(uow: UnitOfWork, days: int, hour: int) -> datetime:
    day = local(uow.now) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
