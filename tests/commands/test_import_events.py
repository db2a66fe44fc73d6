"""`gongyi import events`: strict, all or nothing, and as often as one likes."""

import sqlite3
from pathlib import Path

import pytest

from bot.core.settings import config_folder
from tests.commands.conftest import Commands

EXAMPLE = config_folder() / "events.example.yaml"
GRIDS = config_folder() / "union.example.yaml"
EVENT = "code: a, title: 急救课, starts: '2027-03-06 14:00', ends: '2027-03-06 16:00', place: 二楼, capacity: 3"


def events(gongyi: Commands) -> list[tuple[str, str, int]]:
    """What the database holds: (code, title, capacity)."""
    with sqlite3.connect(gongyi.deployment.folder / "gongyi.db") as database:
        wanted = "SELECT code, title, capacity FROM events JOIN slots ON slots.parent_id = events.id ORDER BY code"
        return database.execute(wanted).fetchall()


def test_the_example_comes_in_twice_and_changes_are_taken_over(gongyi: Commands, tmp_path: Path) -> None:
    gongyi.ok("import", "union", str(GRIDS))
    assert gongyi.ok("import", "events", str(EXAMPLE)).startswith("added: first-aid-2027-03, spring-trip")
    first = events(gongyi)
    assert len(first) == 3
    assert gongyi.ok("import", "events", str(EXAMPLE)).startswith("added: none\n")
    changed = (
        EXAMPLE.read_text(encoding="utf-8").replace("急救培训课", "急救课").replace("capacity: 30", "capacity: 40")
    )
    (tmp_path / "events.yaml").write_text(changed, encoding="utf-8")
    gongyi.ok("import", "events", "events.yaml")
    assert events(gongyi) == [("first-aid-2027-03", "急救课", 40), *first[1:]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("events: []", "events: "),
        (f"events: [{{{EVENT}}}, {{{EVENT}}}]", "event a is there twice"),
        (f"events: [{{{EVENT}, grid: G99}}]", "event a: there is no grid G99"),
        (f"events: [{{{EVENT}, companions: 30}}]", "events.1.companions"),
        (f"events: [{{{EVENT}, questions: [一, 二, 三, 四]}}]", "events.1.questions"),
        (f"events: [{{{EVENT.replace('16:00', '12:00')}}}]", "ends before it begins"),
        (f"events: [{{{EVENT.replace('2027-03-06 14:00', '2027-02-30 14:00')}}}]", "events.1: "),
        (f"events: [{{{EVENT}}}]\nstuff: 1", "stuff: Extra inputs"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(gongyi: Commands, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "events.yaml").write_text(text, encoding="utf-8")
    assert says in gongyi.refused("import", "events", "events.yaml")
    assert events(gongyi) == []
