"""Where the system's Chromium is: the browser tests drive it and download none."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> Path | None:
    """The program that $CHROMIUM names, else the first of the usual names on PATH."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM"), *NAMES) if name)
    return next((Path(path) for path in found if path), None)
