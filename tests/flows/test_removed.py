"""Who was removed from the staff hears of nothing any more: whatever the others do, and whatever falls due."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.errors import DomainError
from bot.domain.people import Role
from bot.flows.catalog import flow_named
from bot.flows.form import Form
from bot.handlers.actions import act
from bot.jobs.due import handle_due
from bot.services import care, membership
from bot.services.house import House
from bot.services.people import remove_staff
from bot.store import care as care_store
from bot.store import people, tables
from bot.store.buttons import Action
from bot.store.outbox import Status
from bot.store.unit_of_work import UnitOfWork
from tests.flows.handed_in import FILLED, flow_of
from tests.flows.rights import BUTTONS
from tests.flows.stage import Template
from tests.flows.world import World

DAYS = 20  # in which everything that was promised falls due
GONE = frozenset(("liaison", "officer", "committee"))
Letters = list[tuple[object, ...]]


class _Undo(DomainError):
    """Ends something of which nothing is to stay."""


@pytest.fixture
def world(template: Template, tmp_path: Path, house: House) -> Iterator[World]:
    world = World.found(template, tmp_path, house)
    yield world
    world.database.close()


def test_nothing_that_others_do_reaches_them(world: World) -> None:
    def work(uow: UnitOfWork) -> None:
        before = _removed(world, uow)
        for name, row in BUTTONS.items():
            for who in sorted(row.may - GONE)[:1]:
                assert _letters_after(world, uow, partial(_press, world, uow, who, name)) == before, (who, name)
        for name, (row, _) in FILLED.items():
            for who in sorted(row.may - GONE)[:1]:
                assert _letters_after(world, uow, partial(_hand_in, world, uow, who, name)) == before, (who, name)

    world.tries(work)


def test_nothing_that_falls_due_reaches_them(world: World) -> None:
    """Also not while they still check the work of others, which tells them nothing about anybody."""

    def work(uow: UnitOfWork) -> Letters:
        before = _removed(world, uow)
        for name in GONE:
            people.add_grant(uow, world.cast.ids[name], Role.AUDITOR, None, None)
        return before

    before = world.database.run_here(work)
    for _ in range(DAYS):
        world.clock.advance(timedelta(days=1))
        while world.database.run_here(lambda uow: handle_due(uow, world.house, lambda: None).timers):
            pass
    assert world.database.run_here(partial(_letters, world)) == before


def _removed(world: World, uow: UnitOfWork) -> Letters:
    """Removes them; what the officer wanted for himself, of which he would hear as a worker, is settled before."""
    aid = care_store.load_aid(uow, world.things["own_aid"].id)
    care.decide(uow, world.house, aid, world.cast.ids["committee2"], approved=False, reason="不符合条件")
    membership.withdraw(uow, world.cast.ids["officer"])
    for name in sorted(GONE):
        remove_staff(uow, world.house, world.cast.ids[name], None)
    return _letters(world, uow)


def _letters_after(world: World, uow: UnitOfWork, deed: partial[object]) -> Letters:
    letters: Letters = []
    try:
        with uow.message():
            deed()
            letters = _letters(world, uow)
            raise _Undo("undone")
    except _Undo:
        return letters
    except DomainError:  # it cannot be done now
        return _letters(world, uow)


def _press(world: World, uow: UnitOfWork, who: str, name: str) -> object:
    thing = world.things[BUTTONS[name].about]
    return act(world.turn(uow, who), Action(name=name, subject_id=thing.id, argument=thing.argument))


def _hand_in(world: World, uow: UnitOfWork, who: str, name: str) -> object:
    row, filled = FILLED[name]
    form = Form(flow=flow_of(name), version=1, opened_at=uow.now, touched_at=uow.now)
    form.answers.update(filled(uow, world.cast, world.things[row.about]))
    return flow_named(flow_of(name)).submit(world.turn(uow, who).flow, form)


def _letters(world: World, uow: UnitOfWork) -> Letters:
    """What waits for them or was sent to them."""
    theirs = tables.addresses.c.person_id.in_([world.cast.ids[name] for name in GONE])
    columns = (tables.outbox.c.id, tables.outbox.c.purpose, tables.addresses.c.person_id)
    waiting = tables.outbox.c.status != Status.EXPIRED.value
    query = select(*columns).join_from(tables.outbox, tables.addresses).where(theirs, waiting)
    return sorted(tuple(row) for row in uow.rows(query))
