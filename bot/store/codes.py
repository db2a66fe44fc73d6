"""One-time codes: kept as a keyed hash, used once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.domain.people import Role
from bot.store.tables import codes
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a one-time code stands for; ``invited_by`` None: it was made at the command line."""

    purpose: str
    person_id: str | None = None
    role: Role | None = None
    grid_id: str | None = None
    invited_by: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def add_code(uow: UnitOfWork, code: str, meaning: Code, expires_at: datetime) -> None:
    """Keeps a one-time code as a keyed hash."""
    uow.execute(
        codes.insert(),
        {
            "code_index": uow.vault.index("codes", code.upper()),
            "purpose": meaning.purpose,
            "person_id": meaning.person_id,
            "role": meaning.role.value if meaning.role else None,
            "grid_id": meaning.grid_id,
            "invited_by": meaning.invited_by,
            "starts_at": meaning.starts_at,
            "ends_at": meaning.ends_at,
            "expires_at": expires_at,
            "used_at": None,
        },
    )


def use_code(uow: UnitOfWork, code: str) -> Code | None:
    """What a code stands for, once and before it expires; None for everything else, uniformly."""
    index = uow.vault.index("codes", code.upper())
    statement = update(codes).where(
        codes.c.code_index == index, codes.c.used_at.is_(None), codes.c.expires_at > uow.now
    )
    if uow.execute(statement.values(used_at=uow.now)).rowcount != 1:
        return None
    row = uow.execute(select(codes).where(codes.c.code_index == index)).one()
    role = Role(row.role) if row.role else None
    return Code(
        purpose=row.purpose,
        person_id=row.person_id,
        role=role,
        grid_id=row.grid_id,
        invited_by=row.invited_by,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def forget_old_codes(uow: UnitOfWork) -> None:
    """Deletes codes that can no longer be used."""
    uow.execute(delete(codes).where(codes.c.expires_at <= uow.now))
