"""Checklists and packs of evidence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.ids import new_id
from bot.domain.evidence import ItemState
from bot.store.tables import attachments, evidence_items, evidence_packs
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_replace

_SAVE_ITEM = insert_or_replace(evidence_items, ["case_id", "item"])


class PackStatus(StrEnum):
    """How far a pack has come."""

    ASKED = "asked"  # the worker has not answered yet
    AGREED = "agreed"  # he agreed and declared that it is true: it is made
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One pack. ``staff_id`` None: the worker's own; ``heard_by``: who heard the declaration that was made aloud."""

    id: str
    case_id: str
    staff_id: str | None
    status: PackStatus
    declared_at: datetime | None
    heard_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file of a case as it lies on our disk; ``sha256`` is that of the bytes that everybody gets."""

    file: str
    mime: str
    sha256: str
    size: int
    came_at: datetime
    message_id: str | None


def item_states(uow: UnitOfWork, case_id: str) -> dict[str, ItemState]:
    """What was said to the lines of a checklist so far, by line."""
    rows = uow.rows(select(evidence_items).where(evidence_items.c.case_id == case_id))
    return {row.item: ItemState(row.state) for row in rows}


def save_item(uow: UnitOfWork, case_id: str, item: str, state: ItemState) -> None:
    """Keeps what was said to one line; the last word counts."""
    row = {"case_id": case_id, "item": item, "state": state.value, "changed_at": uow.now}
    uow.execute(_SAVE_ITEM[uow.dialect], row)


def add_pack(
    uow: UnitOfWork, case_id: str, *, staff_id: str | None, declared: bool = False, heard_by: str | None = None
) -> Pack:
    """Notes that a pack is wanted; one that is ``declared`` is agreed to already."""
    status = PackStatus.AGREED if declared else PackStatus.ASKED
    pack_id = new_id()
    row = {
        "id": pack_id,
        "case_id": case_id,
        "staff_id": staff_id,
        "status": status.value,
        "asked_at": uow.now,
        "declared_at": uow.now if declared else None,
        "heard_by": heard_by,
    }
    uow.execute(evidence_packs.insert(), row)
    return load_pack(uow, pack_id)


def load_pack(uow: UnitOfWork, pack_id: str) -> Pack:
    """The pack; raises KeyError when there is none."""
    row = uow.first(select(evidence_packs).where(evidence_packs.c.id == pack_id))
    if row is None:
        raise KeyError("pack")
    return _pack(row)


def answer_pack(uow: UnitOfWork, pack_id: str, status: PackStatus) -> bool:
    """The worker's answer, once; False when it was given before."""
    open_pack = update(evidence_packs).where(
        evidence_packs.c.id == pack_id, evidence_packs.c.status == PackStatus.ASKED.value
    )
    declared_at = uow.now if status is PackStatus.AGREED else None
    return uow.execute(open_pack.values(status=status.value, declared_at=declared_at)).rowcount == 1


def kept_files(uow: UnitOfWork, case_id: str) -> list[KeptFile]:
    """The checked files of a case, in the order in which they came."""
    ready = select(attachments).where(attachments.c.case_id == case_id, attachments.c.status == "ready")
    return [
        KeptFile(
            file=row.file,
            mime=row.mime,
            sha256=row.sha256,
            size=row.size,
            came_at=row.created_at,
            message_id=row.message_id,
        )
        for row in uow.rows(ready.order_by(attachments.c.created_at, attachments.c.id))
    ]


def _pack(row: Row[Any]) -> Pack:
    return Pack(
        id=row.id,
        case_id=row.case_id,
        staff_id=row.staff_id,
        status=PackStatus(row.status),
        declared_at=row.declared_at,
        heard_by=row.heard_by,
    )
