"""What stands under a person's name anywhere in the union: two chats may be joined only where nothing changes hands."""

from sqlalchemy import select

from bot.store import tables
from bot.store.unit_of_work import UnitOfWork

# By the word that the person reads; cases are found by their owner's key, for sealed ones name nobody.
ROOMS = {
    "bookings": tables.bookings,
    "aids": tables.aids,
    "applications": tables.applications,
    "members": tables.members,
    "suggestions": tables.suggestions,
    "callbacks": tables.callbacks,
    "wishes": tables.wishes,
    "tags": tables.tags,
    "case_helpers": tables.case_helpers,
    "grants": tables.grants,
}


def rooms_of(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """The rooms in which a person has something."""
    return tuple(
        room
        for room, table in ROOMS.items()
        if uow.first(select(table.c.person_id).where(table.c.person_id == person_id).limit(1)) is not None
    )
