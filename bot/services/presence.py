"""Who acts now: the one place that knows who is on duty, who is away, and who stands in for him.

Rights are decided over everybody's roles (:mod:`bot.domain.access`), absent or not: somebody who is away still has
those below him who must not learn of a complaint about him.
"""

from collections.abc import Iterable

from bot.core.clock import local
from bot.domain.absences import May, acting, all_acting
from bot.domain.access import Matter, handlers, may_see, staff_with
from bot.domain.callbacks import Callback, candidates, may_know, staff_for
from bot.domain.people import Role
from bot.store import people, rota
from bot.store.absences import away_now
from bot.store.unit_of_work import UnitOfWork


def handler_now(uow: UnitOfWork, case: Matter, *, other_than: str | None = None) -> str | None:
    """Who takes a new, reopened or orphaned case: who is on duty in its grid, then the lowest rung, or a stand-in."""
    ordered = handlers(case, people.active_grants(uow), other_than=other_than)
    on_duty = _on_duty(uow, case.grid_id)
    first = tuple(person for person in ordered if person == on_duty != other_than)
    able = _may(uow, case)
    return acting(tuple(dict.fromkeys((*first, *ordered))), away_now(uow), lambda p: p != other_than and able(p))


def in_place_of(uow: UnitOfWork, case: Matter, person_id: str) -> str | None:
    """Who has a case now that lies with ``person_id``: himself, his stand-in, or whoever takes cases here."""
    able = _may(uow, case)
    ordered = [person_id, *handlers(case, people.active_grants(uow), other_than=person_id)]
    return acting(ordered if able(person_id) else ordered[1:], away_now(uow), able)


def staff_now(uow: UnitOfWork, role: Role, case: Matter) -> tuple[str, ...]:
    """Who acts as ``role`` for a case; the committee hears of it also where all of it is away."""
    holders = staff_with(role, case, people.active_grants(uow))
    found = all_acting(holders, away_now(uow), _may(uow, case))
    return found or (holders if role is Role.COMMITTEE else ())


def called_now(uow: UnitOfWork, case: Matter) -> tuple[str, ...]:
    """Who is called for an urgent case: who is on duty, the acting liaison and deputy of the grid; or the committee."""
    near = (*staff_now(uow, Role.LIAISON, case), *staff_now(uow, Role.DEPUTY, case))
    if not near:
        return staff_now(uow, Role.COMMITTEE, case)
    return tuple(dict.fromkeys(filter(None, (*near, handler_now(uow, case)))))


def caller_now(uow: UnitOfWork, callback: Callback) -> str | None:
    """Who is asked to answer a request for a human being."""
    grants = people.active_grants(uow)
    ordered, on_duty = candidates(callback, grants), _on_duty(uow, callback.grid_id)
    first = tuple(person for person in ordered if person == on_duty)
    return acting(tuple(dict.fromkeys((*first, *ordered))), away_now(uow), _may_know(uow, callback))


def callers_now(uow: UnitOfWork, role: Role, callback: Callback) -> tuple[str, ...]:
    """Who acts as ``role`` for a request for a human being."""
    return all_acting(staff_for(role, callback, people.active_grants(uow)), away_now(uow), _may_know(uow, callback))


def deciders_now(uow: UnitOfWork, grid_id: str | None, may: May) -> tuple[Role, tuple[str, ...]]:
    """Who decides on something of a grid: its officers who ``may``, or their stand-ins; without any the committee."""
    grants = people.active_grants(uow)
    officers = {g.person_id for g in grants if g.role is Role.OFFICER and g.covers(grid_id) and may(g.person_id)}
    if found := acting_now(uow, officers, may):
        return Role.OFFICER, found
    members = {g.person_id for g in grants if g.role is Role.COMMITTEE and may(g.person_id)}
    return Role.COMMITTEE, acting_now(uow, members, may) or tuple(sorted(members))


def acting_now(uow: UnitOfWork, holders: Iterable[str], may: May) -> tuple[str, ...]:
    """``holders``, with the stand-ins of those who are away (as far as they ``may``)."""
    return all_acting(holders, away_now(uow), may)


def is_away(uow: UnitOfWork, person_id: str) -> bool:
    """Whether somebody is away now."""
    return person_id in away_now(uow)


def _may(uow: UnitOfWork, case: Matter) -> May:
    grants = people.active_grants(uow)
    return lambda person_id: may_see(case, person_id, grants)


def _may_know(uow: UnitOfWork, callback: Callback) -> May:
    grants = people.active_grants(uow)
    return lambda person_id: may_know(callback, person_id, grants)


def _on_duty(uow: UnitOfWork, grid_id: str | None) -> str | None:
    return rota.duty_of(uow, grid_id).get(local(uow.now).weekday()) if grid_id else None
