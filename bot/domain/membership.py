"""Joining the union: who applied, who is a member, which union takes whom, and the tags that a member gave himself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.durations import Duration
from bot.domain.people import Grant, Role


class Work(StrEnum):
    """What kind of work somebody does."""

    DELIVERY = "delivery"
    EXPRESS = "express"
    RIDE = "ride"
    FREIGHT = "freight"
    ERRAND = "errand"
    HOME = "home"
    OTHER = "other"


class ApplicationStatus(StrEnum):
    """How far an application has come."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Somebody wants to join. ``details`` are his answers by name; ``due_at`` is when he was promised an answer."""

    id: str
    person_id: str
    union_key: str
    grid_id: str | None
    status: ApplicationStatus
    details: Mapping[str, str]
    created_at: datetime
    due_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who belongs to a union now. ``number`` has eight digits and is no credential."""

    id: str
    person_id: str
    union_key: str
    grid_id: str | None
    number: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One thing that a member told about his needs: the ``question`` and the answer that he chose."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """A union that takes members: those of some platforms, those of some grids (by code), or everybody else."""

    key: str
    names: Mapping[str, str]
    platforms: frozenset[str]
    grids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionRules:
    """config/unions.yaml: the unions in order (the last one takes whom no other does), clocks, and words for work."""

    unions: tuple[Union, ...]
    remind_after: Duration
    decide_within: Duration
    work_words: Mapping[Work, tuple[str, ...]]

    def union_for(self, platforms: Collection[str], grid_code: str | None) -> Union:
        """The union of the only platform that somebody works for; else that of his grid; else the one for all.

        Whoever works for several platforms belongs where he lives and works: one platform's union speaks for one.
        """
        if len(platforms) == 1:
            for union in self.unions:
                if union.platforms.intersection(platforms):
                    return union
        return next((union for union in self.unions if grid_code in union.grids), self.unions[-1])

    def union(self, key: str) -> Union:
        """The union with this key; one that is listed no more is the one for all."""
        return next((union for union in self.unions if union.key == key), self.unions[-1])

    def work_in(self, plain: str) -> Work | None:
        """The kind of work that normalised words name, by the longest word."""
        found = [(len(word), work) for work, words in self.work_words.items() for word in words if word in plain]
        return max(found, key=lambda each: each[0])[1] if found else None


def may_decide(application: Application, person_id: str, grants: Collection[Grant]) -> bool:
    """Whether somebody may approve or refuse: the grid's officer or the committee, and nobody on his own behalf."""
    return person_id != application.person_id and any(
        grant.person_id == person_id
        and (grant.role is Role.COMMITTEE or (grant.role is Role.OFFICER and grant.covers(application.grid_id)))
        for grant in grants
    )
