"""Every form, handed in by everybody: what he may is looked at again when he hands it in, not when he opened it."""

from collections.abc import Iterator
from functools import partial

import pytest

from bot.core.errors import DomainError
from bot.domain.people import Role
from bot.flows.catalog import FLOWS, flow_named
from bot.flows.conversation import Conversation
from bot.flows.flow import Reject
from bot.flows.form import Form, Offer
from bot.flows.review import SUBMIT
from bot.pipeline.dispatch import handle
from bot.services.house import House
from bot.store import people
from bot.store.unit_of_work import UnitOfWork
from tests.flows.handed_in import BY_ROLE, FILLED, OF_ONESELF, flow_of
from tests.flows.rights import CAST, STAFF
from tests.flows.stage import GRIDS, Template
from tests.flows.world import World, everything

REFUSALS = ("not_found", "no_such_code", "call_off.gone")
OF_STAFF = sorted(flow.name for flow in FLOWS.values() if flow.roles is not None)


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory, house: House) -> Iterator[World]:
    world = World.found(template, tmp_path_factory.mktemp("forms"), house)
    yield world
    world.database.close()


def test_no_form_is_without_a_row() -> None:
    assert {*map(flow_of, FILLED), *OF_ONESELF, *BY_ROLE} == set(FLOWS)
    assert not [flow.name for flow in FLOWS.values() if flow.name in OF_ONESELF and flow.roles is not None]
    assert not [flow.name for flow in FLOWS.values() if flow.roles is not None and Role.AUDITOR in flow.roles]


@pytest.mark.parametrize("name", sorted(FILLED))
def test_what_is_not_his_cannot_be_handed_in(name: str, world: World) -> None:
    row, _ = FILLED[name]

    def work(uow: UnitOfWork) -> None:
        for who in sorted(CAST - row.may):
            key, told = handed_in(world, uow, who, name) or "taken", row.told.get(who)
            assert key == told if told else key.endswith(REFUSALS), (who, key)
        assert everything(uow) == world.rows

    world.tries(work)


@pytest.mark.parametrize("name", sorted(name for name, (row, _) in FILLED.items() if row.may))
def test_what_is_his_can(name: str, world: World) -> None:
    for who in {min(FILLED[name][0].may), max(FILLED[name][0].may)}:
        key = world.tries(partial(handed_in, world, who=who, name=name))
        assert not (key or "").endswith(REFUSALS), who


@pytest.mark.parametrize("name", OF_STAFF)
def test_a_form_ends_with_the_role_that_opened_it(name: str, world: World) -> None:
    """Whether it was taken away or ran out a moment ago; a draft is not there either."""

    def work(uow: UnitOfWork) -> None:
        held = sorted(STAFF)
        for who in held:
            people.revoke_grants(uow, world.cast.ids[who], None)
        people.add_grant(uow, world.cast.ids["officer"], Role.AUDITOR, None, None)
        if Role.LIAISON not in (flow_named(name).roles or ()):
            people.add_grant(uow, world.cast.ids["deputy"], Role.LIAISON, GRIDS[0].id, None)
        before = everything(uow)
        for who in held:
            for paused in (False, True):
                assert _submitted(world, uow, who, name, paused=paused), who
        assert everything(uow) == before

    world.tries(work)


def handed_in(world: World, uow: UnitOfWork, who: str, name: str) -> str | None:
    """The key of the refusal that somebody reads who hands a filled form in; None when it is taken."""
    row, filled = FILLED[name]
    form = Form(flow=flow_of(name), version=1, opened_at=uow.now, touched_at=uow.now)
    form.answers.update(filled(uow, world.cast, world.things[row.about]))
    try:
        with uow.message():
            done = flow_named(flow_of(name)).submit(world.turn(uow, who).flow, form)
    except DomainError as refused:
        return refused.key
    return done.key if isinstance(done, Reject) else None


def _submitted(world: World, uow: UnitOfWork, who: str, name: str, *, paused: bool) -> bool:
    """Whether nothing is left of a form whose last button is pressed (a draft: that is taken up again)."""
    filled = FILLED[name][1](uow, world.cast, world.things[FILLED[name][0].about]) if name in FILLED else {}
    form = Form(flow=name, version=1, opened_at=uow.now, touched_at=uow.now, answers=filled, paused=paused)
    form.offer = Offer(values=[SUBMIT], labels=["提交"])
    turn = world.turn(uow, who, "go:resume" if paused else form.offer.token(0))
    turn.conversation = Conversation(forms=[form])
    said = "\n".join(answer.text for answer in handle(turn))
    key = "flow.nothing_to_resume" if paused else "talk.old_button"
    return said == world.house.texts.get(key) and not turn.conversation.forms
