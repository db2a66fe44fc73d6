"""No button, command or list works for one who is no longer on the staff, nor for an auditor: over all that there are.

What the buttons are about is real and belongs to somebody else, and the presser's roles are all that is missing: the
same buttons work for those who hold them. An action that is added is looked at here by itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Table, select

from bot.core.errors import DomainError
from bot.core.messages import Inbound, Kind
from bot.domain.people import Role
from bot.flows.catalog import FLOWS
from bot.flows.conversation import Conversation
from bot.handlers.actions import _OTHERS, _STAFF, _WORKER, act
from bot.handlers.turn_context import Answers, TurnContext
from bot.pipeline.dispatch import _COMMANDS
from bot.services.desk import View
from bot.services.house import House
from bot.services.menus import COMMITTEE_COMMANDS, OFFICER_COMMANDS, STAFF_COMMANDS
from bot.store import people
from bot.store.buttons import Action
from bot.store.database import Database
from bot.store.tables import metadata
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, Stage, Template, address_of
from tests.flows.things import make_things

FORMS = ("reply", "request", "transfer", "superior", "outcome", "note", "unseal")  # that a case's card opens
ACTIONS = frozenset((*_OTHERS, *_STAFF, *_WORKER, *FORMS, "unseal_agree"))
# What anybody does with himself, whatever thing a button names: what he gets, his tags, his membership.
OWN = frozenset(
    name for name in ACTIONS if name.startswith(("acknowledge.", "notices.", "tag.", "member.", "texting."))
) - {
    "member.approve",
    "member.refuse",
}
ARGUMENTS = {"list.look": f"{View.ALL} 0"}
# The sentences that say that there is no such thing, each in the words of its room.
REFUSALS = (".not_found", "event.code_refused")
AS_A_WORKER = ("flow.nothing_to_resume", "talk.not_understood")
# Written down whenever somebody tries, or passing by itself.
_BESIDE = frozenset(("audit", "buttons"))
EAST = GRIDS[0]
STRANGERS = ("removed", "expired", "auditor")


@dataclass(frozen=True, repr=False)
class World:
    """A union with one real thing of every kind."""

    stage: Stage
    database: Database
    things: dict[str, str]
    refusals: frozenset[str]
    rows: dict[str, list[str]]

    def press(self, uow: UnitOfWork, who: str, name: str) -> str:
        """What somebody reads who presses a button about the thing that such a button is about."""
        beginning = max((each for each in self.things if name.startswith(each)), key=len)
        action = Action(name=name, subject_id=self.things[beginning], argument=ARGUMENTS.get(name, ""))
        return self.said(uow, who, lambda turn: act(turn, action))

    def said(self, uow: UnitOfWork, who: str, do: Callable[[TurnContext], Answers]) -> str:
        """The last words of what is answered; a form that opens is an answer too."""
        address = address_of(who)
        inbound = Inbound(address=address, external_id="1", kind=Kind.TEXT, text="", sent_at=uow.now)
        turn = TurnContext(
            uow=uow,
            house=self.stage.house,
            speaker=people.load_known(uow, [address])[address.key].speaker,
            inbound=inbound,
            conversation=Conversation.load({}),
            text="",
        )
        try:
            with uow.message():
                return do(turn)[-1].text
        except DomainError as refused:
            return turn.say(refused.key, **refused.params)


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory, house: House) -> Iterator[World]:
    """Three strangers in it: one who was removed, one whose days are over, one who may never see anything."""
    stage = Stage(template, tmp_path_factory.mktemp("rights"), house)

    def found(uow: UnitOfWork) -> dict[str, str]:
        ids = {name: people.add_speaker(uow, address_of(name), "zh-CN").person.id for name in STRANGERS}
        for role, grid_id in ((Role.LIAISON, EAST.id), (Role.OFFICER, EAST.id), (Role.COMMITTEE, None)):
            people.add_grant(uow, ids["removed"], role, grid_id, None)
            people.add_grant(uow, ids["expired"], role, grid_id, None, ends_at=uow.now)
        people.revoke_grants(uow, ids["removed"], None)
        people.add_grant(uow, ids["auditor"], Role.AUDITOR, None, None)
        return make_things(uow, house, EAST, stage.staff["officer"])

    database = Database(f"sqlite:///{stage.file}", stage.vault, stage.clock)
    known = house.texts.keys()
    refusals = frozenset(house.texts.get(key) for key in known if key.endswith(REFUSALS))
    things = database.run_here(found)
    yield World(stage, database, things, refusals, database.run_here(_everything))
    database.close()


@pytest.mark.parametrize("name", sorted(ACTIONS - OWN))
def test_no_button_works_without_the_role(name: str, world: World) -> None:
    def work(uow: UnitOfWork) -> None:
        for who in STRANGERS:
            assert world.press(uow, who, name) in world.refusals, who
        assert _everything(uow) == world.rows

    world.database.run_here(work)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        *((name, "liaison") for name in ("claim", "card", "history", "evidence", "helpers", "mediate", *FORMS[:-1])),
        ("unseal", "committee"),
        ("request.reply", "liaison"),
        ("request.done", "liaison"),
        ("aid.approve", "officer"),
        ("aid.refuse", "officer"),
        ("member.approve", "officer"),
        ("member.refuse", "officer"),
        ("suggestions.answer", "officer"),
        ("suggestions.item_open", "officer"),
        ("suggestions.item_answer", "committee"),
        ("visit.no_show", "officer"),
        ("visit.outcome", "committee"),
        ("events.list", "officer"),
        ("list.look", "liaison"),
    ],
)
def test_the_same_button_works_with_it(name: str, who: str, world: World) -> None:
    assert _undone(world, lambda uow: world.press(uow, who, name)) not in world.refusals


@pytest.mark.parametrize("name", sorted({*STAFF_COMMANDS, *OFFICER_COMMANDS, *COMMITTEE_COMMANDS}))
def test_no_command_of_the_staff_works_without_the_role(name: str, world: World) -> None:
    """Words that also mean something else, for a worker, are answered as his."""
    as_a_worker = {world.stage.house.texts.get(key) for key in AS_A_WORKER}
    for who in STRANGERS:
        if (who, name) != ("auditor", "counts"):
            said = _undone(world, lambda uow, who=who: world.said(uow, who, _COMMANDS[name]))
            assert said in world.refusals | as_a_worker, who


def test_no_flow_of_the_staff_is_open_to_an_auditor() -> None:
    assert [flow.name for flow in FLOWS.values() if flow.roles is not None and Role.AUDITOR in flow.roles] == []


class _Undo(Exception):
    """Carries what was said out of a transaction of which nothing is to stay."""


def _undone(world: World, work: Callable[[UnitOfWork], str]) -> str:
    def run(uow: UnitOfWork) -> None:
        raise _Undo(work(uow))

    with pytest.raises(_Undo) as done:
        world.database.run_here(run)
    return str(done.value)


def _everything(uow: UnitOfWork) -> dict[str, list[str]]:
    return {table.name: _rows(uow, table) for table in metadata.sorted_tables if table.name not in _BESIDE}


def _rows(uow: UnitOfWork, table: Table) -> list[str]:
    return sorted(map(repr, uow.rows(select(table))))
