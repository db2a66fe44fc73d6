"""What a web chat shows of what was said in it: the outbox is its memory."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from bot.core.messages import Address, Outbound
from bot.store.letter_words import open_outbound
from bot.store.outbox import Status
from bot.store.tables import addresses, attachments, outbox
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as it stands in somebody's web chat."""

    id: str
    out: Outbound
    attachment_id: str | None
    mime: str | None
    at: datetime


def shown_to(uow: UnitOfWork, address: Address, user_index: str, after: str, most: int) -> list[Shown]:
    """What was sent to a web chat after the platform id ``after``, in the order in which it was sent."""
    rows = uow.rows(
        select(outbox, attachments.c.mime)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .outerjoin(attachments, attachments.c.id == outbox.c.attachment_id)
        .where(
            addresses.c.user_index == user_index,
            outbox.c.vendor_id > after,
            or_(outbox.c.body_sealed.is_not(None), outbox.c.status == Status.RECALLED.value),
        )
        .order_by(outbox.c.vendor_id)
        .limit(most)
    )
    return [
        Shown(
            id=row.vendor_id,
            out=open_outbound(uow, row.id, row.body_sealed, row.purpose, address),
            attachment_id=row.attachment_id if row.body_sealed else None,
            mime=row.mime,
            at=row.settled_at or row.created_at,
        )
        for row in rows
    ]


def last_vendor_id(uow: UnitOfWork, channel: str) -> str:
    """The highest id that a channel of ours has given out."""
    return str(uow.execute(select(func.max(outbox.c.vendor_id)).where(outbox.c.channel == channel)).scalar() or "")


def file_shown_to(uow: UnitOfWork, user_index: str, attachment_id: str) -> tuple[str, str] | None:
    """(file, mime) of an attachment, only if it was sent to this web chat, and neither taken back nor erased."""
    row = uow.first(
        select(attachments.c.file, attachments.c.mime)
        .join(outbox, outbox.c.attachment_id == attachments.c.id)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .where(
            addresses.c.user_index == user_index,
            attachments.c.id == attachment_id,
            outbox.c.vendor_id.is_not(None),
            outbox.c.status != Status.RECALLED.value,
            outbox.c.body_sealed.is_not(None),
            attachments.c.file.is_not(None),
        )
        .limit(1)
    )
    return (row.file, row.mime) if row else None
