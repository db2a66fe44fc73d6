"""Who is away, and who stands in: pure rules, without loops, and never past the rules of access."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people import CASEWORKERS, Grant

# Who is away at some instant, and whom each of them named in his place (None: there was nobody to name).
Away = Mapping[str, str | None]
May = Callable[[str], bool]
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away from ``starts_at`` until before ``ends_at``, or until he said that he is back (``ended_at``)."""

    id: str
    person_id: str
    deputy_id: str | None
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    reason: str | None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether it still counts and shares a moment with this stretch of time."""
        return self.ended_at is None and self.starts_at < ends_at and starts_at < self.ends_at


def may_be_deputy(deputy_id: str, person_id: str, grants: Collection[Grant]) -> bool:
    """Whether somebody's roles reach everywhere where ``person_id`` works; what he may see is asked case by case."""
    own = [grant for grant in grants if grant.person_id == deputy_id]
    theirs = [grant for grant in grants if grant.person_id == person_id and grant.role in CASEWORKERS]
    return bool(theirs) and all(any(grant.covers(their.grid_id) for grant in own) for their in theirs)


def stand_in(person_id: str, away: Away, may: May) -> str | None:
    """Follows the deputies of ``person_id`` to the first who is here; himself when he is here.

    None when the chain ends, closes on itself, or ends at somebody who ``may`` not.
    """
    seen: set[str] = set()
    found: str | None = person_id
    while found is not None and found in away and found not in seen:
        seen.add(found)
        found = away[found]
    return found if found is not None and found not in away and may(found) else None


def acting(candidates: Sequence[str], away: Away, may: May) -> str | None:
    """Who acts now, of ``candidates`` in order of preference (all of whom may): the first one, his deputy, or the next.

    Where nobody is here it stays with the first: better with one who is away than with nobody.
    """
    if not candidates:
        return None
    here = (person for person in candidates if person not in away)
    return stand_in(candidates[0], away, may) or next(here, candidates[0])


def all_acting(people: Iterable[str], away: Away, may: May) -> tuple[str, ...]:
    """Everybody of ``people`` who is here, and the deputies of those who are not, in a stable order."""
    found = {stand_in(person, away, may) for person in people}
    return tuple(sorted(person for person in found if person is not None))
