"""The dates of one role that somebody was given."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.domain.people import Role
from bot.store.tables import grants
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A role that somebody was given, with its dates; ``revoked``: it was taken away or given anew."""

    person_id: str
    role: Role
    grid_id: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    revoked: bool


def load_term(uow: UnitOfWork, grant_id: str) -> Term:
    """A role by its grant's id; raises KeyError when there is none."""
    row = uow.first(select(grants).where(grants.c.id == grant_id))
    if row is None:
        raise KeyError(grant_id)
    return Term(
        person_id=row.person_id,
        role=Role(row.role),
        grid_id=row.grid_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        revoked=row.revoked_at is not None,
    )
