"""What a staff member's list is made of, in a few statements however long it is, without anybody's words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from bot.domain.care import WishKind
from bot.domain.cases import OPEN, Author, Status
from bot.domain.categories import Category, Urgency
from bot.domain.places import BookingStatus, SlotKind
from bot.store.tables import bookings, case_messages, cases, people, slots, wishes
from bot.store.unit_of_work import UnitOfWork

_OPEN = [status.value for status in OPEN]
_COMING = [BookingStatus.BOOKED.value, BookingStatus.ATTENDED.value]
_MOST = 2000  # open cases that one person may have before him; the oldest are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as it stands in a list; enough to decide who may see it."""

    id: str
    number: str
    category: Category
    urgency: Urgency
    status: Status
    grid_id: str | None
    assignee_id: str | None
    accused_id: str | None
    about_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """How many people of some grids come to one thing."""

    kind: SlotKind
    title: str
    starts_at: datetime
    count: int


def open_lines(uow: UnitOfWork, person_id: str, grid_ids: Collection[str] | None) -> list[CaseLine]:
    """The open cases of some grids (None: of all) and those in this person's hands; who may see them is not decided."""
    query = select(*(cases.c[name] for name in CaseLine.__dataclass_fields__)).where(cases.c.status.in_(_OPEN))
    if grid_ids is not None:
        query = query.where(or_(cases.c.grid_id.in_(list(grid_ids)), cases.c.assignee_id == person_id))
    return [
        CaseLine(
            id=row.id,
            number=row.number,
            category=Category(row.category),
            urgency=Urgency(row.urgency),
            status=Status(row.status),
            grid_id=row.grid_id,
            assignee_id=row.assignee_id,
            accused_id=row.accused_id,
            about_staff=row.about_staff,
        )
        for row in uow.rows(query.order_by(cases.c.opened_at).limit(_MOST))
    ]


def last_speakers(uow: UnitOfWork, case_ids: Collection[str]) -> dict[str, Author]:
    """Who had the last word in each case."""
    newest = func.row_number().over(
        partition_by=case_messages.c.case_id, order_by=(case_messages.c.said_at.desc(), case_messages.c.id)
    )
    ranked = (
        select(case_messages.c.case_id, case_messages.c.author, newest.label("place"))
        .where(case_messages.c.case_id.in_(list(case_ids)))
        .subquery()
    )
    rows = uow.rows(select(ranked.c.case_id, ranked.c.author).where(ranked.c.place == 1))
    return {row.case_id: Author(row.author) for row in rows}


def comings(uow: UnitOfWork, grid_ids: Collection[str] | None, start: datetime, end: datetime) -> list[Coming]:
    """What people of some grids (None: of all) have booked between two instants, as counts without names."""
    coming = func.count().label("coming")
    query = (
        select(slots.c.kind, slots.c.title, slots.c.starts_at, coming)
        .join(bookings, bookings.c.slot_id == slots.c.id)
        .join(people, people.c.id == bookings.c.person_id)
        .where(slots.c.starts_at >= start, slots.c.starts_at < end, bookings.c.status.in_(_COMING))
        .group_by(slots.c.kind, slots.c.title, slots.c.starts_at)
        .order_by(slots.c.starts_at, slots.c.title)
    )
    if grid_ids is not None:
        query = query.where(people.c.grid_id.in_(list(grid_ids)))
    return [
        Coming(kind=SlotKind(row.kind), title=row.title, starts_at=row.starts_at, count=row.coming)
        for row in uow.rows(query)
    ]


def wishes_in(uow: UnitOfWork, quarter: str, grid_ids: Collection[str] | None) -> list[tuple[WishKind, int]]:
    """What people of some grids (None: of all) wish for in a quarter and how many do, the most wanted first."""
    count = func.count().label("wished")
    query = select(wishes.c.kind, count).where(wishes.c.quarter == quarter).group_by(wishes.c.kind)
    if grid_ids is not None:
        query = query.join(people, people.c.id == wishes.c.person_id).where(people.c.grid_id.in_(list(grid_ids)))
    return [(WishKind(row.kind), row.wished) for row in uow.rows(query.order_by(count.desc(), wishes.c.kind))]
