"""Who has taken a pack of a campaign: one for each person, whichever place it comes from."""

from sqlalchemy import delete, select

from bot.store.tables import pack_claims
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once

_CLAIM = insert_once(pack_claims, ["campaign", "person_id"])


def claim(uow: UnitOfWork, campaign: str, person_id: str, booking_id: str) -> bool:
    """The person takes his one pack of the campaign; False when he has one."""
    row = {"campaign": campaign, "person_id": person_id, "booking_id": booking_id}
    return uow.first(_CLAIM[uow.dialect], row) is not None


def claimed_booking(uow: UnitOfWork, campaign: str, person_id: str) -> str | None:
    """The booking of the person's pack."""
    query = select(pack_claims.c.booking_id)
    row = uow.first(query.where(pack_claims.c.campaign == campaign, pack_claims.c.person_id == person_id))
    return row.booking_id if row else None


def release(uow: UnitOfWork, booking_id: str) -> None:
    """The pack was given back: its claim is void."""
    uow.execute(delete(pack_claims).where(pack_claims.c.booking_id == booking_id))
