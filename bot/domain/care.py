"""Care: what a worker may ask help for, how far it has come, what he wishes for, and the packs of the seasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.core.clock import SHANGHAI, local_date
from bot.core.durations import Duration


class AidKind(StrEnum):
    """What help is asked for."""

    HARDSHIP = "hardship"
    MEDICAL = "medical"
    CHILDCARE = "childcare"
    SUDDEN = "sudden"  # a fire, an accident, a serious illness: a case on the 48-hour channel, no application
    HOMETOWN = "hometown"


# Health, family hardship and whatever concerns a child under 14 are sensitive (PIPL Arts. 28-31).
SENSITIVE = frozenset((AidKind.HARDSHIP, AidKind.MEDICAL, AidKind.CHILDCARE, AidKind.SUDDEN))


class AidStatus(StrEnum):
    """How far an application has come."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    DELIVERED = "delivered"
    RECEIVED = "received"  # only the worker's own word


class WishKind(StrEnum):
    """Needs that many share: counted, and planned for by the quarter."""

    SKILLS = "skills"
    CAREER = "career"
    CHILDCARE = "childcare"
    HEALTH = "health"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """One application; ``details`` are the children's ages, the sum in yuan and whether he may be called."""

    id: str
    person_id: str
    kind: AidKind
    status: AidStatus
    grid_id: str | None
    story: str
    details: Mapping[str, str]
    decided_by: str | None
    reason: str | None
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickUp:
    """Where packs are handed out, and how many there are."""

    place: str
    stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """The packs of one season: one for each person, from the first to the last day (both included), in China."""

    key: str
    names: Mapping[str, str]
    first: date
    last: date
    opens: time
    closes: time
    places: tuple[PickUp, ...]

    @property
    def starts_at(self) -> datetime:
        """The first moment at which a pack is handed out."""
        return datetime.combine(self.first, self.opens, SHANGHAI)

    @property
    def ends_at(self) -> datetime:
        """The last one."""
        return datetime.combine(self.last, self.closes, SHANGHAI)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePolicy:
    """The numbers and words of config/care.yaml.

    ``decide_within`` is how long a decision may take, ``ask_again`` when a worker is asked again whether it arrived.
    Counts below ``smallest_count`` are never shown: they could point at somebody. ``words`` tell a kind in free words.
    """

    decide_within: Duration
    ask_again: Duration
    smallest_count: int
    words: Mapping[AidKind, tuple[str, ...]]
    pack_words: tuple[str, ...]
    event_words: tuple[str, ...]
    campaigns: tuple[Campaign, ...]

    def kind_in(self, text: str) -> AidKind | None:
        """The kind of help that normalised words tell of; the first in the file's order wins."""
        return next((kind for kind, words in self.words.items() if any(word in text for word in words)), None)

    def campaign(self, key: str) -> Campaign | None:
        """The campaign with this key."""
        return next((campaign for campaign in self.campaigns if campaign.key == key), None)


def quarter_of(at: datetime) -> str:
    """``2026Q4``, by the calendar in China."""
    day = local_date(at)
    return f"{day.year}Q{(day.month + 2) // 3}"


def quarter_end(quarter: str) -> datetime:
    """Nine in the morning of the first day after the quarter, in China."""
    year, number = int(quarter[:4]), int(quarter[5:])
    first = date(year + 1, 1, 1) if number == 4 else date(year, number * 3 + 1, 1)
    return datetime.combine(first, time(9), SHANGHAI)
