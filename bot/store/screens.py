"""The messages about a broadcast that change with it, and what became of taking its messages back."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, select, update

from bot.domain.broadcasts import BroadcastStatus
from bot.store.outbox import Status
from bot.store.tables import broadcast_recipients, broadcast_screens, outbox
from bot.store.unit_of_work import UnitOfWork


class View(StrEnum):
    """What such a message shows."""

    CARD = "card"  # the request to agree
    WATCH = "watch"  # the progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One message in one person's chat; ``drawn_as`` is how the broadcast stood when its buttons were made."""

    letter_id: str
    person_id: str
    view: View
    drawn_as: BroadcastStatus


def add_screen(uow: UnitOfWork, broadcast_id: str, screen: Screen) -> None:
    """This message changes with the broadcast from now on; an older one of the same person and view stays as it is."""
    uow.execute(delete(broadcast_screens).where(*_of(broadcast_id, screen.person_id, screen.view)))
    row = {"letter_id": screen.letter_id, "broadcast_id": broadcast_id, "person_id": screen.person_id}
    uow.execute(broadcast_screens.insert(), row | {"view": screen.view.value, "drawn_as": screen.drawn_as.value})


def screens_of(uow: UnitOfWork, broadcast_id: str) -> list[Screen]:
    """All messages that change with a broadcast."""
    rows = uow.rows(select(broadcast_screens).where(broadcast_screens.c.broadcast_id == broadcast_id))
    return [
        Screen(
            letter_id=row.letter_id,
            person_id=row.person_id,
            view=View(row.view),
            drawn_as=BroadcastStatus(row.drawn_as),
        )
        for row in rows
    ]


def note_drawn(uow: UnitOfWork, letter_id: str, status: BroadcastStatus) -> None:
    """The message has buttons for this state now."""
    here = broadcast_screens.c.letter_id == letter_id
    uow.execute(update(broadcast_screens).where(here).values(drawn_as=status.value))


def drop_screen(uow: UnitOfWork, letter_id: str) -> None:
    """The message stays as it is."""
    uow.execute(delete(broadcast_screens).where(broadcast_screens.c.letter_id == letter_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """How far taking messages back has come: ``gone`` are, ``stay`` are shown for good, ``coming`` are still tried."""

    gone: int
    stay: int
    coming: int


def recall_of(uow: UnitOfWork, broadcast_id: str) -> Recall:
    """What became of the messages of a broadcast that were sent."""
    rows = uow.rows(
        select(outbox.c.status, func.count().label("letters"))
        .join(broadcast_recipients, broadcast_recipients.c.letter_id == outbox.c.id)
        .where(broadcast_recipients.c.broadcast_id == broadcast_id, outbox.c.vendor_id.is_not(None))
        .group_by(outbox.c.status)
    )
    counted = {row.status: row.letters for row in rows}
    gone = counted.pop(Status.RECALLED, 0)
    coming = counted.pop(Status.READY, 0) + counted.pop(Status.SENDING, 0)
    return Recall(gone=gone, stay=sum(counted.values()), coming=coming)


def _of(broadcast_id: str, person_id: str, view: View) -> tuple[ColumnElement[bool], ...]:
    table = broadcast_screens.c
    return table.broadcast_id == broadcast_id, table.person_id == person_id, table.view == view.value
