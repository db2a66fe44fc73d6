"""Pictures and files that people send: first a reference (pending), then a checked copy of ours (ready) or a refusal.

What arrives is fetched and re-encoded outside the turn. A row names no person: the platform's reference and the
address to be told of a refusal are sealed, and gone once the file is here. What we make ourselves (a calendar entry)
goes the same way, with its bytes in the place of the reference; a document that takes longer, with its order.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select, update

from bot.core.ids import new_id
from bot.core.messages import Media, MediaKind
from bot.store.tables import attachments, broadcasts, postings
from bot.store.unit_of_work import UnitOfWork

_ADD = attachments.insert()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A document that is still to be set: of which kind, about what, in whose language."""

    kind: str
    subject_id: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A file that is still to be fetched: from which channel, and whom to tell if it is refused.

    ``made`` are the bytes of one that nobody sent: we made it ourselves. ``order`` stands for one yet to be made.
    """

    id: str
    channel: str
    account: str
    address_id: str
    media: Media
    tries: int
    made: bytes | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a case as it stands."""

    id: str
    status: str
    mime: str | None
    message_id: str | None


def add_attachment(uow: UnitOfWork, channel: str, account: str, address_id: str, media: Media) -> str:
    """Notes a file that a person sent; returns the attachment's id."""
    source = {
        "channel": channel,
        "account": account,
        "address_id": address_id,
        "kind": media.kind.value,
        "ref": media.ref,
        "size": media.size,
        "mime": media.mime,
    }
    return _add(uow, source)


def add_made(uow: UnitOfWork, data: bytes, mime: str) -> str:
    """Notes a small file that we made ourselves; returns the attachment's id."""
    return _add(uow, {"made": b64encode(data).decode("ascii"), "mime": mime})


def add_document(uow: UnitOfWork, order: Order) -> str:
    """Notes a document that is to be set outside the turn; returns the attachment's id."""
    return _add(uow, {"order": asdict(order)})


def _add(uow: UnitOfWork, source: dict[str, Any]) -> str:
    attachment_id = new_id()
    uow.stage(
        _ADD,
        {
            "id": attachment_id,
            "case_id": None,
            "message_id": None,
            "status": "pending",
            "source_sealed": uow.vault.seal("attachments.source", attachment_id, json.dumps(source)),
            "file": None,
            "mime": None,
            "sha256": None,
            "size": None,
            "refusal": None,
            "tries": 0,
            "due_at": uow.now,
            "created_at": uow.now,
        },
    )
    return attachment_id


def pending_attachments(uow: UnitOfWork, most: int) -> list[Pending]:
    """Takes the files that are still to be fetched; each is looked at again after a minute if nothing came of it."""
    rows = uow.rows(
        select(attachments)
        .where(attachments.c.status == "pending", attachments.c.due_at <= uow.now)
        .order_by(attachments.c.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    if rows:
        taken = update(attachments).where(attachments.c.id.in_([row.id for row in rows]))
        uow.execute(taken.values(tries=attachments.c.tries + 1, due_at=uow.now + timedelta(minutes=1)))
    return [_pending(uow, row) for row in rows]


def any_pending(uow: UnitOfWork) -> bool:
    """Whether a file waits to be fetched."""
    query = select(attachments.c.id).where(attachments.c.status == "pending", attachments.c.due_at <= uow.now)
    return uow.first(query.limit(1)) is not None


def fetched(uow: UnitOfWork, attachment_id: str, *, file: str, mime: str, sha256: str, size: int) -> None:
    """The file is here, checked and re-encoded; where it came from is forgotten.

    One that was taken back meanwhile stays refused; its file is swept.
    """
    here = update(attachments).where(attachments.c.id == attachment_id)
    uow.execute(here.values(file=file, mime=mime, sha256=sha256, size=size, source_sealed=None))
    uow.execute(here.where(attachments.c.status != "refused").values(status="ready"))


def refused(uow: UnitOfWork, attachment_id: str, refusal: str) -> None:
    """The file is not taken; ``refusal`` is the text key that says why."""
    statement = update(attachments).where(attachments.c.id == attachment_id)
    uow.execute(statement.values(status="refused", refusal=refusal[:40], source_sealed=None))


def attach(uow: UnitOfWork, attachment_ids: list[str], case_id: str, message_id: str) -> None:
    """Gives files to a message of a case; each belongs to one only."""
    if attachment_ids:
        statement = update(attachments).where(attachments.c.id.in_(attachment_ids), attachments.c.case_id.is_(None))
        uow.execute(statement.values(case_id=case_id, message_id=message_id))


def attachments_of(uow: UnitOfWork, case_id: str) -> list[Attachment]:
    """The files of a case, in the order in which they came."""
    query = select(attachments).where(attachments.c.case_id == case_id)
    rows = uow.rows(query.order_by(attachments.c.created_at, attachments.c.id))
    return [Attachment(id=row.id, status=row.status, mime=row.mime, message_id=row.message_id) for row in rows]


def load_attachments(uow: UnitOfWork, attachment_ids: list[str]) -> list[Attachment]:
    """Some files by id."""
    rows = uow.rows(select(attachments).where(attachments.c.id.in_(attachment_ids)))
    return [Attachment(id=row.id, status=row.status, mime=row.mime, message_id=row.message_id) for row in rows]


def abandon(uow: UnitOfWork, attachment_ids: list[str]) -> None:
    """The draft that they were for is gone: they become refused and their files are swept."""
    if attachment_ids:
        statement = update(attachments).where(attachments.c.id.in_(attachment_ids), _of_nothing())
        uow.execute(statement.values(status="refused", refusal="abandoned", source_sealed=None))


def abandon_made(uow: UnitOfWork, before: datetime) -> None:
    """What belongs to nothing and is older than any draft was made by us, and has been read: its files are swept."""
    statement = update(attachments).where(
        _of_nothing(), attachments.c.status == "ready", attachments.c.created_at < before
    )
    uow.execute(statement.values(status="refused", refusal="abandoned"))


def _of_nothing() -> ColumnElement[bool]:
    """Neither a case nor a notice nor the photo of one on a wall."""
    elsewhere = (broadcasts.c.attachment_id, postings.c.photo_id)
    return and_(
        attachments.c.case_id.is_(None),
        *(attachments.c.id.not_in(select(column).where(column.is_not(None))) for column in elsewhere),
    )


def picture_file(uow: UnitOfWork, attachment_id: str) -> str | None:
    """The kept file of a picture; None when it is something else, or is not here (yet)."""
    row = uow.first(select(attachments.c.file, attachments.c.mime).where(attachments.c.id == attachment_id))
    return row.file if row is not None and (row.mime or "").startswith("image/") else None


def files_to_sweep(uow: UnitOfWork, most: int) -> list[tuple[str, str]]:
    """Files of refused attachments that still lie on the disk: (attachment id, file name)."""
    query = select(attachments.c.id, attachments.c.file).where(
        attachments.c.status == "refused", attachments.c.file.is_not(None)
    )
    return [(row.id, row.file) for row in uow.rows(query.limit(most))]


def swept(uow: UnitOfWork, attachment_id: str) -> None:
    """The file of a refused attachment is deleted; by what name platforms have it is forgotten with it."""
    gone = {"file": None, "sha256": None, "handles_sealed": None}
    uow.execute(update(attachments).where(attachments.c.id == attachment_id).values(gone))


def _pending(uow: UnitOfWork, row: Row[Any]) -> Pending:
    source = json.loads(uow.vault.open("attachments.source", row.id, row.source_sealed))
    media = Media(
        kind=MediaKind(source.get("kind", MediaKind.DOCUMENT)),
        ref=source.get("ref", ""),
        size=source.get("size"),
        mime=source.get("mime"),
    )
    return Pending(
        id=row.id,
        channel=source.get("channel", ""),
        account=source.get("account", ""),
        address_id=source.get("address_id", ""),
        media=media,
        tries=row.tries,
        made=b64decode(source["made"]) if "made" in source else None,
        order=Order(**source["order"]) if "order" in source else None,
    )
