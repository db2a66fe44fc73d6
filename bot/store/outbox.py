"""Every word to be said, as rows: queued with the transaction that caused it, claimed and settled by the sender
(:mod:`bot.store.claims`, :mod:`bot.store.endings`).

The life of a row: ``waiting`` (for its picture) -> ``ready`` -> ``sending`` -> ``sent`` | ``uncertain`` | ``dead`` |
``unreachable`` | ``expired``; or ``handed`` at birth, when it leaves in the response to the person's own message.
:mod:`bot.store.changes` makes one that was sent ``ready`` again, with other words or with none: the platform's id that
it has by then makes the sender change the message there. One without words ends as ``recalled``.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, bindparam, or_, select

from bot.core.ids import new_id
from bot.core.messages import Address, Choice, Outbound, Purpose
from bot.store.letter_words import open_outbound
from bot.store.tables import outbox, pending
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
    return open_outbound(uow, letter_id, row.body_sealed, row.purpose, to)


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
