"""我的网格: what lies before a staff member, the most urgent first, and the ways of looking at it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.core.clock import SHANGHAI, local_date
from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.access import may_see
from bot.domain.care import quarter_of
from bot.domain.cases import Author, CaseClock, Status
from bot.domain.categories import Urgency
from bot.domain.people import Grant
from bot.services.house import House
from bot.services.wishes import show_count
from bot.store import clocks, desk, grids, people
from bot.store.desk import CaseLine
from bot.store.unit_of_work import UnitOfWork

_RANK = {Urgency.DANGER: 0, Urgency.URGENT: 1, Urgency.NORMAL: 2}
TIME_UNITS = ("days", "hours", "minutes")
_UNITS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
_FROM = (timedelta(days=2), timedelta(hours=1), timedelta())  # up to two days people count hours
_MOST_LINES = 6  # of bookings, and of wishes


class View(StrEnum):
    """A way of looking at the list; its name stands on a button."""

    ALL = "all"
    URGENT = "urgent"
    SOON = "soon"  # due soon, or late
    WAITING = "waiting"  # the worker had the last word, and it is this person's turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One open case in somebody's list. ``due`` is the promise that falls due first."""

    case: CaseLine
    due: CaseClock | None
    waits: bool


def grid_ids_of(grants: Iterable[Grant]) -> frozenset[str] | None:
    """The grids that somebody's roles reach into; None for all of them."""
    covered = {grant.grid_id for grant in grants if grant.covers(grant.grid_id)}
    return None if None in covered else frozenset(grid_id for grid_id in covered if grid_id is not None)


def items_of(uow: UnitOfWork, person_id: str, own: Collection[Grant]) -> list[Item]:
    """The open cases that this person works on or answers for, by urgency, then by what falls due first."""
    grants = people.active_grants(uow)
    seen = [line for line in desk.open_lines(uow, person_id, grid_ids_of(own)) if may_see(line, person_id, grants)]
    ids = [line.id for line in seen]
    promises, speakers = clocks.next_promises(uow, ids), desk.last_speakers(uow, ids)
    items = [
        Item(case=line, due=promises.get(line.id), waits=_waits(line, speakers.get(line.id), person_id))
        for line in seen
    ]
    return sorted(items, key=_rank)


def view_of(items: Iterable[Item], view: View, now: datetime, soon: timedelta) -> list[Item]:
    """Those of ``items`` that belong to a view; ``soon`` is how near a deadline must be."""
    match view:
        case View.ALL:
            return list(items)
        case View.URGENT:
            return [item for item in items if item.case.urgency is not Urgency.NORMAL]
        case View.SOON:
            return [item for item in items if item.due is not None and item.due.due_at <= now + soon]
        case View.WAITING:
            return [item for item in items if item.waits]


def show_item(house: House, item: Item, now: datetime, locale: str, grid: str = "") -> str:
    """One case in a line or two: number, what about (and in which grid), how far, and how much time is left."""
    say, case = house.texts.get, item.case
    return say(
        "desk.item",
        locale,
        mark=say(f"desk.mark_{case.urgency}", locale),
        number=show_case_number(case.number),
        category=f"{say(f'category.{case.category}', locale)}　{grid}".rstrip(),
        state=say(f"case.status_{case.status}", locale),
        left=_show_due(house, item.due, now, locale),
    )


def show_left(house: House, due_at: datetime, now: datetime, locale: str) -> str:
    """The time until (or since) a deadline in words: 还剩 3 小时, 已超 20 分钟. Rounded so that nothing is promised."""
    late = due_at <= now
    span = now - due_at if late else due_at - now
    name, unit = next((n, u) for n, u, least in zip(TIME_UNITS, _UNITS, _FROM, strict=True) if span >= least)
    count = span // unit
    return house.texts.get(f"desk.over_{name}" if late else f"desk.left_{name}", locale, count=count)


def show_day(uow: UnitOfWork, house: House, own: Collection[Grant], locale: str) -> list[str]:
    """What people of these grids have booked today and wish for this quarter: counts, never who."""
    say, reach = house.texts.get, grid_ids_of(own)
    start = datetime.combine(local_date(uow.now), time(), SHANGHAI)
    today = [
        say(
            "desk.booking",
            locale,
            at=show_moment(each.starts_at, locale),
            what=say(f"place.kind_{each.kind}", locale, title=each.title),
            count=each.count,
        )
        for each in desk.comings(uow, reach, start, start + timedelta(days=1))[:_MOST_LINES]
    ]
    wished = [
        say("wish.line", locale, kind=say(f"wish.kind_{kind}", locale), count=show_count(house, count))
        for kind, count in desk.wishes_in(uow, quarter_of(uow.now), reach)[:_MOST_LINES]
    ]
    parts = (("desk.bookings", today), ("desk.wishes", wished))
    return ["\n".join((say(title, locale), *lines)) for title, lines in parts if lines]


def show_where(uow: UnitOfWork, house: House, own: Collection[Grant], locale: str) -> str:
    """The names of the grids, or that it is all of them."""
    reach = grid_ids_of(own)
    if reach is None:
        return house.texts.get("staff.whole_union", locale)
    return "、".join(grid.name for grid in grids.all_grids(uow) if grid.id in reach)


def _waits(line: CaseLine, last: Author | None, person_id: str) -> bool:
    mine = line.assignee_id in (None, person_id)
    return mine and last is Author.WORKER and line.status is not Status.ANSWERED


def _rank(item: Item) -> tuple[int, float]:
    return _RANK[item.case.urgency], item.due.due_at.timestamp() if item.due else float("inf")


def _show_due(house: House, due: CaseClock | None, now: datetime, locale: str) -> str:
    if due is None:
        return house.texts.get("desk.no_promise", locale)
    owed = house.texts.get(f"desk.owed_{due.kind}", locale)
    return house.texts.get("desk.due", locale, left=show_left(house, due.due_at, now, locale), owed=owed)
