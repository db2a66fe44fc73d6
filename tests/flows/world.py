"""A union with one real thing of every kind, in which anybody tries anything, and what he reads."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import literal, select

from bot.core.clock import ManualClock
from bot.core.errors import DomainError
from bot.core.ids import new_id
from bot.core.messages import Inbound, Kind
from bot.flows.conversation import Conversation
from bot.handlers.actions import act
from bot.handlers.turn_context import Answers, TurnContext
from bot.services.house import House
from bot.store.buttons import Action
from bot.store.database import Database
from bot.store.tables import metadata
from bot.store.unit_of_work import UnitOfWork
from tests.flows.rights import BUTTONS
from tests.flows.stage import GRIDS, Stage, Template, address_of
from tests.flows.things import Cast, Thing, add_cast, make_things
from tests.support.opened import speaker

T = TypeVar("T")
Rows = dict[str, list[tuple[object, ...]]]
# Written down whenever somebody tries, or passing by itself.
_BESIDE = frozenset(("audit", "buttons"))


class _Undo(Exception):
    """Ends a message of which nothing is to stay."""


@dataclass(frozen=True, repr=False)
class World:
    """Everybody and everything in it by name."""

    house: House
    database: Database
    clock: ManualClock
    cast: Cast
    things: dict[str, Thing]
    rows: Rows

    @classmethod
    def found(cls, template: Template, folder: Path, house: House) -> "World":
        """On a database of its own."""
        stage = Stage(template, folder, house)
        database = Database(f"sqlite:///{stage.file}", stage.vault, stage.clock)

        def fill(uow: UnitOfWork) -> tuple[Cast, dict[str, Thing]]:
            cast = add_cast(uow, stage.staff, *GRIDS)
            return cast, make_things(uow, house, cast)

        return cls(house, database, stage.clock, *database.run_here(fill), database.run_here(everything))

    def tries(self, work: Callable[[UnitOfWork], T]) -> T:
        """What comes of something of which nothing stays."""
        found: list[T] = []

        def run(uow: UnitOfWork) -> None:
            found.append(work(uow))
            raise _Undo

        with suppress(_Undo):
            self.database.run_here(run)
        return found[0]

    def press(self, uow: UnitOfWork, who: str, name: str, *, about: str | None = None, gone: bool = False) -> str:
        """What somebody reads who presses a button: about the thing of its row, about another, or about none at all."""
        thing = self.things[about or BUTTONS[name].about]
        action = Action(name=name, subject_id=new_id() if gone else thing.id, argument=thing.argument)
        return self.said(uow, who, lambda turn: act(turn, action))

    def said(self, uow: UnitOfWork, who: str, do: Callable[[TurnContext], Answers], choice: str | None = None) -> str:
        """What somebody reads who does something; what a refusal had written is undone, as in a turn."""
        turn = self.turn(uow, who, choice)
        try:
            with uow.message():
                return "\n".join(answer.text for answer in do(turn))
        except DomainError as refused:
            return turn.say(refused.key, **refused.params)

    def turn(self, uow: UnitOfWork, who: str, choice: str | None = None) -> TurnContext:
        """A message of somebody who has no form open."""
        kind = Kind.TEXT if choice is None else Kind.CHOICE
        inbound = Inbound(address=address_of(who), external_id="1", kind=kind, text="", choice=choice, sent_at=uow.now)
        return TurnContext(
            uow=uow,
            house=self.house,
            speaker=speaker(uow, who),
            inbound=inbound,
            conversation=Conversation.load({}),
            text="",
        )


def everything(uow: UnitOfWork) -> Rows:
    """Every row of the database but those that are written whenever somebody tries."""
    uow.execute(select(literal(1)))  # what is staged is written
    names = (table.name for table in metadata.sorted_tables if table.name not in _BESIDE)
    cursor = uow.connection.connection.cursor()
    return {name: cursor.execute(f"SELECT * FROM {name}").fetchall() for name in names}
