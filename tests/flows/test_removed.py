"""Whoever was removed from the staff hears of nothing any more: whatever the others do, and whatever falls due."""

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
from bot.store.unit_of_work import UnitOfWork
from tests.flows.handed_in import FILLED, flow_of
from tests.flows.rights import BUTTONS
from tests.flows.stage import Template
from tests.flows.world import World

DAYS = 20  # in which everything that was promised falls due
GONE = ("liaison", "officer", "committee")


class _Undo(DomainError):
    """Ends something of which nothing is to stay."""


@pytest.fixture
def world(template: Template, tmp_path: Path, house: House) -> Iterator[World]:
    world = World.found(template, tmp_path, house)
    yield world
    world.database.close()


@pytest.mark.parametrize("gone", GONE)
def test_nothing_that_others_do_reaches_him(gone: str, world: World) -> None:
    def work(uow: UnitOfWork) -> None:
        _removed(world, gone, uow)
        before = _letters_to(world, uow, gone)
        for name, row in BUTTONS.items():
            for who in sorted(row.may - {gone})[:2]:
                assert _letters_after(world, uow, gone, partial(_press, world, uow, who, name)) == before, (who, name)
        for name, (row, _) in FILLED.items():
            for who in sorted(row.may - {gone})[:1]:
                assert _letters_after(world, uow, gone, partial(_hand_in, world, uow, who, name)) == before, (who, name)

    world.tries(work)


@pytest.mark.parametrize("gone", GONE)
def test_nothing_that_falls_due_reaches_him(gone: str, world: World) -> None:
    """Also not while he still checks the work of others, which tells him nothing about anybody."""

    def work(uow: UnitOfWork) -> list[str]:
        _removed(world, gone, uow)
        people.add_grant(uow, world.cast.ids[gone], Role.AUDITOR, None, None)
        return _letters_to(world, uow, gone)

    before = world.database.run_here(work)
    for _ in range(DAYS):
        world.clock.advance(timedelta(days=1))
        while world.database.run_here(lambda uow: handle_due(uow, world.house, lambda: None)):
            pass
    assert world.database.run_here(lambda uow: _letters_to(world, uow, gone)) == before


def _removed(world: World, gone: str, uow: UnitOfWork) -> None:
    """Removes him; what the officer wanted for himself, of which he would hear as a worker, is settled before."""
    aid = care_store.load_aid(uow, world.things["own_aid"].id)
    care.decide(uow, world.house, aid, world.cast.ids["committee2"], approved=False, reason="不符合条件")
    membership.withdraw(uow, world.cast.ids["officer"])
    remove_staff(uow, world.house, world.cast.ids[gone], None)


def _letters_after(world: World, uow: UnitOfWork, gone: str, deed: partial[object]) -> list[str]:
    letters: list[str] = []
    try:
        with uow.message():
            deed()
            letters = _letters_to(world, uow, gone)
            raise _Undo("undone")
    except _Undo:
        return letters
    except DomainError:  # it cannot be done now
        return _letters_to(world, uow, gone)


def _press(world: World, uow: UnitOfWork, who: str, name: str) -> object:
    thing = world.things[BUTTONS[name].about]
    return act(world.turn(uow, who), Action(name=name, subject_id=thing.id, argument=thing.argument))


def _hand_in(world: World, uow: UnitOfWork, who: str, name: str) -> object:
    row, filled = FILLED[name]
    form = Form(flow=flow_of(name), version=1, opened_at=uow.now, touched_at=uow.now)
    form.answers.update(filled(uow, world.cast, world.things[row.about]))
    return flow_named(flow_of(name)).submit(world.turn(uow, who).flow, form)


def _letters_to(world: World, uow: UnitOfWork, name: str) -> list[str]:
    """What waits for somebody or was sent to him."""
    mine = tables.addresses.c.person_id == world.cast.ids[name]
    query = select(tables.outbox).join(tables.addresses).where(mine, tables.outbox.c.body_sealed.is_not(None))
    waiting = tables.outbox.c.status != "expired"
    return sorted(uow.vault.open("outbox.body", row.id, row.body_sealed) for row in uow.rows(query.where(waiting)))
