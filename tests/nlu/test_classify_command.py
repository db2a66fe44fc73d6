"""gongyi classify: one JSON line in, one out."""

import json

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli


def test_every_line_is_read_and_keeps_its_id() -> None:
    texts = [
        {"id": "a", "text": "站长拖欠工资三个月了"},
        {"id": 7, "text": "周六的篮球赛怎么报名"},
        {"id": "c", "text": ""},
    ]
    result = CliRunner().invoke(cli, ["classify"], input="\n".join(json.dumps(row) for row in texts) + "\n\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["id"], row["intent"], row["category"], row["urgent"]) for row in rows] == [
        ("a", "grievance", "wages", False),
        (7, "event", None, False),
        ("c", "other", None, False),
    ]
    assert all(set(row) == {"id", "intent", "category", "urgent", "score", "evidence"} for row in rows)


def test_explained_in_words() -> None:
    result = CliRunner().invoke(cli, ["classify", "--explain"], input='{"id": 1, "text": "着火了"}')
    row = json.loads(result.stdout)
    assert row["urgent"]
    assert "#danger! +" in row["explanation"]["urgent"]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("{", "line 2: this is no JSON"),
        ('{"id": "b"}', 'line 2: "id"'),
        ('{"id": "b", "text": 5}', 'line 2: "id"'),
        ('{"text": "b"}', 'line 2: "id"'),
        ('["b"]', 'line 2: "id"'),
    ],
)
def test_a_malformed_line_is_named(second: str, said: str) -> None:
    result = CliRunner().invoke(cli, ["classify"], input=f'{{"id": "a", "text": "你好"}}\n{second}\n')
    assert result.exit_code
    assert said in result.stderr
    assert len(result.stdout.splitlines()) == 1
