"""Every word to be said, as rows: queued with the transaction that caused it, claimed and settled by the sender.

The life of a row: ``waiting`` (for its picture) -> ``ready`` -> ``sending`` -> ``sent`` | ``uncertain`` | ``dead`` |
``unreachable`` | ``expired``; or ``handed`` at birth, when it leaves in the response to the person's own message.
:mod:`bot.store.changes` makes one that was sent ``ready`` again, with other words or with none: the platform's id that
it has by then makes the sender change the message there. One without words ends as ``recalled``.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Exists, and_, bindparam, exists, func, or_, select, update

from bot.core.ids import new_id
from bot.core.messages import Address, Choice, Outbound, Purpose
from bot.store.handles import handle_in
from bot.store.tables import addresses, attachments, outbox, pending
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_ignore


class Status(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    HANDED = "handed"
    UNCERTAIN = "uncertain"
    DEAD = "dead"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"
    RECALLED = "recalled"


Rows = tuple[tuple[Choice, ...], ...]
FLEETING_LIVES = timedelta(days=1)
BULK = Purpose.REMINDER  # from here on downward nobody waits in front of his phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to be queued. ``settles`` is the case message that counts as said once this one has arrived.

    ``key`` makes it unique (a timer's id and a recipient), ``attachment_id`` is the picture or file that it carries.
    The words of a ``fleeting`` one are erased once it is sent, and after a day in any case. ``recipient`` is
    (broadcast, person) for a notice to many.
    """

    address_id: str
    channel: str
    account: str
    purpose: Purpose
    text: str
    choices: Rows = ()
    ask_location: bool = False
    settles: str | None = None
    attachment_id: str | None = None
    key: str | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    status: Status = Status.READY
    menu: tuple[tuple[str, str], ...] = ()
    fleeting: bool = False
    recipient: tuple[str, str] | None = None


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


_QUEUE = insert_or_ignore(outbox, ["key"])
_QUEUE_PLAIN = outbox.insert()
_PENDING_OF = (
    select(outbox.c.address_id)
    .where(
        outbox.c.address_id.in_(bindparam("address_ids", expanding=True)),
        pending(outbox),
        or_(
            outbox.c.status == Status.SENDING,
            and_(
                outbox.c.status == Status.READY,
                outbox.c.due_at <= bindparam("now"),
                outbox.c.purpose < int(Purpose.BROADCAST),
            ),
        ),
    )
    .distinct()
)


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
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("letter_id"))
    .values(
        status=bindparam("new_status"),
        vendor_id=func.coalesce(bindparam("new_vendor_id", type_=outbox.c.vendor_id.type), outbox.c.vendor_id),
        error=bindparam("new_error"),
        settled_at=bindparam("now"),
    )
)
_FORGET = update(outbox).where(outbox.c.id == bindparam("letter_id")).values(body_sealed=None)


def queue(uow: UnitOfWork, letter: Letter) -> str:
    """Stages a message; returns its id. A second one with the same ``key`` is left out."""
    letter_id = new_id()
    body = words_of(letter.text, letter.choices)
    if letter.ask_location:
        body["ask_location"] = True
    if letter.settles:
        body["settles"] = letter.settles
    if letter.menu:
        body["menu"] = letter.menu
    if letter.fleeting:
        body["fleeting"] = True
    if letter.recipient:
        body["recipient"] = letter.recipient
    statement = _QUEUE[uow.dialect] if letter.key else _QUEUE_PLAIN
    uow.letters_ready += letter.status is Status.READY
    uow.stage(
        statement,
        {
            "id": letter_id,
            "address_id": letter.address_id,
            "channel": letter.channel,
            "account": letter.account,
            "purpose": int(letter.purpose),
            "status": letter.status.value,
            "body_sealed": uow.vault.seal("outbox.body", letter_id, json.dumps(body, ensure_ascii=False)),
            "attachment_id": letter.attachment_id,
            "key": letter.key,
            "due_at": letter.due_at or uow.now,
            "expires_at": uow.now + FLEETING_LIVES if letter.fleeting else letter.expires_at,
            "tries": 0,
            "repeated": False,
            "vendor_id": None,
            "error": None,
            "created_at": uow.now,
            "settled_at": uow.now if letter.status is Status.HANDED else None,
        },
    )
    return letter_id


def words_of(text: str, choices: Rows) -> dict[str, object]:
    """What a message says, as its sealed body keeps it."""
    return {"text": text, "choices": [[[choice.label, choice.token] for choice in row] for row in choices]}


def addresses_with_pending(uow: UnitOfWork, address_ids: Collection[str]) -> frozenset[str]:
    """Which addresses still wait for an older message: a handed reply must not overtake it, unless it is to many."""
    rows = uow.rows(_PENDING_OF, {"address_ids": list(address_ids), "now": uow.now})
    return frozenset(row.address_id for row in rows)


def stored_reply(uow: UnitOfWork, letter_id: str, to: Address) -> Outbound | None:
    """The reply that a message got, for a redelivery of it."""
    row = uow.first(select(outbox.c.body_sealed, outbox.c.purpose).where(outbox.c.id == letter_id))
    if row is None or row.body_sealed is None:
        return None
    return _outbound(uow, letter_id, row.body_sealed, row.purpose, to)


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


def settle(
    uow: UnitOfWork, letter_id: str, status: Status, *, vendor_id: str | None = None, error: str | None = None
) -> None:
    """Says how a send ended."""
    uow.stage(
        _SETTLE,
        {
            "letter_id": letter_id,
            "new_status": status.value,
            "new_vendor_id": vendor_id,
            "new_error": error and error[:64],
            "now": uow.now,
        },
    )


def forget_words(uow: UnitOfWork, letter_id: str) -> None:
    """Erases the words of a message with the others that end now; nobody reads them again."""
    uow.stage(_FORGET, {"letter_id": letter_id})


def put_back(uow: UnitOfWork, letter_id: str, wait: timedelta, *, error: str, counts: bool, repeated: bool) -> None:
    """Returns a row to the queue after ``wait``; a try that does not ``count`` is given back."""
    values: dict[str, object] = {"status": Status.READY.value, "due_at": uow.now + wait, "error": error[:64]}
    if not counts:
        values["tries"] = outbox.c.tries - 1
    if repeated:
        values["repeated"] = True
    uow.execute(update(outbox).where(outbox.c.id == letter_id).values(values))


def interrupted(uow: UnitOfWork, channel: str, account: str) -> list[Claimed]:
    """Rows that a dead process left in ``sending``: nobody knows whether they arrived."""
    return [_claimed(uow, row) for row in uow.rows(_INTERRUPTED, {"of_channel": channel, "of_account": account})]


def give_up_on(uow: UnitOfWork, address_id: str, error: str) -> list[str]:
    """Marks everything that waits for an unreachable address; returns the ids."""
    waiting = outbox.c.status.in_((Status.READY.value, Status.WAITING.value))
    of_address = select(outbox.c.id).where(outbox.c.address_id == address_id, pending(outbox), waiting)
    ids = [row.id for row in uow.rows(of_address)]
    if ids:
        uow.execute(
            update(outbox)
            .where(outbox.c.id.in_(ids))
            .values(status=Status.UNREACHABLE.value, error=error[:64], settled_at=uow.now)
        )
    return ids


def revive(uow: UnitOfWork, address_id: str, since: datetime) -> int:
    """The person is back: what was given up on since ``since`` is sent after all."""
    statement = update(outbox).where(
        outbox.c.address_id == address_id,
        outbox.c.status == Status.UNREACHABLE.value,
        outbox.c.created_at >= since,
        outbox.c.body_sealed.is_not(None),
    )
    return uow.execute(statement.values(status=Status.READY.value, due_at=uow.now, tries=0, settled_at=None)).rowcount


def release_attachment(uow: UnitOfWork, attachment_id: str, *, ready: bool) -> None:
    """A picture is ready (its messages may go) or refused (they will not)."""
    uow.letters_ready += ready
    status = Status.READY if ready else Status.EXPIRED
    statement = update(outbox).where(outbox.c.attachment_id == attachment_id, outbox.c.status == Status.WAITING.value)
    uow.execute(statement.values(status=status.value, due_at=uow.now))


def addresses_waiting_for(uow: UnitOfWork, attachment_id: str) -> list[str]:
    """Whose messages wait for a file."""
    waits = (outbox.c.attachment_id == attachment_id, outbox.c.status == Status.WAITING.value)
    return [row.address_id for row in uow.rows(select(outbox.c.address_id).where(*waits).distinct())]


def depth(uow: UnitOfWork) -> list[tuple[int, int, datetime]]:
    """What waits to be sent now: (purpose, rows, the oldest one's due time)."""
    rows = uow.rows(
        select(outbox.c.purpose, func.count().label("rows"), func.min(outbox.c.due_at).label("oldest"))
        .where(pending(outbox), outbox.c.status != Status.WAITING.value, outbox.c.due_at <= uow.now)
        .group_by(outbox.c.purpose)
    )
    return [(row.purpose, row.rows, row.oldest) for row in rows]


def dead_letters(uow: UnitOfWork, most: int) -> list[tuple[str, str, str, datetime]]:
    """The newest messages that could not be delivered: (id, status, error, when); no text."""
    rows = uow.rows(
        select(outbox.c.id, outbox.c.status, outbox.c.error, outbox.c.settled_at)
        .where(outbox.c.status.in_((Status.DEAD.value, Status.UNREACHABLE.value, Status.UNCERTAIN.value)))
        .order_by(outbox.c.settled_at.desc())
        .limit(most)
    )
    return [(row.id, row.status, row.error or "", row.settled_at) for row in rows]


def _claimed(uow: UnitOfWork, row: object) -> Claimed:
    values = row._mapping  # type: ignore[attr-defined]
    address = Address(
        channel=values["channel"],
        account=values["account"],
        user=uow.vault.open("addresses.user", values["address_id"], values["user_sealed"]),
    )
    body = _body(uow, values["id"], values["body_sealed"])
    out = _from_body(values["id"], body, values["purpose"], address)
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
        recipient=_recipient(body),
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


def _outbound(uow: UnitOfWork, letter_id: str, sealed: bytes | None, purpose: int, to: Address) -> Outbound:
    return _from_body(letter_id, _body(uow, letter_id, sealed), purpose, to)


def _body(uow: UnitOfWork, letter_id: str, sealed: bytes | None) -> dict[str, object]:
    """What a message says; one without words takes itself back."""
    if sealed is None:
        return {"text": "", "choices": []}
    body: dict[str, object] = json.loads(uow.vault.open("outbox.body", letter_id, sealed))
    return body


def _from_body(letter_id: str, body: dict[str, object], purpose: int, to: Address) -> Outbound:
    rows: list[list[list[str]]] = body["choices"]  # type: ignore[assignment]
    choices = tuple(tuple(Choice(label=label, token=token) for label, token in row) for row in rows)
    return Outbound(
        id=letter_id,
        to=to,
        text=str(body["text"]),
        choices=choices,
        purpose=Purpose(purpose),
        ask_location=bool(body.get("ask_location")),
        menu=_menu(body),
    )


def _recipient(body: dict[str, object]) -> tuple[str, str] | None:
    told: list[str] | None = body.get("recipient")  # type: ignore[assignment]
    return (told[0], told[1]) if told else None


def _menu(body: dict[str, object]) -> tuple[tuple[str, str], ...]:
    commands: list[list[str]] = body.get("menu", [])  # type: ignore[assignment]
    return tuple((name, words) for name, words in commands)


def outbound_of(letter: Letter, letter_id: str, to: Address) -> Outbound:
    """The message as a channel gets it, before it was ever stored (the reply in a response body)."""
    return Outbound(
        id=letter_id,
        to=to,
        text=letter.text,
        choices=letter.choices,
        purpose=letter.purpose,
        ask_location=letter.ask_location,
    )


def handed(letter: Letter) -> Letter:
    """The same message, leaving in the response to the person's own one."""
    return replace(letter, status=Status.HANDED)


def withdraw(uow: UnitOfWork, address_ids: list[str], purposes: tuple[Purpose, ...]) -> None:
    """Takes back what was not sent yet: it is no longer meant for these eyes."""
    statement = update(outbox).where(
        outbox.c.address_id.in_(address_ids),
        outbox.c.purpose.in_([int(p) for p in purposes]),
        outbox.c.status.in_((Status.READY.value, Status.WAITING.value)),
    )
    uow.execute(statement.values(status=Status.EXPIRED.value, settled_at=uow.now))


# A web chat shows what was said in the last month; after that the words are gone (PIPL Art. 19).
KEPT = timedelta(days=30)


def blank_old(uow: UnitOfWork) -> None:
    """Erases the words of messages that were settled a month ago or may go no more; the bare record stays."""
    old = or_(outbox.c.settled_at < uow.now - KEPT, outbox.c.expires_at < uow.now)
    uow.execute(update(outbox).where(old, outbox.c.body_sealed.is_not(None)).values(body_sealed=None))


def blank(uow: UnitOfWork, letter_id: str) -> None:
    """Erases the words of one message."""
    uow.execute(update(outbox).where(outbox.c.id == letter_id).values(body_sealed=None))


def blank_since(uow: UnitOfWork, address_id: str, since: datetime) -> None:
    """Erases the words of what was said to an address since then: a form whose answers are not to be traced."""
    said = (outbox.c.address_id == address_id, outbox.c.created_at >= since, outbox.c.settled_at.is_not(None))
    uow.execute(update(outbox).where(*said).values(body_sealed=None))


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
            out=_outbound(uow, row.id, row.body_sealed, row.purpose, address),
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
