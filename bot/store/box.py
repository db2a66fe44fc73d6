"""The anonymous box: items that know nobody, found by a receipt that is kept nowhere.

A database remembers more than its columns: the order of rows, and (PostgreSQL's ``xmin``) which rows were written by
one transaction. So keys are random, and :func:`rewrite` writes everything anew once a day, in one transaction and in
the order of the keys: afterwards nothing joins an item to the inbox row of the message that it came in.
"""

import hmac
import secrets
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, delete, func, select, update

from bot.core.clock import local_date
from bot.core.ids import new_id
from bot.domain.suggestions import RECEIPT_DIGITS, BoxItem, BoxMessage, BoxState, Voice
from bot.store.tables import box_days, box_items, box_marks, box_messages
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once, insert_or_ignore

_ADD = insert_once(box_items, ["receipt_index"])
_ADD_MESSAGE = box_messages.insert()
_ADD_DAY = insert_once(box_days, ["day"])
_ADD_MARK = insert_or_ignore(box_marks, ["mark"])
_BATCH = 500  # rows of one INSERT


def lock(uow: UnitOfWork) -> None:
    """Nobody else changes the box until the commit: rewriting must not lose what is being written."""
    if uow.dialect == "postgresql":
        uow.lock_address("box")


def add_item(uow: UnitOfWork, text: str) -> str:
    """Puts ``text`` into the box; returns the receipt, which is never to be seen again."""
    while True:
        receipt = f"{secrets.randbelow(10**RECEIPT_DIGITS):0{RECEIPT_DIGITS}}"
        item_id, today = new_id(), local_date(uow.now)
        row = {
            "id": item_id,
            "receipt_index": _receipt_index(uow, receipt),
            "state": BoxState.WAITING.value,
            "opened_on": today,
            "touched_on": today,
            "closed_on": None,
        }
        if uow.first(_ADD[uow.dialect], row) is not None:
            _add_message(uow, item_id, 1, Voice.WORKER, text)
            return receipt


def find_item(uow: UnitOfWork, receipt: str) -> BoxItem | None:
    """The item of a receipt, with everything that was said."""
    row = uow.first(select(box_items).where(box_items.c.receipt_index == _receipt_index(uow, receipt)))
    return None if row is None else _item(uow, row)


def load_item(uow: UnitOfWork, item_id: str) -> BoxItem:
    """The item, with everything that was said; raises KeyError when there is none."""
    row = uow.first(select(box_items).where(box_items.c.id == item_id))
    if row is None:
        raise KeyError(item_id)
    return _item(uow, row)


def open_items(uow: UnitOfWork, *, most: int) -> list[BoxItem]:
    """What is not closed: those that wait for words first, then by the day of the last ones."""
    rows = uow.rows(
        select(box_items)
        .where(box_items.c.state != BoxState.CLOSED.value)
        .order_by(box_items.c.state.desc(), box_items.c.touched_on, box_items.c.id)
        .limit(most)
    )
    return [_item(uow, row) for row in rows]


def waiting_items(uow: UnitOfWork) -> tuple[int, date | None]:
    """How many items wait for words of the union, and since which day the first of them does."""
    waiting = select(func.count().label("waiting"), func.min(box_items.c.touched_on).label("oldest")).where(
        box_items.c.state == BoxState.WAITING.value
    )
    row = uow.rows(waiting)[0]
    return row.waiting, row.oldest


def add_words(uow: UnitOfWork, item: BoxItem, voice: Voice, text: str) -> None:
    """One side says more; an item that was closed is open again."""
    _add_message(uow, item.id, len(item.messages) + 1, voice, text)
    state = BoxState.WAITING if voice is Voice.WORKER else BoxState.ANSWERED
    values = {"state": state.value, "touched_on": local_date(uow.now), "closed_on": None}
    uow.execute(update(box_items).where(box_items.c.id == item.id).values(values))


def close_item(uow: UnitOfWork, item_id: str) -> None:
    """Nothing more is to be said; from this day on it is kept for a while (:func:`forget_closed`)."""
    values = {"state": BoxState.CLOSED.value, "closed_on": local_date(uow.now)}
    uow.execute(update(box_items).where(box_items.c.id == item_id).values(values))


def close_silent(uow: UnitOfWork, before: date) -> None:
    """Closes what was answered before a day and found no further word."""
    silent = (box_items.c.state == BoxState.ANSWERED.value) & (box_items.c.touched_on < before)
    uow.execute(update(box_items).where(silent).values(state=BoxState.CLOSED.value, closed_on=local_date(uow.now)))


def forget_closed(uow: UnitOfWork, before: date) -> None:
    """Deletes what was closed before a day."""
    gone = box_items.c.closed_on < before
    uow.execute(delete(box_messages).where(box_messages.c.item_id.in_(select(box_items.c.id).where(gone))))
    uow.execute(delete(box_items).where(gone))


def rewrite(uow: UnitOfWork) -> None:
    """Writes the whole box anew, in the order of its random keys."""
    for table in (box_items, box_messages):
        _rewrite(uow, table)


def _rewrite(uow: UnitOfWork, table: Table) -> None:
    rows = [dict(row._mapping) for row in uow.rows(select(table).order_by(table.c.id))]
    uow.execute(delete(table))
    for start in range(0, len(rows), _BATCH):
        uow.execute(table.insert(), rows[start : start + _BATCH])


def begin_day(uow: UnitOfWork) -> bool:
    """Destroys the secret of the day before with all its marks; False when today has begun already."""
    today = local_date(uow.now).isoformat()
    row = {"day": today, "key_sealed": uow.vault.seal("box_days.key", today, secrets.token_hex(32))}
    if uow.first(_ADD_DAY[uow.dialect], row) is None:
        return False
    uow.execute(delete(box_days).where(box_days.c.day != today))
    uow.execute(delete(box_marks))
    return True


def count_up(uow: UnitOfWork, what: str) -> None:
    """One more of ``what`` today."""
    mark = _mark(uow, what)
    uow.execute(_ADD_MARK[uow.dialect], {"mark": mark, "count": 0})
    uow.execute(update(box_marks).where(box_marks.c.mark == mark).values(count=box_marks.c.count + 1))


def counted(uow: UnitOfWork, what: str) -> int:
    """How often ``what`` happened today."""
    count = uow.execute(select(box_marks.c.count).where(box_marks.c.mark == _mark(uow, what))).scalar()
    return int(count or 0)


def _mark(uow: UnitOfWork, what: str) -> str:
    """A keyed hash under the day's secret: nobody can make it again once the secret is destroyed."""
    row = uow.first(select(box_days).order_by(box_days.c.day.desc()).limit(1))
    if row is None:
        begin_day(uow)
        return _mark(uow, what)
    key = uow.vault.open("box_days.key", row.day, row.key_sealed)
    return hmac.digest(key.encode(), what.encode(), "sha256")[:16].hex()


def _receipt_index(uow: UnitOfWork, receipt: str) -> str:
    return uow.vault.index("box_items.receipt", receipt)


def _add_message(uow: UnitOfWork, item_id: str, position: int, voice: Voice, text: str) -> None:
    message_id = new_id()
    uow.execute(
        _ADD_MESSAGE,
        {
            "id": message_id,
            "item_id": item_id,
            "position": position,
            "voice": voice.value,
            "text_sealed": uow.vault.seal("box_messages.text", message_id, text),
            "said_on": local_date(uow.now),
        },
    )


def _item(uow: UnitOfWork, row: Row[Any]) -> BoxItem:
    said = uow.rows(select(box_messages).where(box_messages.c.item_id == row.id).order_by(box_messages.c.position))
    return BoxItem(
        id=row.id,
        state=BoxState(row.state),
        opened_on=row.opened_on,
        touched_on=row.touched_on,
        messages=tuple(
            BoxMessage(
                voice=Voice(each.voice),
                text=uow.vault.open("box_messages.text", each.id, each.text_sealed),
                said_on=each.said_on,
            )
            for each in said
        ),
    )
