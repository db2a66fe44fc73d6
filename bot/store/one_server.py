"""Two services on one SQLite file would work against each other: the second is refused at start."""

import fcntl
from pathlib import Path
from typing import IO


class AlreadyServed(RuntimeError):
    """Another process serves this database file."""


class OneServer:
    """A lock beside the database file, held as long as the process lives; nothing on PostgreSQL."""

    def __init__(self, database_file: Path | None) -> None:
        self._path = database_file and database_file.with_name(f"{database_file.name}.serving")
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """Raises :class:`AlreadyServed` while another process holds it; taken already, it stays taken."""
        if self._path is None or self._lock is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = self._path.open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise AlreadyServed(
                f"another gongyi serves {self._path.stem} already; for several processes use PostgreSQL"
            ) from None
        self._lock = lock

    def release(self) -> None:
        """Lets the next one in."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
