"""Windows: an open end is closed at a civil hour."""

from datetime import time

import pytest

from bot.core.windows import read_window

DAY = "2026-11-22"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (f"{DAY}T10:00/2026-11-23T00:00/10:00-00:00", f"{DAY}T10:00/{DAY}T21:00/10:00-21:00"),
        (f"{DAY}T22:00/2026-11-23T00:00/22:00-00:00", f"{DAY}T22:00/2026-11-23T00:00/22:00-00:00"),
        (f"{DAY}T12:00/{DAY}T18:00/12:00-18:00", f"{DAY}T12:00/{DAY}T18:00/12:00-18:00"),
        (f"{DAY}T00:00/2026-11-23T00:00", f"{DAY}T00:00/2026-11-23T00:00"),
    ],
)
def test_after_ten_ends_at_nine_unless_it_begins_later(said: str, meant: str) -> None:
    assert read_window(said).ending_at(time(21)).stored() == meant
