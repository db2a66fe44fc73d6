"""`gongyi keys`: a file of one's own, and a change of the key in use while the service runs."""

from pathlib import Path
from uuid import uuid4

import httpx

from tests.commands.conftest import Commands
from tests.commands.support import Deployment


def test_create_makes_a_private_file_once(gongyi: Commands, tmp_path: Path) -> None:
    assert "made new.json" in gongyi.ok("keys", "create", "new.json")
    assert (tmp_path / "new.json").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "new.json").read_bytes()
    assert "exists already" in gongyi.refused("keys", "create", "new.json")
    assert (tmp_path / "new.json").read_bytes() == before
    assert "cannot be written" in gongyi.refused("keys", "create", "nowhere/new.json")


def test_rotate_finds_nothing_in_an_empty_union(gongyi: Commands, tmp_path: Path) -> None:
    before = (tmp_path / "keys.json").read_bytes()
    assert gongyi.ok("keys", "rotate").endswith("everything is sealed with the key in use\n")
    after = (tmp_path / "keys.json").read_bytes()
    assert len(after) > len(before)
    gongyi.ok("keys", "rotate", "--finish")
    assert (tmp_path / "keys.json").read_bytes() == after


def test_the_service_goes_on_while_keys_rotate(migrated: Deployment) -> None:
    with migrated.serving(), httpx.Client(base_url=migrated.url, cookies={"gongyi": "v" * 43}) as visitor:
        assert say(visitor, "站长拖欠我三个月工资") == 202
        done = migrated.run("keys", "rotate")
        assert done.returncode == 0, done.stderr
        assert "sessions: 1 values sealed anew" in done.stdout
        assert say(visitor, "同意") == 202  # the session that the new key sealed is read by the running service
        finished = migrated.run("keys", "rotate", "--finish")
        assert finished.stdout.endswith("everything is sealed with the key in use\n")
        assert "sessions" not in finished.stdout  # it writes with the new key since it met it


def say(visitor: httpx.Client, text: str) -> int:
    """Posts one message; returns the status."""
    return visitor.post("/chat/messages", json={"id": str(uuid4()), "text": text}).status_code
