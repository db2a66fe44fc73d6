"""Who may give and take roles: the committee all, an officer those of liaisons and deputies in his grids."""

from collections.abc import Collection

from bot.domain.people import Grant, Role

_BY_OFFICERS = frozenset((Role.LIAISON, Role.DEPUTY))


def may_appoint(person_id: str, role: Role, grid_id: str | None, grants: Collection[Grant]) -> bool:
    """Whether ``person_id`` may give ``role`` for ``grid_id`` (None: for the whole union)."""
    own = [grant for grant in grants if grant.person_id == person_id]
    return any(
        grant.role is Role.COMMITTEE
        or (grant.role is Role.OFFICER and role in _BY_OFFICERS and grid_id is not None and grant.covers(grid_id))
        for grant in own
    )


def is_superior(superior_id: str, person_id: str, grants: Collection[Grant]) -> bool:
    """Whether somebody may remove another: every role that the other holds is one that he may give. Nobody himself."""
    theirs = [grant for grant in grants if grant.person_id == person_id]
    return (
        superior_id != person_id
        and bool(theirs)
        and all(may_appoint(superior_id, grant.role, grant.grid_id, grants) for grant in theirs)
    )
