"""Whom a notice to many reached neither in a chat nor by a text: those who are to be told otherwise."""

from sqlalchemy import ColumnElement, exists, func, not_, select

from bot.domain.broadcasts import RecipientState
from bot.domain.legs import SmsState
from bot.store.tables import broadcast_recipients, people, text_messages
from bot.store.unit_of_work import UnitOfWork

UNTOLD = frozenset((RecipientState.FAILED, RecipientState.UNREACHABLE, RecipientState.UNCERTAIN))


def untold_by_grid(uow: UnitOfWork, broadcast_id: str) -> dict[str | None, int]:
    """How many people of each grid (None: of no grid) were not reached."""
    rows = uow.rows(
        select(people.c.grid_id, func.count().label("people"))
        .select_from(broadcast_recipients)
        .join(people, people.c.id == broadcast_recipients.c.person_id)
        .where(*_of(broadcast_id))
        .group_by(people.c.grid_id)
    )
    return {row.grid_id: row.people for row in rows}


def untold_in(uow: UnitOfWork, broadcast_id: str, grid_id: str | None, most: int) -> list[str]:
    """The people of one grid who were not reached."""
    here = people.c.grid_id == grid_id if grid_id else people.c.grid_id.is_(None)
    query = (
        select(people.c.id)
        .select_from(broadcast_recipients)
        .join(people, people.c.id == broadcast_recipients.c.person_id)
        .where(*_of(broadcast_id), here)
    )
    return [row.id for row in uow.rows(query.order_by(people.c.id).limit(most))]


def untold_after(uow: UnitOfWork, broadcast_id: str, after: str, most: int) -> list[str]:
    """The next of them by key after ``after``, wherever they are."""
    query = select(broadcast_recipients.c.person_id).where(*_of(broadcast_id), broadcast_recipients.c.person_id > after)
    return [row.person_id for row in uow.rows(query.order_by(broadcast_recipients.c.person_id).limit(most))]


def _of(broadcast_id: str) -> tuple[ColumnElement[bool], ...]:
    states = [state.value for state in sorted(UNTOLD)]
    texted = exists().where(
        text_messages.c.broadcast_id == broadcast_id,
        text_messages.c.person_id == broadcast_recipients.c.person_id,
        text_messages.c.state == SmsState.SENT.value,
    )
    return (
        broadcast_recipients.c.broadcast_id == broadcast_id,
        broadcast_recipients.c.state.in_(states),
        not_(texted),
    )
