"""What a worker writes stays a worker's words in front of staff, and a sealed case names nobody, whatever is done."""

import json
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import select

from bot.core.ids import show_case_number
from bot.pipeline.dispatch import _COMMANDS
from bot.services.house import House
from bot.store import audit, tables
from bot.store.unit_of_work import UnitOfWork
from tests.flows.handed_in import FILLED
from tests.flows.rights import BUTTONS, COMMANDS, STAFF
from tests.flows.stage import Template
from tests.flows.test_forms_handed_in import handed_in
from tests.flows.things import SECRET_NAME, SECRET_PHONE
from tests.flows.world import World

DOERS = frozenset(("liaison", "officer", "committee", "aunt", "worker", "hidden"))
# As they were typed: a link, a name to tap, a command, a line that looks like one of ours.
TYPED = ("https://", "evil.example", "@boss", "/claim", "\n【系统】")


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory, house: House) -> Iterator[World]:
    world = World.found(template, tmp_path_factory.mktemp("words"), house)
    yield world
    world.database.close()


@pytest.mark.parametrize("who", sorted(DOERS))
def test_what_staff_read_cannot_be_clicked_and_names_nobody(who: str, world: World) -> None:
    """Every card, list, page and letter: what a button, a command or a form answers, and what it sends to others."""
    read = _everything_read(world, who)
    seen = [text for name, text in read if name in STAFF | {"aunt"}]
    assert any("evil" in text for text in seen)
    assert [text for text in seen for typed in TYPED if typed in text] == []
    secrets = (SECRET_NAME, SECRET_PHONE, world.cast.ids["hidden"])
    assert [text for name, text in read if name != "hidden" for secret in secrets if secret in text] == []
    complaint = show_case_number(world.things["complaint"].argument)
    assert {name for name, text in read if complaint in text} == {"committee2"}  # one of the committee is meant


def test_the_log_of_a_sealed_case_does_not_either(world: World) -> None:
    lines = world.tries(lambda uow: audit.lines(uow, world.things["case"].id))
    assert lines
    assert world.cast.ids["hidden"] not in repr(lines)


def _everything_read(world: World, who: str) -> list[tuple[str, str]]:
    """(by whom, what) of all that this person may press, call and hand in, each on the union as it was founded.

    Whoever wants to stay unnamed in a case asks for no person: that he does under his name.
    """
    deeds: list[Callable[[UnitOfWork], str | None]] = [
        *(partial(world.press, who=who, name=name) for name, row in BUTTONS.items() if who in row.may),
        *(
            partial(world.said, who=who, do=_COMMANDS[name])
            for name, may in COMMANDS.items()
            if who in may - {"hidden"}
        ),
        *(partial(handed_in, world, who=who, name=name) for name, (row, _) in FILLED.items() if who in row.may),
    ]
    before = world.tries(partial(_letters, world))
    after = max(number for number, _, _ in before)
    read = [(name, text) for _, name, text in before]
    return read + [each for deed in deeds for each in world.tries(partial(_read_after, world, who, deed, after))]


def _read_after(
    world: World, who: str, deed: Callable[[UnitOfWork], str | None], after: int, uow: UnitOfWork
) -> list[tuple[str, str]]:
    """What he reads after it, and what it sent to anybody: the letters above the number ``after``."""
    return [(who, deed(uow) or ""), *((name, text) for _, name, text in _letters(world, uow, after))]


def _letters(world: World, uow: UnitOfWork, after: int = 0) -> list[tuple[int, str, str]]:
    """(number, to whom, what) of the letters that wait or were sent."""
    names = {person_id: name for name, person_id in world.cast.ids.items()}
    query = select(tables.outbox, tables.addresses.c.person_id).join(tables.addresses)
    rows = uow.rows(query.where(tables.outbox.c.body_sealed.is_not(None), tables.outbox.c.seq > after))
    bodies = [(row, json.loads(uow.vault.open("outbox.body", row.id, row.body_sealed))) for row in rows]
    return [(row.seq, names[row.person_id], body["text"]) for row, body in bodies]
