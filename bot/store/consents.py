"""What a person agreed to besides the general notice: each purpose has its own words and its own yes."""

from sqlalchemy import select

from bot.store.tables import consents
from bot.store.unit_of_work import UnitOfWork


def has_agreed(uow: UnitOfWork, person_id: str, purpose: str, version: str) -> bool:
    """Whether this person agreed to this version of the words for ``purpose``."""
    found = select(consents.c.id).where(
        consents.c.person_id == person_id, consents.c.purpose == purpose, consents.c.version == version
    )
    return uow.first(found.limit(1)) is not None
