"""The liaison's week on one page (零遗漏): sums that add up, what is open, one tap for an answer, and who gave none."""

from collections.abc import Iterable
from datetime import timedelta

from bot.core.cleaning import inline
from bot.core.clock import local_date
from bot.core.errors import AccessRefused, DomainError
from bot.core.messages import Choice
from bot.core.moments import show_days, show_moment
from bot.domain.categories import Urgency
from bot.domain.figures import Figures, reckon
from bot.domain.liaison import monday_of, week_begins, week_ends, week_of
from bot.domain.people import Grant, Grid, Role, holders
from bot.domain.sla import send_time
from bot.domain.timers import Timer, TimerKind
from bot.services import desk, presence
from bot.services.house import House
from bot.services.letters import tell
from bot.store import audit, buttons, digests, grids, people, timers
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

ANSWERS = ("nothing", "added")
_NEAR = (Role.LIAISON, Role.DEPUTY)
_MOST_LINES = 10  # open cases on the page; the others are a tap away
_SEND, _MISSED = 0, 1  # steps of the timer


def plan(uow: UnitOfWork, house: House) -> None:
    """Sets the timers of the present week, once however often it is called.

    A week of holidays has none, nor one that is first heard of after its hour: nobody was here to keep its sums.
    """
    week = week_of(local_date(uow.now))
    if not digests.plan_week(uow, week):
        return
    at = house.liaison.digest.sent_at(week, house.calendar)
    if at is not None and uow.now <= at:
        timers.set_timer(uow, TimerKind.DIGEST, week, at, step=_SEND)
        end = send_time(house.sla, Urgency.NORMAL, week_ends(week))
        timers.set_timer(uow, TimerKind.DIGEST, week, end, step=_MISSED)


def look(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The hour has come: every grid gets its page, or (the week is over) the committee hears who did not answer."""
    week = timer.subject_id
    if timer.step == _MISSED:
        _tell_gap(uow, house, week)
    elif uow.now < week_ends(week):
        done, sums = digests.answered(uow, week), figures(uow, week)
        for grid in grids.all_grids(uow):
            if grid.id not in done:
                _send(uow, house, week, grid, sums[grid.id])


def figures(uow: UnitOfWork, week: str) -> dict[str, Figures]:
    """The sums of every grid for a week, as they stand now, by the grid's id."""
    grants, since = people.active_grants(uow), week_begins(week)
    found = digests.standings(uow, since)
    return {
        grid.id: reckon(found.get(grid.id, ()), _held(grants, grid.id, _NEAR), since) for grid in grids.all_grids(uow)
    }


def answer(uow: UnitOfWork, week: str, grid_id: str, said: str, person_id: str) -> bool:
    """A grid's answer; False when there is one already. Only those who got the page may give it, until the week ends.

    Raises DomainError.
    """
    if person_id not in _readers(uow, grid_id):
        raise AccessRefused("case.not_found", grid_id)
    if uow.now >= week_ends(week):
        raise DomainError("digest.too_late")
    audit.record(uow, person_id, "digest_answered", "grid", grid_id, f"{week} {said}")
    return digests.answer(uow, week, grid_id, said, person_id)


def _send(uow: UnitOfWork, house: House, week: str, grid: Grid, sums: Figures) -> None:
    for person_id in _readers(uow, grid.id):
        locale = people.locale_of(uow, person_id)
        tell(
            uow,
            house,
            person_id,
            "digest.page",
            choices=_buttons(uow, house, week, grid, person_id, locale),
            unique=f"digest:{week}:{grid.id}:{person_id}",
            grid=grid.name,
            days=_days(week, locale),
            received=sums.received,
            fresh=sums.fresh,
            open=sums.open,
            closed=sums.closed,
            transferred=sums.transferred,
            lines=_lines(uow, house, grid, person_id, locale),
            until=show_moment(week_ends(week) - timedelta(minutes=1), locale),
        )


def _lines(uow: UnitOfWork, house: House, grid: Grid, person_id: str, locale: str) -> str:
    """What is open in the grid, the most urgent first."""
    scope = [Grant(person_id=person_id, role=Role.LIAISON, grid_id=grid.id)]
    items = [item for item in desk.items_of(uow, person_id, scope) if item.case.grid_id == grid.id]
    shown = [desk.show_item(house, item, uow.now, locale) for item in items[:_MOST_LINES]]
    return "\n".join(shown) or house.texts.get("digest.nothing_open", locale)


def _buttons(uow: UnitOfWork, house: House, week: str, grid: Grid, person_id: str, locale: str) -> Rows:
    made = [
        buttons.add_button(
            uow,
            person_id,
            house.texts.get(f"digest.button_{said}", locale),
            Action(name=f"weekly.{said}", subject_id=grid.id, argument=week),
            week_ends(week),
        )
        for said in ANSWERS
    ]
    made.append(Choice(label=house.texts.get("menu.cases", locale), token="go:cases"))  # noqa: S106 (a button's)
    return tuple((choice,) for choice in made)


def _tell_gap(uow: UnitOfWork, house: House, week: str) -> None:
    """One message for all silent grids; the committee reads which and who was asked."""
    done = digests.answered(uow, week)
    silent = [grid for grid in grids.all_grids(uow) if grid.id not in done]
    if not silent:
        return
    for person_id in holders(people.active_grants(uow), Role.COMMITTEE):
        locale = people.locale_of(uow, person_id)
        lines = [_silent(uow, house, grid, locale) for grid in silent]
        tell(
            uow,
            house,
            person_id,
            "digest.gap",
            unique=f"digest_gap:{week}:{person_id}",
            days=_days(week, locale),
            count=len(silent),
            lines="\n".join(lines),
        )


def _silent(uow: UnitOfWork, house: House, grid: Grid, locale: str) -> str:
    names = people.people_named(uow, _readers(uow, grid.id)).values()
    who = "、".join(inline(name, 20) for name in names) or house.texts.get("digest.nobody", locale)
    return house.texts.get("digest.silent", locale, code=grid.code, grid=grid.name, who=who)


def _readers(uow: UnitOfWork, grid_id: str) -> tuple[str, ...]:
    """Who answers for a grid's week: its liaison, or where there is none its deputy; a stand-in for who is away."""
    grants = people.active_grants(uow)
    able = {grant.person_id for grant in grants if grant.covers(grid_id)}
    by_role = (presence.acting_now(uow, _held(grants, grid_id, (role,)), able.__contains__) for role in _NEAR)
    return next((found for found in by_role if found), ())


def _held(grants: Iterable[Grant], grid_id: str, roles: tuple[Role, ...]) -> tuple[str, ...]:
    return tuple(sorted({grant.person_id for grant in grants if grant.role in roles and grant.grid_id == grid_id}))


def _days(week: str, locale: str) -> str:
    monday = monday_of(week)
    return show_days(f"{monday}/{monday + timedelta(days=6)}", locale)
