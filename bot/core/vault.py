"""Personal data at rest: AES-GCM bound to the column and the row, and a keyed index for look-up.

A sealed value is ``key id (4 bytes) | nonce (12) | ciphertext | tag (16)``. The key id in front lets old keys
go on reading while a new one writes. Nonces are random, so a key should be changed long before 2^32 values
were sealed with it (NIST SP 800-38D, 8.3).
"""

import base64
import binascii
import hmac
import json
import os
import secrets
import stat
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.errors import GongyiError
from bot.core.private_files import sync_folder, write_new

_KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12
_HEAD = _ID_BYTES + _NONCE_BYTES


class KeyFileError(GongyiError):
    """The key file cannot be used; the message is one sentence for the person who runs the service."""


class Tampered(GongyiError):
    """A sealed value that was changed, moved to another row or column, or sealed with an unknown key."""


class Vault:
    """Seals and opens what people entrusted to us. Its keys never leave it, not even into ``repr``."""

    def __init__(self, active: str, keys: dict[str, bytes], index_key: bytes, path: Path | None = None) -> None:
        """``keys`` by id (8 hexadecimal digits); ``active`` seals; ``path`` is their file, if any."""
        self._path = path
        self._adopt(active, keys, index_key)

    def _adopt(self, active: str, keys: dict[str, bytes], index_key: bytes) -> None:
        self._index_key = index_key
        self._ciphers = {bytes.fromhex(key_id): AESGCM(key) for key_id, key in keys.items()}
        active_id = bytes.fromhex(active)
        # In one step: a thread that seals meanwhile must not label the old key's work with the new key's id.
        self._sealing = active_id, self._ciphers[active_id]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads the key file; raises :class:`KeyFileError` when it is missing, open to others or damaged."""
        return cls(*_read_key_file(path), path)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Makes a new key file (mode 0600) that must not exist yet; raises :class:`KeyFileError`."""
        active, keys, index_key = _fresh_keys()
        try:
            write_new(path, _as_json(active, keys, index_key))
        except FileExistsError:
            raise KeyFileError(f"The key file {path} exists already; it is never overwritten.") from None
        sync_folder(path.parent)
        return cls(active, keys, index_key, path)

    @classmethod
    def generate(cls) -> Self:
        """A vault that lives in memory only: for tests."""
        return cls(*_fresh_keys())

    def seal(self, column: str, row: str, text: str) -> bytes:
        """Encrypts ``text`` for one place: ``column`` is ``table.column``, ``row`` the row's id."""
        return self.seal_bytes(column, row, text.encode())

    def seal_bytes(self, column: str, row: str, data: bytes) -> bytes:
        """Like :meth:`seal`, for bytes."""
        nonce = os.urandom(_NONCE_BYTES)
        key_id, cipher = self._sealing
        return key_id + nonce + cipher.encrypt(nonce, data, _place(column, row))

    def open(self, column: str, row: str, data: bytes) -> str:
        """Decrypts what :meth:`seal` made for the same place; raises :class:`Tampered`."""
        return self.open_bytes(column, row, data).decode()

    def open_bytes(self, column: str, row: str, data: bytes) -> bytes:
        """Decrypts what :meth:`seal_bytes` made for the same place; raises :class:`Tampered`."""
        cipher = self._cipher(data[:_ID_BYTES])
        try:
            return cipher.decrypt(data[_ID_BYTES:_HEAD], data[_HEAD:], _place(column, row))
        except (InvalidTag, ValueError):  # ValueError: cut off inside the nonce
            raise Tampered(f"a sealed value of {column} does not belong where it was found") from None

    def index(self, purpose: str, value: str) -> str:
        """A keyed fingerprint for look-up (HMAC-SHA256, 128 bits as 32 hexadecimal digits).

        Equal values of one ``purpose`` give equal fingerprints; across purposes they cannot be compared.
        """
        return hmac.digest(self._index_key, f"{purpose}\0{value}".encode(), "sha256")[:16].hex()

    def needs_rotation(self, data: bytes) -> bool:
        """Whether ``data`` was sealed with another key than the active one."""
        return data[:_ID_BYTES] != self._sealing[0]

    def add_key(self) -> None:
        """Makes a new key active and writes the file anew in one step; the old keys stay for reading.

        The index key stays: look-ups must go on finding old rows. Raises :class:`KeyFileError` when another
        process is doing the same or the vault has no file.
        """
        if self._path is None:
            raise KeyFileError("This vault lives in memory only; there is no key file to add a key to.")
        _active, keys, index_key = _read_key_file(self._path)
        active = _new_key_id(keys)
        keys[active] = secrets.token_bytes(_KEY_BYTES)
        _replace(self._path, _as_json(active, keys, index_key))
        self._adopt(active, keys, index_key)

    def _cipher(self, key_id: bytes) -> AESGCM:
        cipher = self._ciphers.get(key_id)
        if cipher is None and self._path is not None:  # another process may have added a key since we started
            self._adopt(*_read_key_file(self._path))
            cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise Tampered("a sealed value names a key that the key file does not hold")
        return cipher


def _place(column: str, row: str) -> bytes:
    return f"{column}\0{row}".encode()  # column names hold no NUL, so no two places give the same bytes


def _fresh_keys() -> tuple[str, dict[str, bytes], bytes]:
    active = _new_key_id({})
    return active, {active: secrets.token_bytes(_KEY_BYTES)}, secrets.token_bytes(_KEY_BYTES)


def _new_key_id(taken: dict[str, bytes]) -> str:
    while (key_id := secrets.token_hex(_ID_BYTES)) in taken:
        pass
    return key_id


def _as_json(active: str, keys: dict[str, bytes], index_key: bytes) -> bytes:
    encoded = {key_id: base64.b64encode(key).decode() for key_id, key in keys.items()}
    content = {"active": active, "keys": encoded, "index": base64.b64encode(index_key).decode()}
    return (json.dumps(content, indent=2) + "\n").encode()


def _read_key_file(path: Path) -> tuple[str, dict[str, bytes], bytes]:
    text = _read_private(path)
    try:
        content = json.loads(text)
        keys = {str(key_id): _decode_key(key) for key_id, key in content["keys"].items()}
        active, index_key = str(content["active"]), _decode_key(content["index"])
        _check_ids(active, keys)
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error):
        raise KeyFileError(f"The key file {path} (GONGYI_KEY_FILE) is damaged; restore it from your backup.") from None
    return active, keys, index_key


def _read_private(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise KeyFileError(f"Other users can read the key file {path}; run: chmod 600 {path}")
            return file.read()
    except FileNotFoundError:
        raise KeyFileError(
            f"There is no key file at {path}; set GONGYI_KEY_FILE to the file that holds the encryption keys."
        ) from None
    except OSError as error:
        raise KeyFileError(f"The key file {path} (GONGYI_KEY_FILE) cannot be read: {error.strerror}.") from None


def _decode_key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != _KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key


def _check_ids(active: str, keys: dict[str, bytes]) -> None:
    if active not in keys or any(len(bytes.fromhex(key_id)) != _ID_BYTES for key_id in keys):
        raise ValueError("key ids are 8 hexadecimal digits and the active one is among the keys")


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(path.name + ".new")  # made with O_EXCL: two rotations cannot overwrite each other's key
    try:
        write_new(new, content)
    except FileExistsError:
        raise KeyFileError(f"{new} exists: another rotation is running, or one was interrupted; remove it.") from None
    os.replace(new, path)
    sync_folder(path.parent)
