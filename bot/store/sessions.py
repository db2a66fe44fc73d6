"""What a conversation remembers: one encrypted JSON document for each address."""

import json
from typing import Any

from sqlalchemy import delete, select

from bot.store.tables import sessions
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_replace

State = dict[str, Any]

_SAVE = insert_or_replace(sessions, ["address_id"])


def save_state(uow: UnitOfWork, address_id: str, state: State) -> None:
    """Keeps ``state`` with everything else of this transaction."""
    sealed = uow.vault.seal("sessions.state", address_id, json.dumps(state, ensure_ascii=False)) if state else None
    uow.stage(_SAVE[uow.dialect], {"address_id": address_id, "state_sealed": sealed, "touched_at": uow.now})


def open_state(uow: UnitOfWork, address_id: str, sealed: bytes | None) -> State:
    """The state as it was saved; empty when there is none."""
    if sealed is None:
        return {}
    state: State = json.loads(uow.vault.open("sessions.state", address_id, sealed))
    return state


def load_state(uow: UnitOfWork, address_id: str) -> State:
    """The state of one address, read on its own (timers)."""
    row = uow.first(select(sessions.c.state_sealed).where(sessions.c.address_id == address_id))
    return open_state(uow, address_id, row.state_sealed if row else None)


def erase_states(uow: UnitOfWork, address_ids: list[str]) -> None:
    """Forgets conversations at once (a removed staff member's half-done actions)."""
    uow.execute(delete(sessions).where(sessions.c.address_id.in_(address_ids)))
