"""The database: SQLite in one file or PostgreSQL, reached from asyncio through threads of its own.

A transaction is plain synchronous code in a worker thread: no await can come between its statements, and a batch of
messages costs one hand-over instead of one for each statement. SQLite has one writer thread (its writes queue up there
and are never refused by a lock of our own making); PostgreSQL has as many as lanes.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.core.clock import Clock
from bot.core.errors import DatabaseDown, Unavailable
from bot.core.vault import Vault
from bot.store.unit_of_work import UnitOfWork

T = TypeVar("T")

# Deadlock and serialisation failure: PostgreSQL asks for the same transaction again.
_AGAIN = frozenset({"40P01", "40001"})
_TRIES = 5


class Database:
    """Runs units of work. ``workers`` is the number of PostgreSQL transactions at a time."""

    def __init__(self, url: str, vault: Vault, clock: Clock, *, workers: int = 8) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.vault = vault
        self._clock = clock
        self.engine = (
            _sqlite_engine(url) if self.is_sqlite else create_engine(url, hide_parameters=True, pool_size=workers + 2)
        )
        self._writers = ThreadPoolExecutor(1 if self.is_sqlite else workers, "database")
        self._readers = ThreadPoolExecutor(2, "database-read")

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        """``work`` in one transaction; raises :class:`Unavailable` when the database cannot take it."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, self.run_here, work)

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """``work`` that only reads, beside the writers."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read_here, work)

    def run_here(self, work: Callable[[UnitOfWork], T]) -> T:
        """The same as :meth:`run`, in the caller's own thread (commands, tests)."""
        for attempt in range(_TRIES):
            try:
                with self.begin() as uow:
                    return work(uow)
            except StopIteration as error:
                # No future can carry it: whoever awaits the transaction would wait for ever, and with him his lane.
                raise RuntimeError("a next() found nothing") from error
            except DBAPIError as error:
                if _state(error) not in _AGAIN or attempt == _TRIES - 1:
                    raise _unavailable(error) from error
        raise AssertionError("unreachable")

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """One transaction; everything staged is written before it commits."""
        with self.engine.connect() as connection:
            try:
                with connection.begin():
                    uow = UnitOfWork(connection, self.vault, self._clock.now())
                    yield uow
                    uow.flush()
                for call in uow.done:
                    call()
            except DBAPIError:
                # A full disk makes SQLite roll back on its own; nothing may go on with this connection.
                connection.invalidate()
                raise

    def close(self) -> None:
        """Ends the threads and the connections."""
        self._writers.shutdown()
        self._readers.shutdown()
        self.engine.dispose()

    def _read_here(self, work: Callable[[UnitOfWork], T]) -> T:
        try:
            with self.engine.connect().execution_options(reads_only=True) as connection, connection.begin():
                return work(UnitOfWork(connection, self.vault, self._clock.now()))
        except DBAPIError as error:
            raise _unavailable(error) from error


def _unavailable(error: DBAPIError) -> Unavailable:
    kind = DatabaseDown if isinstance(error, OperationalError) else Unavailable
    return kind(type(error.orig).__name__)


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _sqlite_engine(url: str) -> Engine:
    # The driver's own transaction control is switched off: BEGIN IMMEDIATE is ours (a deferred transaction that
    # turns into a writer fails at once when another one wrote, whatever the timeout).
    engine = create_engine(
        url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 5.0}, pool_size=4
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "secure_delete=ON",
            "cache_size=-32000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only")
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    return engine
