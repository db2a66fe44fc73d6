"""One transaction, seen from the services: statements that go out at once, and rows that may wait for their like.

Most turns of a conversation only append: a mark in the inbox, a session, a reply. Such rows are *staged* and written
with the others of the same batch in one statement for each table (16 us a row instead of 90). Any other statement
first writes what is staged, so that nobody ever reads past his own words.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, Insert, NestedTransaction, Row, Update, text
from sqlalchemy.exc import IntegrityError

from bot.core.errors import Conflict
from bot.core.vault import Vault

_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")

Staged = tuple[Insert | Update, Mapping[str, Any]]
T = TypeVar("T")


class LookFirst(Exception):
    """A message's turn or a timer needs a look that takes long: it is undone, and begins again with what ``look`` has
    seen.

    None of our own errors, so that nobody takes it for a refusal.
    """

    def __init__(self, key: Hashable, look: "Callable[[UnitOfWork], object]") -> None:
        super().__init__("a look beside the writers comes first")
        self.key = key
        self.look = look


class UnitOfWork:
    """What a service needs to read and write: ``now`` is the same instant for the whole transaction.

    ``changed_people`` and ``letters_ready`` tell whoever runs the transaction which speakers must be read again, and
    that the senders have work. ``seen_beside`` is what long looks have seen beforehand, by their keys; None where
    nobody waits for the writer, and such a look may be taken on the spot.
    """

    def __init__(self, connection: Connection, vault: Vault, now: datetime) -> None:
        self.connection = connection
        self.vault = vault
        self.now = now
        self.changed_people: set[str] = set()
        self.letters_ready = 0
        self.memo: dict[str, Any] = {}
        self.done: list[Callable[[], None]] = []
        self.seen_beside: Mapping[Hashable, Any] | None = None
        self._finished: list[Staged] = []
        self._pending: list[Staged] = []
        self._savepoint: NestedTransaction | None = None
        self._in_message = False

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.connection.dialect.name

    def stage(self, statement: Insert | Update, row: Mapping[str, Any]) -> None:
        """Writes ``row`` with ``statement`` (always the same object) at the latest before the commit."""
        self._pending.append((statement, row))

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Runs a statement now, after everything that is staged."""
        if self._in_message and self._savepoint is None:
            self._write(self._finished)
            self._savepoint = self.connection.begin_nested()
        self.flush()
        return self._run(statement, parameters)

    def rows(self, statement: Executable, parameters: Any = None) -> Sequence[Row[Any]]:
        """All rows of a query."""
        return self.execute(statement, parameters).all()

    def first(self, statement: Executable, parameters: Any = None) -> Row[Any] | None:
        """The first row of a query, if there is one."""
        return self.execute(statement, parameters).first()

    def look_beside(self, key: Hashable, look: "Callable[[UnitOfWork], T]") -> T:
        """What ``look``, which only reads and takes long, sees of what is committed: beside the writers, before this
        message's turn or this timer. ``key`` tells it from the other looks. Raises :class:`LookFirst`.
        """
        if self.seen_beside is None:
            return look(self)
        if key not in self.seen_beside:
            raise LookFirst(key, look)
        seen: T = self.seen_beside[key]
        return seen

    def flush(self) -> None:
        """Writes what is staged."""
        self._write(self._finished)
        self._write(self._pending)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Calls ``call`` once everything is on the disk, and never when it is not."""
        self.done.append(call)

    def lock_address(self, name: str) -> bool:
        """PostgreSQL: nobody else works on this address until the commit; True when somebody had to be waited for."""
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        if self.connection.execute(_TRY_LOCK, {"key": key}).scalar_one():
            return False
        self.connection.execute(_LOCK, {"key": key})
        return True

    def forget(self, person_id: str) -> None:
        """Something about this person has changed (consent, language, a role): nobody goes on with what was read."""
        self.changed_people.add(person_id)
        self.memo.pop("grants", None)

    @contextmanager
    def message(self) -> Iterator[None]:
        """One message of a batch: when the block raises, only its own writes are undone."""
        self._finished += self._pending
        self._pending = []
        self._in_message = True
        try:
            yield
        except BaseException:
            self._pending = []
            self.memo.clear()
            if self._savepoint is not None:
                self._savepoint.rollback()
            raise
        else:
            self._finished += self._pending
            self._pending = []
            if self._savepoint is not None:
                self._savepoint.commit()
        finally:
            self._savepoint = None
            self._in_message = False

    def _write(self, staged: list[Staged]) -> None:
        if not staged:
            return
        by_statement: dict[int, tuple[Insert | Update, list[Mapping[str, Any]]]] = {}
        for statement, row in staged:
            by_statement.setdefault(id(statement), (statement, []))[1].append(row)
        staged.clear()
        for statement, rows in sorted(by_statement.values(), key=_order):
            self._run(statement, rows)

    def _run(self, statement: Executable, parameters: Any) -> CursorResult[Any]:
        try:
            return self.connection.execute(statement, parameters)
        except IntegrityError as error:
            raise Conflict(type(error.orig).__name__) from error


# Parents before children: people, their addresses, then what points at these.
_FIRST = {"people": 0, "addresses": 2, "cases": 4, "case_messages": 6}


def _order(group: tuple[Insert | Update, list[Mapping[str, Any]]]) -> int:
    statement = group[0]
    return _FIRST.get(str(statement.table), 9) + isinstance(statement, Update)
