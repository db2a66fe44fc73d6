"""`gongyi demo`: a sample union that a visitor walks through with the links alone, twice on the same data."""

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx

from bot.serving import listen
from tests.commands.support import Deployment, stop, wait_for


@contextmanager
def demo(deployment: Deployment, **variables: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The demo running: what it prints, and its links by part."""
    process = deployment.start("demo", **variables)
    lines: list[str] = []
    try:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        said = "".join(lines)
        links = dict(re.findall(r"^  (\w+(?: 2)?) +(http://127\.0\.0\.1:\d+/demo/login/\w+)  ", said, re.MULTILINE))
        assert set(links) == {"worker", "liaison", "deputy", "officer", "committee", "committee 2"}, said
        wait_for(links["worker"].partition("/demo/")[0], process)
        yield said, links
        code, err = stop(process)
        assert (code, err) == (0, "")
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


@contextmanager
def enter(link: str) -> Iterator[httpx.Client]:
    """Whoever the link logs in as, at the web chat."""
    with httpx.Client(base_url=link.partition("/demo/")[0], follow_redirects=True, timeout=10) as visitor:
        assert visitor.get(link).url.path == "/chat"
        yield visitor


def say(visitor: httpx.Client, text: str) -> None:
    """Posts one message."""
    assert visitor.post("/chat/messages", json={"id": str(uuid4()), "text": text}).status_code == 202


def reads(visitor: httpx.Client, until: str) -> str:
    """What the visitor's page shows, up to ``until``."""
    seen = ""
    with visitor.stream("GET", "/chat/events") as stream:
        for line in stream.iter_lines():
            seen += line.encode().decode("unicode_escape") if "\\u" in line else line
            if until in seen:
                return seen
    raise AssertionError(f"{until} never came: {seen}")


def test_a_visitor_walks_through_and_finds_it_again(deployment: Deployment) -> None:
    with demo(deployment) as (said, links):
        assert "GONGYI_SLA_SPEED=600" in said
        with enter(links["worker"]) as worker:
            say(worker, "站长拖欠我三个月工资，一共九千块")
            reads(worker, "同意，开始")
            for answer in ("同意", *["跳过"] * 4, "实名", "跳过", "不", "跳过", "提交"):
                say(worker, answer)
            reads(worker, "已受理，编号 ")
        with enter(links["liaison"]) as liaison:
            assert "联络员" in reads(liaison, "一共九千块")
        with enter(links["committee"]) as committee:
            say(committee, "/cases")
            reads(committee, "在办 5 件")
    with demo(deployment, GONGYI_SLA_SPEED="600") as (said, again):
        assert "600 times as fast" in said
        assert [link.partition("/demo/")[2] for link in again.values()] == [
            link.partition("/demo/")[2] for link in links.values()
        ]
        with enter(again["worker"]) as worker:
            say(worker, "进度")
            reads(worker, "在办 1 件")


def test_its_secrets_are_private_and_it_leaves_other_data_alone(deployment: Deployment) -> None:
    with demo(deployment):
        pass
    made = Path(deployment.folder / ".demo")
    assert {path.name for path in made.iterdir()} >= {"keys.json", "guests.json", "config.yaml", "gongyi.db"}
    for path in (made, *made.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert not (deployment.folder / "gongyi.db").exists()  # which GONGYI_DATABASE_URL names


def test_a_taken_port_is_said_and_another_one_used(deployment: Deployment) -> None:
    taken = int(deployment.environ["GONGYI_PORT"])
    with listen("127.0.0.1", taken), demo(deployment) as (said, links):
        assert f"Port {taken} is taken; this is port " in said
        assert f":{taken}/" not in links["worker"]
        assert httpx.get(links["worker"]).status_code == 303
        assert httpx.get(links["worker"][:-1] + "_").status_code == 404


def test_only_the_demo_has_login_links(migrated: Deployment) -> None:
    with migrated.serving():
        assert httpx.get(f"{migrated.url}/demo/login/{'a' * 32}").status_code == 404
