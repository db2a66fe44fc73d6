"""看板: the counts of the grids that an officer answers for, in words and as a picture."""

from datetime import datetime, time, timedelta

from bot.core.clock import SHANGHAI, local_date
from bot.core.moments import show_moment
from bot.documents.manuscript import Form, Json, Manuscript
from bot.domain.board import Board, Day, GridLine
from bot.domain.people import SUPERVISORS, Role
from bot.services.house import House
from bot.store import board as counts
from bot.store import grids, people
from bot.store.unit_of_work import UnitOfWork

KIND = "board"
DAYS = 14
_MOST_GRIDS = 20  # bars that can still be told apart on a phone


def board_for(uow: UnitOfWork, person_id: str) -> Board:
    """What this officer's or member's grids look like now; nothing for anybody else."""
    held = [g for g in people.grants_of(uow, [person_id]).get(person_id, ()) if g.role in SUPERVISORS]
    everywhere = any(grant.role is Role.COMMITTEE for grant in held)
    covered = [g.id for g in grids.all_grids(uow) if any(grant.covers(g.id) for grant in held)]
    within = counts.reach(None if everywhere else covered)
    first = local_date(uow.now) - timedelta(days=DAYS - 1)
    since = datetime.combine(first, time(), SHANGHAI)
    opened, closed = counts.opened_and_closed(uow, within, since)
    days = (first + timedelta(days=number) for number in range(DAYS))
    answered, owed = counts.first_answers(uow, within, since)
    return Board(
        urgent=counts.urgent_cases(uow, within),
        grids=_lines(uow, counts.open_cases(uow, within), counts.overdue_cases(uow, within)),
        days=tuple(Day(on=day, opened=opened[day], closed=closed[day]) for day in days),
        answered=answered,
        owed=owed,
    )


def _lines(uow: UnitOfWork, open_cases: dict[str | None, int], overdue: dict[str | None, int]) -> tuple[GridLine, ...]:
    """The grids that have open cases, those with broken promises first."""
    known = {grid.id: grid for grid in grids.all_grids(uow)}
    lines = [
        GridLine(
            code=known[grid_id].code if grid_id in known else None,
            name=known[grid_id].name if grid_id in known else "",
            open=count,
            overdue=overdue.get(grid_id, 0),
        )
        for grid_id, count in open_cases.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.overdue, -line.open, line.code or "")))


def show_board(house: House, board: Board, now: datetime, locale: str) -> str:
    """The board in a few lines."""
    say = house.texts.get
    late = [line for line in board.grids if line.overdue]
    parts = [
        say("board.title", locale, now=show_moment(now, locale)),
        say("board.today", locale, opened=board.today.opened, closed=board.today.closed),
        say("board.open", locale, open=board.open, urgent=board.urgent, overdue=board.overdue),
        say("board.answers", locale, days=DAYS, rate=round(100 * board.answered / board.owed), of=board.owed)
        if board.owed
        else say("board.no_answers", locale, days=DAYS),
    ]
    parts += [
        say("board.late", locale, grid=_name(house, line, locale), count=line.overdue) for line in late[:_MOST_GRIDS]
    ]
    return "\n".join(parts)


def write(uow: UnitOfWork, house: House, subject_id: str, locale: str) -> Manuscript:
    """The picture for the person ``subject_id``: bars of open and late cases, and the days behind."""
    board = board_for(uow, subject_id)
    words: dict[str, Json] = {
        name: house.texts.get(f"board.picture_{name}", locale, days=DAYS)
        for name in ("grids", "days", "open", "overdue", "opened", "closed", "nothing")
    }
    bars: list[Json] = [
        {"name": _name(house, line, locale), "open": line.open, "overdue": line.overdue}
        for line in board.grids[:_MOST_GRIDS]
    ]
    days: list[Json] = [
        {"label": f"{day.on.month}/{day.on.day}", "opened": day.opened, "closed": day.closed} for day in board.days
    ]
    title = house.texts.get("board.title", locale, now=show_moment(uow.now, locale))
    return Manuscript(
        template="board",
        data={"lang": locale.partition("-")[0], "title": title, "words": words, "grids": bars, "days": days},
        made_at=uow.now,
        form=Form.PICTURE,
    )


def _name(house: House, line: GridLine, locale: str) -> str:
    return f"{line.code} {line.name}" if line.code else house.texts.get("board.no_grid", locale)
