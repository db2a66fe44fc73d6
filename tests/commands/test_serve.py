"""`gongyi serve`: what it refuses is said in one sentence, and a stop loses nothing that was taken in."""

import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bot.serving import listen
from tests.commands.support import Deployment, stop

Spoil = Callable[[Deployment], dict[str, str]]


def no_key(deployment: Deployment) -> dict[str, str]:
    return {"GONGYI_KEY_FILE": ""}


def missing_key(deployment: Deployment) -> dict[str, str]:
    return {"GONGYI_KEY_FILE": "nowhere.json"}


def open_key(deployment: Deployment) -> dict[str, str]:
    (deployment.folder / "keys.json").chmod(0o644)
    return {}


def damaged_key(deployment: Deployment) -> dict[str, str]:
    (deployment.folder / "keys.json").write_text('{"keys": {}}')
    return {}


def unknown_setting(deployment: Deployment) -> dict[str, str]:
    return {"GONGYI_NONSENSE": "1"}


def broken_sla(deployment: Deployment) -> dict[str, str]:
    (deployment.folder / "sla.yaml").write_text("normal: {first: {due: soon}}\n")
    return {"GONGYI_SLA_FILE": "sla.yaml"}


def sla_without_yaml(deployment: Deployment) -> dict[str, str]:
    (deployment.folder / "sla.yaml").write_text("normal: [\n")
    return {"GONGYI_SLA_FILE": "sla.yaml"}


def file_for_folder(deployment: Deployment) -> dict[str, str]:
    (deployment.folder / "data").write_text("")
    return {"GONGYI_DATABASE_URL": "sqlite:///data/gongyi.db", "GONGYI_MEDIA_FOLDER": "media"}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (no_key, "GONGYI_KEY_FILE"),
        (missing_key, "GONGYI_KEY_FILE"),
        (open_key, "chmod 600"),
        (damaged_key, "damaged"),
        (unknown_setting, "there is no setting nonsense"),
        (broken_sla, "sla.normal.spacing"),
        (sla_without_yaml, "is not YAML (line 2)"),
        (file_for_folder, "data"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(deployment: Deployment, spoil: Spoil, says: str) -> None:
    done = deployment.run("serve", **spoil(deployment))
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert all(line.startswith("gongyi: ") for line in done.stderr.splitlines())


def test_a_taken_port_is_named(migrated: Deployment) -> None:
    with listen("127.0.0.1", int(migrated.environ["GONGYI_PORT"])):
        done = migrated.run("serve")
    assert done.returncode == 2
    assert done.stderr == (
        f"gongyi: port {migrated.environ['GONGYI_PORT']} on 127.0.0.1 is taken: choose another one with GONGYI_PORT.\n"
    )


def test_one_sqlite_file_has_one_server(migrated: Deployment) -> None:
    with migrated.serving():
        done = migrated.run("serve", GONGYI_PORT="0")
        assert done.returncode == 2
        assert "another gongyi serves gongyi.db already" in done.stderr
        assert "Traceback" not in done.stderr
    with migrated.serving():  # the lock went with the process, although that was killed
        pass


def test_without_migrations_it_serves_but_is_not_ready(deployment: Deployment) -> None:
    with deployment.serving() as process:
        ready = httpx.get(f"{deployment.url}/health/ready")
        assert ready.status_code == 503
        assert "gongyi migrate" in ready.json()["problems"][0]
        code, err = stop(process)
    assert code == 0
    assert "run gongyi migrate" in err
    assert not (deployment.folder / "gongyi.db").stat().st_mode & 0o077


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_loses_nothing_that_was_taken_in(migrated: Deployment, number: signal.Signals) -> None:
    taken: list[str] = []
    with migrated.serving() as process:
        writers = [threading.Thread(target=write, args=(migrated.url, str(n), taken)) for n in range(4)]
        for writer in writers:
            writer.start()
        until = time.monotonic() + 10
        while len(taken) < 20 and time.monotonic() < until:
            time.sleep(0.01)
        code, err = stop(process, number)
        for writer in writers:
            writer.join()
    assert code == 0, err
    assert "Traceback" not in err
    assert len(taken) >= 20
    with sqlite3.connect(migrated.folder / "gongyi.db") as database:
        assert database.execute("SELECT count(*) FROM inbox").fetchone()[0] >= len(taken)
        assert database.execute("SELECT count(*) FROM outbox").fetchone()[0] >= len(taken)


def write(url: str, name: str, taken: list[str]) -> None:
    """One visitor writes until the service is gone; what got its 202 is taken."""
    with httpx.Client(base_url=url, cookies={"gongyi": name.zfill(43)}, timeout=20) as client:
        for number in range(25):  # below the visitor's rate limit
            message = {"id": str(uuid4()), "text": f"进度{number}"}
            try:
                response = client.post("/chat/messages", json=message)
            except httpx.HTTPError:
                return
            if response.status_code == 202:
                taken.append(message["id"])


def test_migrate_makes_the_folder_and_may_run_again(deployment: Deployment) -> None:
    variables = {"GONGYI_DATABASE_URL": "sqlite:///new/folder/gongyi.db"}
    for _ in range(2):
        done = deployment.run("migrate", **variables)
        assert (done.returncode, done.stdout) == (0, "the database is up to date\n")
    assert Path(deployment.folder / "new/folder/gongyi.db").exists()


def test_migrate_says_when_the_database_is_away(deployment: Deployment) -> None:
    done = deployment.run("migrate", GONGYI_DATABASE_URL="postgresql://gongyi@127.0.0.1:9/none")
    assert done.returncode == 2
    assert "GONGYI_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
