"""What somebody does who found out a real id: the services are asked directly, past all buttons."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import select

from bot.core.errors import DomainError
from bot.services import membership, portrait
from bot.store import tables
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage
from tests.support.opened import person


def _approve(stage: Stage, argument: str) -> None:
    """``approve officer2 refused``: this person cannot approve the newest application; ``settled``: nobody can."""
    name, outcome = argument.split()
    newest = select(tables.applications.c.id).order_by(tables.applications.c.created_at.desc()).limit(1)

    def approve(uow: UnitOfWork) -> str:
        return _told(lambda: membership.approve(uow, stage.house, _one_id(uow, newest), person(uow, name)))

    wanted = {"refused": "case.not_found", "settled": "join.settled"}[outcome]
    told = stage.work(approve)
    assert told == wanted, told


def _drop_tag(stage: Stage, argument: str) -> None:
    """``drop_tag liaison refused``: this person cannot delete somebody else's tag by its id."""
    name, _ = argument.split()
    somebody = select(tables.tags.c.id).limit(1)

    def drop(uow: UnitOfWork) -> str:
        return _told(partial(portrait.drop, uow, person(uow, name), _one_id(uow, somebody)))

    assert stage.work(drop) == "portrait.no_such_tag"


def _told(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as error:
        return error.key
    return "done"


def _one_id(uow: UnitOfWork, query: object) -> str:
    row = uow.first(query)  # type: ignore[arg-type]
    assert row is not None
    return str(row.id)


MEMBERSHIP_CHECKS = {"approve": _approve, "drop_tag": _drop_tag}
