"""What a notice to many is about, and which kinds nobody can switch off."""

from collections.abc import Collection
from enum import StrEnum

from bot.domain.people import Grant, Role


class NoticeKind(StrEnum):
    """Chosen by the officer who writes it; a person switches kinds off, not single notices."""

    SAFETY = "safety"  # heat, storms, accidents
    CONGRESS = "congress"  # the workers' congress, elections, awards with a period for objections
    LAW = "law"
    CARE = "care"
    EVENT = "event"
    NEWS = "news"


# A decision of ours: whoever may vote or object has to hear of it (the union wants such notices to reach everybody by
# every leg, 三重触达), and a warning may save a life.
REQUIRED = frozenset((NoticeKind.SAFETY, NoticeKind.CONGRESS))

_SEE_NAMES = frozenset((Role.LIAISON, Role.DEPUTY, Role.OFFICER, Role.COMMITTEE))


def may_see_untold(grid_id: str | None, person_id: str, grants: Collection[Grant]) -> bool:
    """Whether somebody may read who of a grid (None: of no grid) was not reached: those who look after these people."""
    return any(grant.person_id == person_id and grant.role in _SEE_NAMES and grant.covers(grid_id) for grant in grants)
