"""Words to people: each goes to the one address where the person is best reached."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.messages import Purpose
from bot.services.house import House
from bot.store import addresses, outbox, people
from bot.store.attachments import Attachment
from bot.store.outbox import Letter, Rows, Status
from bot.store.unit_of_work import UnitOfWork


def write_to(
    uow: UnitOfWork,
    person_id: str,
    text: str,
    *,
    purpose: Purpose,
    choices: Rows = (),
    key: str | None = None,
    settles: str | None = None,
    due_at: datetime | None = None,
    attachment_id: str | None = None,
    status: Status = Status.READY,
) -> str | None:
    """Queues ``text`` for a person; returns the message's id, None when there is no way to reach him."""
    where = addresses.best_address(uow, person_id)
    if where is None:
        return None
    address_id, channel, account = where
    return outbox.queue(
        uow,
        Letter(
            address_id=address_id,
            channel=channel,
            account=account,
            purpose=purpose,
            text=text,
            choices=choices,
            key=key,
            settles=settles,
            due_at=due_at,
            attachment_id=attachment_id,
            status=status,
        ),
    )


def tell(
    uow: UnitOfWork,
    house: House,
    person_id: str,
    key: str,
    *,
    purpose: Purpose = Purpose.STAFF,
    choices: Rows = (),
    unique: str | None = None,
    **params: object,
) -> str | None:
    """Queues the sentence ``key`` in the person's own language."""
    text = house.texts.get(key, people.locale_of(uow, person_id), **params)
    return write_to(uow, person_id, text, purpose=purpose, choices=choices, key=unique)


def send_file(
    uow: UnitOfWork, person_id: str, caption: str, attachment_id: str, *, purpose: Purpose, ready: bool
) -> None:
    """Queues a checked copy of a file; one that is still being checked waits for it."""
    status = Status.READY if ready else Status.WAITING
    write_to(uow, person_id, caption, purpose=purpose, attachment_id=attachment_id, status=status)


def send_files(uow: UnitOfWork, person_id: str, caption: str, files: Iterable[Attachment], *, purpose: Purpose) -> None:
    """Queues the copies of some files, one after the other."""
    for file in files:
        send_file(uow, person_id, caption, file.id, purpose=purpose, ready=file.status == "ready")
