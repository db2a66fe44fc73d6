"""The ten categories of a grievance, as the union's corpus labels them (tests/corpus/README.md)."""

from enum import StrEnum


class Category(StrEnum):
    """What a grievance is about; stored by value, shown by the text key ``category.<value>``."""

    WAGES = "wages"
    INJURY = "injury"
    CONTRACT = "contract"
    DISMISSAL = "dismissal"
    HOURS = "hours"
    PENALTY = "penalty"
    INSURANCE = "insurance"
    SAFETY = "safety"
    HARASSMENT = "harassment"
    OTHER = "other"


class Urgency(StrEnum):
    """How fast a human being must react."""

    NORMAL = "normal"
    URGENT = "urgent"  # a person must react now; the 15-minute page runs
    DANGER = "danger"  # a life may be at stake: 120/110/12356 come first, in the same reply
