"""What was already heard: a mark for each message, so that a redelivery changes nothing. No text is kept."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from bot.core.messages import Inbound
from bot.core.vault import Vault
from bot.store.tables import inbox, poison
from bot.store.unit_of_work import UnitOfWork

# Telegram repeats a message for 24 hours; a week leaves room for a long outage.
KEPT = timedelta(days=7)

_MARK = inbox.insert()
_SEEN = select(inbox.c.key, inbox.c.reply_id, inbox.c.handled_at).where(
    inbox.c.key.in_(bindparam("keys", expanding=True))
)
_QUARANTINED = select(poison.c.key).where(
    poison.c.key.in_(bindparam("keys", expanding=True)), poison.c.quarantined_at.is_not(None)
)


def inbox_key(vault: Vault, inbound: Inbound) -> str:
    """The mark of a message: a keyed hash, because the platform's ids tell who wrote."""
    address = inbound.address
    return vault.index("inbox.key", f"{address.channel}:{address.account}:{address.user}:{inbound.external_id}")


def seen(uow: UnitOfWork, keys: Collection[str]) -> Mapping[str, tuple[str | None, datetime]]:
    """Which of ``keys`` were handled, with the id of the reply that was given and when."""
    return {row.key: (row.reply_id, row.handled_at) for row in uow.rows(_SEEN, {"keys": list(keys)})}


def quarantined(uow: UnitOfWork, keys: Collection[str]) -> frozenset[str]:
    """Which of ``keys`` were put aside as poison."""
    return frozenset(row.key for row in uow.rows(_QUARANTINED, {"keys": list(keys)}))


def mark(uow: UnitOfWork, key: str, reply_id: str | None) -> None:
    """Says that the message was handled, and which reply it got in the response's body."""
    uow.stage(_MARK, {"key": key, "reply_id": reply_id, "handled_at": uow.now})


def forget_old(uow: UnitOfWork) -> int:
    """Deletes marks older than a week; returns how many."""
    return uow.execute(delete(inbox).where(inbox.c.handled_at < uow.now - KEPT)).rowcount
