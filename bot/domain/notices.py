"""What a notice to many is about, and which kinds nobody can switch off."""

from enum import StrEnum


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
