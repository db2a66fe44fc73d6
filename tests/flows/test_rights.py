"""Every button and command of the house, tried by everybody: what is not his is not there for him.

The things are real and belong to somebody else, and the presser's right is all that is missing: the same buttons get
those past the door who have it. Whatever is added without a row in ``tests/flows/rights.py`` fails here.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest

from bot.domain.people import Role
from bot.handlers import small_talk
from bot.handlers.actions import _OTHERS, _STAFF, _WORKER, find_action
from bot.handlers.forms import resume
from bot.handlers.oversight import show_record
from bot.handlers.turn_context import Answers, TurnContext
from bot.pipeline.dispatch import _COMMANDS, handle
from bot.services.acknowledgements import acknowledge_token
from bot.services.house import House
from bot.store import people
from bot.store.broadcasts import load_broadcast
from bot.store.buttons import Action, add_button
from bot.store.unit_of_work import UnitOfWork
from tests.flows.rights import BUTTONS, CAST, COMMANDS, COMMITTEE, HAS_CHAT, SAME_HUMAN, STAFF, Row
from tests.flows.stage import GRIDS, Template
from tests.flows.world import Rows, World, everything

FORMS = ("reply", "request", "transfer", "superior", "outcome", "note", "unseal")  # that a case's card opens
ACTIONS = frozenset((*_OTHERS, *_STAFF, *_WORKER, *FORMS, "unseal_agree"))
OTHERS_THINGS = sorted(name for name, row in BUTTONS.items() if not row.own)
# What is no thing that could be gone: whose list, which week, which quarter, the people of a grid.
_ALWAYS_THERE = frozenset(("list", "week", "quarter", "untold"))
OF_CASES = sorted(name for name, row in BUTTONS.items() if row.about == "case" and row.may >= COMMITTEE)
# The sentences that say that there is no such thing, each in the words of its room.
REFUSALS = (".not_found", "event.code_refused")
# "请假", "我回来了": what a worker means by them.
WORDS_OF_WORKERS: dict[str, Callable[[TurnContext], Answers]] = {"absence": small_talk.place, "returned": resume}
THIEVES = frozenset(("stranger", "committee", "removed"))
# One of each role is enough to lose it, or to get another one elsewhere.
LOSERS, MOVED = frozenset(("liaison", "officer", "committee")), frozenset(("deputy", "officer"))


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory, house: House) -> Iterator[World]:
    world = World.found(template, tmp_path_factory.mktemp("rights"), house)
    yield world
    world.database.close()


@pytest.fixture(scope="module")
def refusals(house: House) -> frozenset[str]:
    known = house.texts.keys()
    return frozenset(house.texts.get(key) for key in known if key.endswith(REFUSALS))


def test_nothing_is_without_a_row() -> None:
    assert set(BUTTONS) == ACTIONS
    assert set(COMMANDS) == set(_COMMANDS)


@pytest.mark.parametrize("name", OTHERS_THINGS)
def test_what_is_not_his_is_not_there(name: str, world: World, refusals: frozenset[str]) -> None:
    """He reads what he would read of a thing that does not exist, and nothing changes."""
    row = BUTTONS[name]

    def work(uow: UnitOfWork) -> None:
        nothing = _no_such_thing(world, uow, name, row)
        assert nothing in refusals
        for who in sorted(CAST - row.may):
            told = row.told.get(who)
            assert world.press(uow, who, name) == (world.house.texts.get(told) if told else nothing), who
        assert everything(uow) == world.rows

    world.tries(work)


@pytest.mark.parametrize("name", OTHERS_THINGS)
def test_what_is_his_is(name: str, world: World, refusals: frozenset[str]) -> None:
    """The other half, without which the one above means nothing."""

    for who in {min(BUTTONS[name].may), max(BUTTONS[name].may)}:
        assert world.tries(partial(world.press, who=who, name=name)) not in refusals


@pytest.mark.parametrize("name", [name for name in OTHERS_THINGS if BUTTONS[name].may & STAFF])
def test_it_is_gone_with_the_role(name: str, world: World, refusals: frozenset[str]) -> None:
    """Between the making of the button and the tap the role was taken, or another one given elsewhere."""
    row = BUTTONS[name]

    def removed(uow: UnitOfWork) -> None:
        _refused(uow, row.may & LOSERS or row.may & STAFF, ())

    def moved(uow: UnitOfWork) -> None:
        _refused(uow, row.may & MOVED, (Role.LIAISON,))

    def _refused(uow: UnitOfWork, losers: frozenset[str], instead: tuple[Role, ...]) -> None:
        nothing = _no_such_thing(world, uow, name, row)
        for who in losers:
            people.revoke_grants(uow, world.cast.ids[who], None)
            for role in instead:
                people.add_grant(uow, world.cast.ids[who], role, GRIDS[1].id, None)
        before = everything(uow)
        for who in sorted(losers):
            assert world.press(uow, who, name) == nothing, who
        assert everything(uow) == before

    world.tries(removed)
    if "liaison2" not in row.may:
        world.tries(moved)


@pytest.mark.parametrize("name", OF_CASES)
def test_a_complaint_is_hidden_from_whom_it_is_about(name: str, world: World, refusals: frozenset[str]) -> None:
    """It is about one of the committee; only the other one has it, and the worker himself."""

    def work(uow: UnitOfWork) -> None:
        nothing = world.press(uow, "committee2", name, gone=True)
        for who in sorted(CAST - {"committee2"}):
            assert world.press(uow, who, name, about="complaint") == nothing, who
        assert everything(uow) == world.rows

    world.tries(work)
    assert world.tries(partial(world.press, who="committee2", name=name, about="complaint")) not in refusals


@pytest.mark.parametrize("name", ["aid.approve", "aid.refuse", "member.approve", "member.refuse"])
def test_nobody_decides_for_himself(name: str, world: World) -> None:
    """The officer has asked for help and wants to join: to him it is as if nobody had, from either account."""

    def work(uow: UnitOfWork) -> None:
        nothing = world.press(uow, "officer", name, gone=True)
        for about in ("own_aid", "own_application"):
            if about.endswith(BUTTONS[name].about):
                assert {world.press(uow, who, name, about=about) for who in SAME_HUMAN} == {nothing}
                assert world.press(uow, "officer3", name, about=about) != nothing

    world.tries(work)


def test_the_record_of_a_case_is_for_the_committee(world: World, refusals: frozenset[str]) -> None:
    """Asked for by its number; of a complaint never for whom it is about."""

    def read(uow: UnitOfWork, who: str, about: str) -> str:
        return world.said(uow, who, lambda turn: show_record(turn, world.things[about].argument))

    def work(uow: UnitOfWork) -> None:
        assert {who for who in CAST if read(uow, who, "case") not in refusals} == COMMITTEE
        assert {who for who in CAST if read(uow, who, "complaint") not in refusals} == {"committee2"}

    world.tries(work)


@pytest.mark.parametrize("name", ["join_code", "unsolved_aloud", "checklist_aloud", "pack_aloud", "pack_heard"])
def test_nobody_speaks_for_one_who_has_a_chat(name: str, world: World) -> None:
    def work(uow: UnitOfWork) -> None:
        for who, told in HAS_CHAT.items():
            assert world.press(uow, who, name, about="case") == world.house.texts.get(told), who
        assert everything(uow) == world.rows

    world.tries(work)


@pytest.mark.parametrize("name", sorted(set(BUTTONS) - set(OTHERS_THINGS)))
def test_what_one_does_with_oneself_touches_nobody_else(name: str, world: World) -> None:
    """Whatever thing the button names: it is the worker's, and everybody else presses it."""

    def work(uow: UnitOfWork) -> None:
        for who in sorted(CAST - {"worker"}):
            world.press(uow, who, name)
        owner = world.cast.ids["worker"]
        theirs, before = (_of(rows, owner) for rows in (everything(uow), world.rows))
        assert theirs == before

    world.tries(work)


def test_a_button_is_nobody_elses(world: World) -> None:
    """The very button that somebody was given works for him, and is an old one for each of the others."""
    old = world.house.texts.get("talk.old_button")

    def work(uow: UnitOfWork) -> None:
        for name in OTHERS_THINGS:
            owner, thing = min(BUTTONS[name].may), world.things[BUTTONS[name].about]
            action = Action(name=name, subject_id=thing.id, argument=thing.argument)
            token = add_button(uow, world.cast.ids[owner], "", action, uow.now + timedelta(days=1)).token
            assert find_action(world.turn(uow, owner, token)) == action
            for who in sorted(THIEVES - {owner}):
                assert world.said(uow, who, handle, token) == old, (who, name)
        assert everything(uow) == world.rows

    world.tries(work)


def test_the_button_under_a_notice_is_nobody_elses(world: World) -> None:
    """Its token is no row: it proves itself, for one person only."""
    old = world.house.texts.get("talk.old_button")

    def work(uow: UnitOfWork) -> None:
        token = acknowledge_token(uow, load_broadcast(uow, world.things["notice"].id), world.cast.ids["worker"])
        before = everything(uow)
        assert {who for who in CAST if find_action(world.turn(uow, who, token))} == {"worker"}
        assert {world.said(uow, who, handle, token) for who in CAST - {"worker"}} == {old}
        assert everything(uow) == before
        assert world.said(uow, "worker", handle, token) != old

    world.tries(work)


@pytest.mark.parametrize("name", sorted(name for name, may in COMMANDS.items() if may != CAST))
def test_a_command_is_for_those_who_have_the_role(name: str, world: World, refusals: frozenset[str]) -> None:
    """Words that also mean something else, for a worker, are answered as his."""

    def refused(uow: UnitOfWork) -> None:
        for who in sorted(CAST - COMMANDS[name]):
            as_a_worker = {world.said(uow, who, WORDS_OF_WORKERS[name])} if name in WORDS_OF_WORKERS else refusals
            assert world.said(uow, who, _COMMANDS[name]) in as_a_worker, who
        assert name in WORDS_OF_WORKERS or everything(uow) == world.rows

    world.tries(refused)
    for who in {min(COMMANDS[name]), max(COMMANDS[name])}:
        assert world.tries(partial(world.said, who=who, do=_COMMANDS[name])) not in refusals


def _no_such_thing(world: World, uow: UnitOfWork, name: str, row: Row) -> str:
    """What those read who may do this with such things, of one that is gone."""
    if row.about in _ALWAYS_THERE:
        return world.press(uow, "stranger", name, gone=True)
    return world.press(uow, min(row.may), name, gone=True)


def _of(rows: Rows, person_id: str) -> list[tuple[object, ...]]:
    return [row for each in rows.values() for row in each if person_id in row]
