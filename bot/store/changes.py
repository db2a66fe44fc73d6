"""Messages that are changed after they were sent: edited where they stand, or taken back.

The same row goes through the sender once more, so that rates, errors and priorities are the same, and an edit that was
not sent yet is overtaken by the next one.
"""

import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, Update, and_, or_, select, update

from bot.store.outbox import Rows, Status, words_of
from bot.store.tables import outbox
from bot.store.unit_of_work import UnitOfWork


def rewrite(uow: UnitOfWork, letter_id: str, text: str, choices: Rows | None = None) -> bool:
    """Gives a message other words, and other buttons where they are given; False when it is not changed now.

    That is while it is on its way, when it never arrived, when it says so already, and for the caption of a picture.
    """
    query = select(outbox.c.body_sealed).where(outbox.c.id == letter_id, outbox.c.attachment_id.is_(None))
    row = uow.first(query)
    if row is None or row.body_sealed is None:
        return False
    before = json.loads(uow.vault.open("outbox.body", letter_id, row.body_sealed))
    after = words_of(text, choices) if choices is not None else {**before, "text": text}
    return after != before and _say(uow, letter_id, after)


def _say(uow: UnitOfWork, letter_id: str, words: dict[str, object]) -> bool:
    body = json.dumps(words, ensure_ascii=False)
    statement = update(outbox).where(
        outbox.c.id == letter_id,
        or_(outbox.c.status == Status.READY.value, _known(Status.SENT, Status.UNCERTAIN)),
    )
    return _again(uow, statement.values(body_sealed=uow.vault.seal("outbox.body", letter_id, body))) == 1


def take_back(uow: UnitOfWork, letter_ids: Collection[str]) -> int:
    """Has messages that were sent taken away again where their platforms let us; returns how many are tried."""
    return _again(uow, update(outbox).where(outbox.c.id.in_(letter_ids), _known(Status.SENT)).values(body_sealed=None))


def _known(*statuses: Status) -> ColumnElement[bool]:
    """Ended so, with an id by which its platform finds it again."""
    return and_(outbox.c.status.in_([status.value for status in statuses]), outbox.c.vendor_id.is_not(None))


def _again(uow: UnitOfWork, statement: Update) -> int:
    afresh = statement.values(
        status=Status.READY.value,
        due_at=uow.now,
        tries=0,
        repeated=False,
        error=None,
        expires_at=None,
        settled_at=None,
    )
    count = uow.execute(afresh).rowcount
    uow.letters_ready += count
    return count
