"""Files for nobody else's eyes, on the disk for certain before anything counts on them."""

import os
from pathlib import Path


def write_new(path: Path, content: bytes) -> None:
    """Writes a file of mode 0600; raises FileExistsError for one that is there, a link too."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Makes sure that names which were added or replaced in a folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
