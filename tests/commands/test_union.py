"""`gongyi import union`: strict, all or nothing, and as often as one likes."""

import sqlite3
from pathlib import Path

import pytest
import yaml

from bot.core.settings import config_folder
from tests.commands.conftest import Commands

EXAMPLE = config_folder() / "union.example.yaml"


def grids(gongyi: Commands) -> list[tuple[str, str, str]]:
    """What the database holds: (id, code, name)."""
    with sqlite3.connect(gongyi.deployment.folder / "gongyi.db") as database:
        return database.execute("SELECT id, code, name FROM grids ORDER BY code").fetchall()


def test_the_example_comes_in_twice_and_changes_are_taken_over(gongyi: Commands, tmp_path: Path) -> None:
    assert gongyi.ok("import", "union", str(EXAMPLE)).startswith("added: G01, G02, G03")
    first = grids(gongyi)
    assert len(first) == 12
    assert gongyi.ok("import", "union", str(EXAMPLE)) == "added: none\nchanged: none\n"
    content = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    content["grids"][0]["name"] = "新名字"
    del content["grids"][11]
    (tmp_path / "union.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    said = gongyi.ok("import", "union", "union.yaml")
    assert said == "added: none\nchanged: G01\nnot in the file, left as they are: G12\n"
    assert grids(gongyi) == [(first[0][0], "G01", "新名字"), *first[1:]]


def test_staff_in_the_file_get_codes(gongyi: Commands, tmp_path: Path) -> None:
    content = {
        "grids": [{"code": "G01", "name": "北苑"}],
        "staff": [{"role": "liaison", "grid": "G01", "who": "李联络"}, {"role": "committee"}],
    }
    (tmp_path / "union.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    said = gongyi.ok("import", "union", "union.yaml")
    assert "\nliaison G01 李联络\ncode: " in said
    assert "\ncommittee\ncode: " in said
    assert said.count("(one use, 10 minutes)") == 2


GRID = "{code: G01, name: 北苑}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file: "),
        ("grids: []", "grids: "),
        ("grids: [{code: G01}]", "grids.1.name: Field required"),
        (f"grids: [{GRID}, {GRID}]", "grid G01 is there twice"),
        (f"grids: [{GRID}]\nstuff: 1", "stuff: Extra inputs"),
        ("grids: [{code: G01, name: 北苑, areas: [{lat: 91, lon: 0, radius_m: 500}]}]", "grids.1.areas.1.lat"),
        ("grids: [{code: G01, name: 北苑, areas: [{lat: .nan, lon: 0, radius_m: 500}]}]", "grids.1.areas.1.lat"),
        ("grids: [{code: G01, name: 北苑, areas: [{lat: 1, lon: 0, radius_m: 5}]}]", "radius_m"),
        ("grids: [{code: G01, name: 北苑, areas: [{lat: '1', lon: 0, radius_m: 500}]}]", "lat"),
        ("grids: [{code: 7, name: 北苑}]", "grids.1.code"),
        ("grids: [{code: 'g 1', name: 北苑}]", "grids.1.code"),
        ('grids: [{code: G01, name: "a\\nb"}]', "grids.1: write it in one line"),
        ('grids: [{code: G01, name: "a\\u202eb"}]', "grids.1: write it in one line"),
        (f"grids: [{GRID}]\nstaff: [{{role: boss}}]", "staff.1.role"),
        (f"grids: [{GRID}]\nstaff: [{{role: liaison}}]", "staff.1: a liaison belongs to one grid"),
        (f"grids: [{GRID}]\nstaff: [{{role: liaison, grid: G09}}]", "there is no grid G09"),
        ("grids: [", "is not YAML (line "),
    ],
)
def test_a_wrong_file_changes_nothing(gongyi: Commands, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "union.yaml").write_text(text, encoding="utf-8")
    assert says in gongyi.refused("import", "union", "union.yaml")
    assert grids(gongyi) == []


def test_a_missing_file_is_said(gongyi: Commands) -> None:
    assert gongyi.refused("import", "union", "none.yaml") == (
        "gongyi: none.yaml: cannot be read (No such file or directory).\n"
    )
