"""What the sender takes from the outbox: committed as ``sending`` before the platform hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Exists, and_, bindparam, exists, or_, select, update

from bot.core.messages import Address, Outbound, Purpose
from bot.store.handles import handle_in
from bot.store.letter_words import open_words, outbound_with, recipient_in
from bot.store.outbox import Status
from bot.store.tables import addresses, attachments, outbox, pending
from bot.store.unit_of_work import UnitOfWork

BULK = Purpose.REMINDER  # from here on downward nobody waits in front of his phone


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedFile:
    """What goes with a message: the ``name`` of our copy on the disk, and by what ``handle`` the platform that it goes
    to has it already.
    """

    attachment_id: str
    name: str
    mime: str
    handle: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A row that the sender has taken: committed as ``sending`` before the platform hears of it."""

    id: str
    address_id: str
    out: Outbound
    tries: int
    repeated: bool
    settles: str | None
    file: CarriedFile | None
    created_at: datetime
    fleeting: bool
    recipient: tuple[str, str] | None = None


def _ahead_of() -> Exists:
    """Another message to the same address that must go first."""
    other = outbox.alias("other")
    earlier = or_(
        other.c.purpose < outbox.c.purpose, and_(other.c.purpose == outbox.c.purpose, other.c.seq < outbox.c.seq)
    )
    in_turn = and_(
        other.c.status == Status.READY.value, or_(other.c.due_at <= bindparam("now"), other.c.tries > 0), earlier
    )
    return exists().where(
        other.c.address_id == outbox.c.address_id,
        pending(other),
        other.c.id != outbox.c.id,
        or_(other.c.status == Status.SENDING.value, in_turn),
    )


# Built once: making such a statement costs more than running it.
# SQLAlchemy keeps the columns' own names for what an update sets.
_OF_ACCOUNT = (
    outbox.c.channel == bindparam("of_channel"),
    outbox.c.account == bindparam("of_account"),
    pending(outbox),
)
_NEXT = (
    select(outbox.c.id, outbox.c.purpose)
    .where(
        *_OF_ACCOUNT,
        outbox.c.status == Status.READY.value,
        outbox.c.purpose <= bindparam("lowest"),
        outbox.c.due_at <= bindparam("now"),
        or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > bindparam("now")),
        ~_ahead_of(),
    )
    .order_by(outbox.c.purpose, outbox.c.seq)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
)
_WITH_ADDRESS = (
    select(outbox, addresses.c.user_sealed, attachments.c.file, attachments.c.mime, attachments.c.handles_sealed)
    .join(addresses, addresses.c.id == outbox.c.address_id)
    .outerjoin(attachments, attachments.c.id == outbox.c.attachment_id)
    .order_by(outbox.c.purpose, outbox.c.seq)
)
_TAKEN = _WITH_ADDRESS.where(outbox.c.id.in_(bindparam("ids", expanding=True)))
_INTERRUPTED = _WITH_ADDRESS.where(*_OF_ACCOUNT, outbox.c.status == Status.SENDING.value)
_TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(status=Status.SENDING.value, tries=outbox.c.tries + 1)
)
_EXPIRE = (
    update(outbox)
    .where(*_OF_ACCOUNT, outbox.c.status == Status.READY.value, outbox.c.expires_at <= bindparam("now"))
    .values(status=Status.EXPIRED.value, settled_at=bindparam("now"))
)


def claim(uow: UnitOfWork, channel: str, account: str, most: int, bulk: int | None = None) -> list[Claimed]:
    """Takes the next rows of a channel account: by purpose, and in order within an address.

    At most ``bulk`` of them are reminders and notices to many (None: as many as there are). A row waits while another
    of its address is being sent, or while an earlier one of the same or a higher purpose is due or in retry. One that
    is scheduled for later (quiet hours) holds nobody up.
    """
    lowest = Purpose.STAFF if bulk == 0 else Purpose.BROADCAST
    asked = {"of_channel": channel, "of_account": account, "now": uow.now, "most": most, "lowest": int(lowest)}
    rows = uow.rows(_NEXT, asked)
    answers = sum(row.purpose < BULK for row in rows)
    ids = [row.id for row in rows[: None if bulk is None else answers + bulk]]
    if not ids:
        return []
    uow.execute(_TAKE, {"ids": ids})
    return [_claimed(uow, row) for row in uow.rows(_TAKEN, {"ids": ids})]


def expire(uow: UnitOfWork, channel: str, account: str) -> int:
    """Lets messages go whose time is over."""
    return uow.execute(_EXPIRE, {"of_channel": channel, "of_account": account, "now": uow.now}).rowcount


def interrupted(uow: UnitOfWork, channel: str, account: str) -> list[Claimed]:
    """Rows that a dead process left in ``sending``: nobody knows whether they arrived."""
    return [_claimed(uow, row) for row in uow.rows(_INTERRUPTED, {"of_channel": channel, "of_account": account})]


def _claimed(uow: UnitOfWork, row: object) -> Claimed:
    values = row._mapping  # type: ignore[attr-defined]
    address = Address(
        channel=values["channel"],
        account=values["account"],
        user=uow.vault.open("addresses.user", values["address_id"], values["user_sealed"]),
    )
    body = open_words(uow, values["id"], values["body_sealed"])
    out = outbound_with(values["id"], body, values["purpose"], address)
    return Claimed(
        id=values["id"],
        address_id=values["address_id"],
        tries=values["tries"],
        repeated=values["repeated"],
        out=replace(out, replaces=values["vendor_id"]),
        settles=str(body["settles"]) if body.get("settles") else None,
        file=_file(uow, values, address),
        created_at=values["created_at"],
        fleeting=bool(body.get("fleeting")),
        recipient=recipient_in(body),
    )


def _file(uow: UnitOfWork, values: Mapping[str, Any], to: Address) -> CarriedFile | None:
    """None for a message that carries nothing, or whose file is gone."""
    if values["file"] is None:
        return None
    attachment_id = values["attachment_id"]
    return CarriedFile(
        attachment_id=attachment_id,
        name=values["file"],
        mime=values["mime"] or "application/octet-stream",
        handle=handle_in(uow, attachment_id, values["handles_sealed"], to),
    )
