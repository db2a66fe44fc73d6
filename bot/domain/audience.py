"""Who is meant by a notice to many: a rule, kept as data, that is looked up anew whenever it matters."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.membership import Work
from bot.domain.people import Grant, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Everybody to whom every kind of condition applies that is set; within a kind one value is enough.

    ``grids`` and ``events`` are ids (of those who signed up or came), ``platforms`` names of config/lexicon, ``tags``
    what members told of themselves, as ``question:answer``. ``member`` None means members and others alike. Without
    any condition it is everybody who has ever agreed to be kept in our records.
    """

    grids: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    works: frozenset[Work] = frozenset()
    tags: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    member: bool | None = None

    def document(self) -> dict[str, Any]:
        """The rule as it is stored and approved: the same rule always gives the same document."""
        sets = {name: sorted(getattr(self, name)) for name in ("grids", "platforms", "works", "tags", "events")}
        return {**sets, "member": self.member}


def read_audience(document: Mapping[str, Any]) -> Audience:
    """The rule that :meth:`Audience.document` wrote."""
    return Audience(
        grids=frozenset(document["grids"]),
        platforms=frozenset(document["platforms"]),
        works=frozenset(Work(work) for work in document["works"]),
        tags=frozenset(document["tags"]),
        events=frozenset(document["events"]),
        member=document["member"],
    )


def may_address(audience: Audience, person_id: str, grants: Collection[Grant]) -> bool:
    """Whether somebody may write to (and approve for) these people now: officers for their grids, the committee.

    ``grants`` are all that hold in the union. An officer of some grids names grids, and only his own.
    """
    own = [grant for grant in grants if grant.person_id == person_id]
    if any(grant.role is Role.COMMITTEE for grant in own):
        return True
    reach = {grant.grid_id for grant in own if grant.role is Role.OFFICER}
    return None in reach or (bool(audience.grids) and audience.grids <= reach)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCount:
    """How many people a rule means now. Who switched this kind of notice off is in neither of the other two.

    ``by_channel`` counts those who can be reached there; somebody with two channels counts in both.
    """

    people: int
    opted_out: int
    unreachable: int
    by_channel: Mapping[str, int]

    @property
    def reachable(self) -> int:
        """How many will get it in a chat."""
        return self.people - self.opted_out - self.unreachable
