"""Who may see and work on a case. The one place where this is decided."""

from collections.abc import Collection
from typing import Protocol

from bot.domain.cases import Case
from bot.domain.people import Grant, Role, subordinates_and_self


class Matter(Protocol):
    """What decides who may see a case; a case that is not stored yet has it too."""

    @property
    def grid_id(self) -> str | None:
        """Whose neighbourhood it is."""

    @property
    def assignee_id(self) -> str | None:
        """Who has it in hand."""

    @property
    def accused_id(self) -> str | None:
        """Whom it is about, if it is about union staff."""

    @property
    def about_staff(self) -> bool:
        """Whether it is about union staff, known or unknown."""


def may_see(case: Matter, person_id: str, grants: Collection[Grant]) -> bool:
    """Whether staff member ``person_id`` may know that ``case`` exists; ``grants`` are all that hold in the union."""
    own = [grant for grant in grants if grant.person_id == person_id and grant.role is not Role.AUDITOR]
    if not own or person_id in hidden_from(case, grants):
        return False
    if any(grant.role is Role.COMMITTEE for grant in own):
        return True
    if case.about_staff:
        return False
    return person_id == case.assignee_id or any(grant.covers(case.grid_id) for grant in own)


def may_help(case: Case, person_id: str, owner_id: str, grants: Collection[Grant]) -> bool:
    """Whether somebody may read the summary of ``case`` who was asked into it as a mediator or volunteer.

    As long as it is open; never the worker himself (it holds what staff were told), nor those from whom a complaint
    about union staff is hidden. That he was asked, and not removed, is for the caller to know.
    """
    return case.is_open and person_id != owner_id and person_id not in hidden_from(case, grants)


def hidden_from(case: Matter, grants: Collection[Grant]) -> frozenset[str]:
    """The people whom a complaint about union staff must never reach (信访工作条例 Art. 30)."""
    return subordinates_and_self(case.accused_id, grants) if case.accused_id else frozenset()


def staff_with(role: Role, case: Matter, grants: Collection[Grant]) -> tuple[str, ...]:
    """The people who hold ``role`` for ``case`` and may see it, in a stable order."""
    found = {
        grant.person_id
        for grant in grants
        if grant.role is role and (role is Role.COMMITTEE or grant.covers(case.grid_id))
    }
    return tuple(sorted(person for person in found if may_see(case, person, grants)))


def handlers(case: Matter, grants: Collection[Grant], *, other_than: str | None = None) -> tuple[str, ...]:
    """Who may take a new (or reopened) case, the lowest rung first, ``other_than`` last of all.

    Who of them really does it now, :mod:`bot.services.presence` says: some may be away.
    """
    rungs = (Role.LIAISON, Role.DEPUTY, Role.OFFICER, Role.COMMITTEE)
    candidates = dict.fromkeys(person for role in rungs for person in staff_with(role, case, grants))
    return tuple(sorted(candidates, key=lambda person: person == other_than))
