"""People, where they are reached, and what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.messages import Address


class Role(StrEnum):
    """What somebody is to the union; everybody is a worker besides."""

    LIAISON = "liaison"
    DEPUTY = "deputy"
    OFFICER = "officer"
    COMMITTEE = "committee"
    AUDITOR = "auditor"


# Who works with people's matters. An auditor reads counts and clocks only (每年制度执行审计), never what somebody told.
CASEWORKERS = frozenset(Role) - {Role.AUDITOR}

# Who answers for the caseworkers: decides, plans, and hears of what went wrong.
SUPERVISORS = frozenset((Role.OFFICER, Role.COMMITTEE))

# Who stands below whom: a complaint about one is hidden from all that answer to him. Nobody answers to an auditor.
RANK = {Role.AUDITOR: 0, Role.DEPUTY: 0, Role.LIAISON: 1, Role.OFFICER: 2, Role.COMMITTEE: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A circle on the map that belongs to a grid: degrees (WGS 84) and metres."""

    latitude: float
    longitude: float
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A small neighbourhood of members with one liaison and a deputy."""

    id: str
    code: str
    name: str
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role that somebody holds now; ``grid_id`` None means for the whole union."""

    person_id: str
    role: Role
    grid_id: str | None = None

    def covers(self, grid_id: str | None) -> bool:
        """Whether the role reaches into ``grid_id``; an auditor's reaches nobody's matters anywhere."""
        return self.role is not Role.AUDITOR and (self.grid_id is None or self.grid_id == grid_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A human being, however many addresses he writes from."""

    id: str
    grid_id: str | None
    locale: str
    consent_version: str | None = None
    has_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What a person gave of himself: only for those who may see it."""

    name: str | None
    phone: str | None


def holders(grants: Iterable[Grant], *roles: Role) -> tuple[str, ...]:
    """Who holds one of ``roles``, in whatever grid."""
    return tuple(sorted({grant.person_id for grant in grants if grant.role in roles}))


def roles_of(grants: Iterable[Grant]) -> frozenset[Role]:
    """The roles in ``grants``."""
    return frozenset(grant.role for grant in grants)


def subordinates_and_self(accused: str, grants: Iterable[Grant]) -> frozenset[str]:
    """Everybody who must not learn of a complaint about ``accused``.

    信访工作条例 Art. 30: accusation material never reaches the person or unit accused. So: the accused, his deputies,
    and whoever holds only lower roles in the grids where he holds one.
    """
    everyone = tuple(grants)
    own = [grant for grant in everyone if grant.person_id == accused]
    hidden = {accused}
    for person_id in {grant.person_id for grant in everyone}:
        theirs = [grant for grant in everyone if grant.person_id == person_id]
        if any(_below(their, mine) for their in theirs for mine in own) and not _outranks(theirs, own):
            hidden.add(person_id)
    return frozenset(hidden)


def _below(their: Grant, mine: Grant) -> bool:
    same_ground = mine.grid_id is None or mine.grid_id == their.grid_id
    return same_ground and RANK[their.role] < RANK[mine.role]


def _outranks(theirs: list[Grant], own: list[Grant]) -> bool:
    return max(RANK[grant.role] for grant in theirs) > max(RANK[grant.role] for grant in own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who is speaking now, from where, and in which roles."""

    address_id: str
    address: Address
    person: Person
    grants: tuple[Grant, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that he holds now."""
        return roles_of(self.grants)

    @property
    def is_staff(self) -> bool:
        """Whether he works with people's matters."""
        return bool(self.roles & CASEWORKERS)
