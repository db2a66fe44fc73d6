"""Many people who want the same thing at the same moment."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.store.database import Database

T = TypeVar("T")
R = TypeVar("R")

# Whoever happens to look when SQLite's lock is free gets it: among many writers one may wait beyond its time-out.
_WRITERS = {True: 4, False: 16}


def at_once(database: Database, attempt: Callable[[T], R], everybody: Iterable[T]) -> list[R]:
    """``attempt`` for everybody in parallel, each in a thread and transactions of his own; the results in order."""
    with ThreadPoolExecutor(_WRITERS[database.is_sqlite]) as pool:
        return list(pool.map(attempt, everybody))
