"""Broadcasts: their words are sealed, the rule of their audience is data that names nobody."""

import json
import secrets
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, select, update

from bot.core.ids import new_id
from bot.domain.audience import read_audience
from bot.domain.broadcasts import Approval, Broadcast, BroadcastStatus, Button, Content, Leg, StopReason
from bot.domain.notices import NoticeKind
from bot.store.tables import attachments, broadcasts
from bot.store.unit_of_work import UnitOfWork

_BROADCASTS = select(broadcasts, attachments.c.sha256.label("media_digest")).outerjoin(
    attachments, attachments.c.id == broadcasts.c.attachment_id
)


def add_broadcast(uow: UnitOfWork, author_id: str, content: Content) -> Broadcast:
    """Stores a new draft."""
    broadcast_id = new_id()
    row = {
        "id": broadcast_id,
        "mark": secrets.token_hex(4),
        "author_id": author_id,
        "status": BroadcastStatus.DRAFT.value,
        "created_at": uow.now,
        "listed_until": "",
        "version": 1,
        **_content_row(uow, broadcast_id, content),
    }
    uow.execute(broadcasts.insert(), row)
    return load_broadcast(uow, broadcast_id)


def load_broadcast(uow: UnitOfWork, broadcast_id: str) -> Broadcast:
    """One broadcast; raises KeyError when there is none."""
    found = _first(uow, _BROADCASTS.where(broadcasts.c.id == broadcast_id))
    if found is None:
        raise KeyError("broadcast")
    return found


def broadcast_marked(uow: UnitOfWork, mark: str) -> Broadcast | None:
    """The broadcast that a button names."""
    return _first(uow, _BROADCASTS.where(broadcasts.c.mark == mark))


def broadcasts_in(uow: UnitOfWork, statuses: Collection[BroadcastStatus]) -> list[Broadcast]:
    """All broadcasts in one of these states, the newest first."""
    query = _BROADCASTS.where(broadcasts.c.status.in_(sorted(statuses)))
    return [_broadcast(uow, row) for row in uow.rows(query.order_by(broadcasts.c.created_at.desc(), broadcasts.c.id))]


def ids_in(uow: UnitOfWork, status: BroadcastStatus) -> list[str]:
    """The same, only which, and the oldest first."""
    query = select(broadcasts.c.id).where(broadcasts.c.status == status.value)
    return [row.id for row in uow.rows(query.order_by(broadcasts.c.created_at, broadcasts.c.id))]


def rewrite(uow: UnitOfWork, broadcast: Broadcast, content: Content) -> bool:
    """Gives a broadcast another content, which makes it a draft that nobody has agreed to; False as below."""
    return _update(
        uow,
        broadcast,
        status=BroadcastStatus.DRAFT.value,
        approved_by=None,
        approved_hash=None,
        approved_people=None,
        approved_at=None,
        stop_reason=None,
        **_content_row(uow, broadcast.id, content),
    )


def move(uow: UnitOfWork, broadcast: Broadcast, status: BroadcastStatus, *, reason: str | None = None) -> bool:
    """Takes a broadcast on to another state; False when somebody else did something with it meanwhile."""
    values: dict[str, Any] = {"status": status.value, "stop_reason": None}
    if reason is not None:
        values["reason_sealed"] = uow.vault.seal("broadcasts.reason", broadcast.id, reason)
    if status in (BroadcastStatus.CANCELLED, BroadcastStatus.SENT):
        values["finished_at"] = uow.now
    return _update(uow, broadcast, **values)


def approve(uow: UnitOfWork, broadcast: Broadcast, approval: Approval, status: BroadcastStatus) -> bool:
    """Notes who agreed to what; False as above."""
    return _update(
        uow,
        broadcast,
        status=status.value,
        approved_by=approval.approver_id,
        approved_hash=approval.fingerprint,
        approved_people=approval.people,
        approved_at=approval.at,
    )


def begin(uow: UnitOfWork, broadcast: Broadcast) -> bool:
    """Its sending begins; False as above."""
    return _update(uow, broadcast, status=BroadcastStatus.SENDING.value, started_at=uow.now)


def stop(uow: UnitOfWork, broadcast: Broadcast, why: StopReason) -> bool:
    """The service itself ends it; False as above."""
    return _update(uow, broadcast, status=BroadcastStatus.STOPPED.value, stop_reason=why.value)


def note_listed(uow: UnitOfWork, broadcast_id: str, until: str | None) -> None:
    """Recipients are listed up to this person; None: all of them are."""
    values: dict[str, Any] = {"filled_at": uow.now} if until is None else {"listed_until": until}
    uow.execute(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(**values))


def _update(uow: UnitOfWork, broadcast: Broadcast, **values: Any) -> bool:
    statement = update(broadcasts).where(broadcasts.c.id == broadcast.id, broadcasts.c.version == broadcast.version)
    return uow.execute(statement.values(**values, version=broadcast.version + 1)).rowcount == 1


def _content_row(uow: UnitOfWork, broadcast_id: str, content: Content) -> dict[str, Any]:
    button = [content.button.label, content.button.command] if content.button else None
    words = json.dumps({"texts": dict(content.texts), "button": button}, ensure_ascii=False)
    return {
        "kind": content.kind.value,
        "urgent": content.urgent,
        "words_sealed": uow.vault.seal("broadcasts.words", broadcast_id, words),
        "audience": content.audience.document(),
        "attachment_id": content.attachment_id,
        "send_at": content.send_at,
        "legs": sorted(content.legs),
    }


def _first(uow: UnitOfWork, query: Select[Any]) -> Broadcast | None:
    row = uow.first(query)
    return _broadcast(uow, row) if row else None


def _broadcast(uow: UnitOfWork, row: Row[Any]) -> Broadcast:
    return Broadcast(
        id=row.id,
        mark=row.mark,
        author_id=row.author_id,
        status=BroadcastStatus(row.status),
        content=_content(uow, row),
        approval=_approval(row),
        reason=uow.vault.open("broadcasts.reason", row.id, row.reason_sealed) if row.reason_sealed else None,
        stop_reason=StopReason(row.stop_reason) if row.stop_reason else None,
        created_at=row.created_at,
        started_at=row.started_at,
        listed_until=row.listed_until,
        filled_at=row.filled_at,
        finished_at=row.finished_at,
        version=row.version,
    )


def _content(uow: UnitOfWork, row: Row[Any]) -> Content:
    words = json.loads(uow.vault.open("broadcasts.words", row.id, row.words_sealed))
    return Content(
        kind=NoticeKind(row.kind),
        texts=words["texts"],
        audience=read_audience(row.audience),
        urgent=row.urgent,
        attachment_id=row.attachment_id,
        media_digest=row.media_digest,
        button=Button(label=words["button"][0], command=words["button"][1]) if words["button"] else None,
        send_at=row.send_at,
        legs=frozenset(Leg(leg) for leg in row.legs),
    )


def _approval(row: Row[Any]) -> Approval | None:
    if row.approved_by is None:
        return None
    return Approval(
        approver_id=row.approved_by, fingerprint=row.approved_hash, people=row.approved_people, at=row.approved_at
    )
