"""Files at rest: encrypted under random names, in folders that nobody else can look into.

A file's name is part of its seal, so that one file put in the place of another is refused. Nothing that a
person typed ever becomes part of a path. Both stores wait for the disk: from async code call
:class:`FileStore` in a thread; :class:`UploadStore` does so itself.
"""

import asyncio
import contextlib
import hmac
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from bot.core.errors import MediaRefused, Unavailable
from bot.core.ids import new_id
from bot.core.images import document_kind, is_picture
from bot.core.private_files import sync_folder, write_new
from bot.core.vault import Tampered, Vault

_NAME = re.compile(r"[0-9a-f]{32}")
_PART = ".part"


class FileMissing(MediaRefused):
    """There is no such file, or what was given is no name of one: the two look the same from outside."""

    def __init__(self) -> None:
        super().__init__("media.unavailable")


class FileStore:
    """One folder of encrypted files."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        """Makes ``folder`` (mode 0700) where it is missing and shuts it to others where it is open."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._folder = folder
        self._vault = vault

    def put(self, data: bytes) -> str:
        """Stores ``data`` and returns its random name; on the disk when this returns.

        Raises :class:`~bot.core.errors.Unavailable` when the disk cannot take it; nothing stays behind then.
        """
        name = new_id()
        try:
            self._write(name, self._vault.seal_bytes(self._column, name, data))
        except OSError:
            raise Unavailable("a file cannot be written") from None
        return name

    def get(self, name: str) -> bytes:
        """What was stored; raises :class:`FileMissing`, or Tampered when it is not what was stored."""
        try:
            with os.fdopen(os.open(self._path(name), os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                sealed = file.read()
        except OSError:  # missing, or a link that somebody planted
            raise FileMissing from None
        return self._vault.open_bytes(self._column, name, sealed)

    def delete(self, name: str) -> None:
        """Removes a file; one that is gone already is no error. Raises :class:`FileMissing` for no name."""
        self._path(name).unlink(missing_ok=True)

    def sweep(self, before: datetime) -> int:
        """Removes files written before ``before`` (aware), interrupted writes included; returns how many."""
        old = [path for path in self._folder.iterdir() if _written_at(path) < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def reseal(self) -> int:
        """Seals every file anew that was not sealed with the active key; returns how many. Raises OSError."""
        names = [path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]
        return sum(map(self._reseal, names))

    def _reseal(self, name: str) -> bool:
        try:
            sealed = self._path(name).read_bytes()
            if not self._vault.needs_rotation(sealed):
                return False
            opened = self._vault.open_bytes(self._column, name, sealed)
            self._swap(name, self._vault.seal_bytes(self._column, name, opened))
        except FileNotFoundError:  # swept meanwhile
            return False
        return True

    def _swap(self, name: str, sealed: bytes) -> None:
        """Puts other bytes in a file's place, with its age; whatever goes wrong, the old ones stay."""
        path, part = self._path(name), self._folder / (new_id() + _PART)
        try:
            write_new(part, sealed)
            written = path.stat()
            os.utime(part, ns=(written.st_atime_ns, written.st_mtime_ns))
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(self._folder)

    @property
    def _column(self) -> str:
        return f"files.{self._folder.name}"  # a file carried into another store's folder is refused too

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise FileMissing
        return self._folder / name

    def _write(self, name: str, sealed: bytes) -> None:
        path, part = self._path(name), self._folder / (name + _PART)
        try:
            write_new(part, sealed)
            os.replace(part, path)
            sync_folder(self._folder)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
                path.unlink(missing_ok=True)
            raise


class UploadStore:
    """What web chat users uploaded and have not sent yet.

    A reference is useless to anybody but its user, and it does not say who that is. It has two lives: the
    page holds the one from :meth:`put`; :meth:`claim` turns it, for the user who sends it, into the one
    that :meth:`take` opens. So a forgotten check cannot hand one person's photo to another.
    """

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._files = FileStore(folder, vault)
        self._vault = vault

    async def put(self, user: str, data: bytes, mime: str) -> str:
        """Stores an upload and returns the reference for the page.

        Raises MediaRefused for what would be refused later anyway: neither a picture nor on the list of
        documents, or no picture although the browser's ``mime`` says so.
        """
        _check(data, mime)
        name = await asyncio.to_thread(self._files.put, data)
        return f"{name}.{self._mark('page', user, name)}"

    def claim(self, user: str, ref: str) -> str:
        """The reference for :meth:`take`; raises :class:`FileMissing` unless ``user`` was given ``ref``."""
        name, _, mark = ref.partition(".")
        if not _is_same(mark, self._mark("page", user, name)):
            raise FileMissing
        return f"{name}.{self._mark('claimed', '', name)}"

    async def take(self, claimed: str) -> bytes:
        """The bytes of a claimed upload; raises :class:`FileMissing`, also for one that was tampered with.

        The file stays until it is swept: a crash between taking it and committing what came of it must not
        cost a worker his evidence.
        """
        name, _, mark = claimed.partition(".")
        if not _is_same(mark, self._mark("claimed", "", name)):
            raise FileMissing
        try:
            return await asyncio.to_thread(self._files.get, name)
        except Tampered:
            raise FileMissing from None

    async def sweep(self, before: datetime) -> int:
        """Removes uploads made before ``before`` (aware; a day ago is right); returns how many."""
        return await asyncio.to_thread(self._files.sweep, before)

    def _mark(self, life: str, user: str, name: str) -> str:
        return self._vault.index(f"upload.{life}", f"{name}\0{user}")


def _check(data: bytes, mime: str) -> None:
    if is_picture(data):
        return
    if mime.startswith("image/"):
        raise MediaRefused("media.not_a_picture")
    if document_kind(data) is None:
        raise MediaRefused("media.not_taken")


def _is_same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


def _written_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except FileNotFoundError:  # swept by another replica
        return datetime.max.replace(tzinfo=UTC)
