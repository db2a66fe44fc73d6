"""By what name a platform has a file of ours: what goes to several people goes up once for each account of ours.

Such a *handle* lies in the row of its attachment, sealed as everything that leads to a file, and goes with the file.
"""

import json

from sqlalchemy import select, update

from bot.core.messages import Address
from bot.store.tables import attachments, outbox
from bot.store.unit_of_work import UnitOfWork


def handle_in(uow: UnitOfWork, attachment_id: str, sealed: bytes | None, to: Address) -> str | None:
    """What the platform of this address calls the file; ``sealed`` is the row's ``handles_sealed``."""
    return _opened(uow, attachment_id, sealed).get(_account(to))


def keep_handle(uow: UnitOfWork, attachment_id: str, letter_id: str, to: Address, handle: str) -> None:
    """Keeps what the platform calls the file that went up with a message, while we keep the file itself.

    One that no other message carries was made for one person: nothing more about it is kept.
    """
    another = select(outbox.c.id).where(outbox.c.attachment_id == attachment_id, outbox.c.id != letter_id)
    there = (attachments.c.id == attachment_id, attachments.c.file.is_not(None), another.exists())
    row = uow.first(select(attachments.c.handles_sealed).where(*there).with_for_update(of=attachments))
    if row is not None:
        handles = _opened(uow, attachment_id, row.handles_sealed) | {_account(to): handle}
        sealed = uow.vault.seal("attachments.handles", attachment_id, json.dumps(handles))
        uow.execute(update(attachments).where(attachments.c.id == attachment_id).values(handles_sealed=sealed))


def _opened(uow: UnitOfWork, attachment_id: str, sealed: bytes | None) -> dict[str, str]:
    if sealed is None:
        return {}
    handles: dict[str, str] = json.loads(uow.vault.open("attachments.handles", attachment_id, sealed))
    return handles


def _account(to: Address) -> str:
    return f"{to.channel}:{to.account}"
