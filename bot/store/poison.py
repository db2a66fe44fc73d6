"""Messages that break the code each time they come: counted, and put aside after three tries."""

from sqlalchemy import select

from bot.store.tables import poison
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_replace

MOST_TRIES = 3

_SAVE = insert_or_replace(poison, ["key"])


def count_try(uow: UnitOfWork, key: str, error: str, payload: str) -> bool:
    """Counts one failed try; True when the message is now in quarantine, with its payload encrypted."""
    tries = (uow.execute(select(poison.c.tries).where(poison.c.key == key)).scalar() or 0) + 1
    full = tries >= MOST_TRIES
    uow.execute(
        _SAVE[uow.dialect],
        {
            "key": key,
            "tries": tries,
            "error": error[:64],
            "payload_sealed": uow.vault.seal("poison.payload", key, payload) if full else None,
            "quarantined_at": uow.now if full else None,
            "seen_at": uow.now,
        },
    )
    return full
