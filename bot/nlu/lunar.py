"""Days of the Chinese calendar, 2020 to 2036, for the festivals that follow the moon.

Source: the month lengths and leap months that the Purple Mountain Observatory publishes under GB/T 33661-2017
(the Hong Kong Observatory's conversion tables say the same), in the customary packing: twelve bits for the
months 1 to 12 from the left, set for 30 days; the last four bits name the month that is followed by a leap
month, the bit before the twelve gives that one 30 days.
"""

from datetime import date, timedelta

_FIRST_YEAR, _NEW_YEAR = 2020, date(2020, 1, 25)
_YEARS = (
    0x07954, 0x06AA0, 0x0AD50, 0x05B52, 0x04B60, 0x0A6E6, 0x0A4E0, 0x0D260, 0x0EA65, 0x0D530, 0x05AA0, 0x076A3,
    0x096D0, 0x04AFB, 0x04AD0, 0x0A4D0, 0x1D0B6,
)  # fmt: skip


def lunar_day(year: int, month: int, day: int) -> date | None:
    """Return the day of a (not leap) lunar month in the lunar year that begins in ``year``; None if not known."""
    if not _FIRST_YEAR <= year < _FIRST_YEAR + len(_YEARS):
        return None
    before = sum(_days_before(packed, 13) for packed in _YEARS[: year - _FIRST_YEAR])
    return _NEW_YEAR + timedelta(days=before + _days_before(_YEARS[year - _FIRST_YEAR], month) + day - 1)


def _days_before(packed: int, month: int) -> int:
    """Count the days of the year before the month begins; month 13 is the next year's first."""
    days = sum(29 + bool(packed & (0x10000 >> each)) for each in range(1, month))
    leap = packed & 0xF
    return days + (29 + bool(packed & 0x10000) if 0 < leap < month else 0)
