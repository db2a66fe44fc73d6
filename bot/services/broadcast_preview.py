"""A notice as the people who get it will see it, for those who look at it before."""

from bot.core.messages import Purpose
from bot.domain.broadcasts import Content
from bot.services import notices
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import attachments
from bot.store.outbox import Status
from bot.store.unit_of_work import UnitOfWork

_INSTEAD_OF_RECEIVED = "go:broadcasts"  # nobody acknowledges a preview: the button leads to the list


def preview(uow: UnitOfWork, house: House, person_id: str, content: Content, purpose: Purpose) -> None:
    """Sends it in every language that it has; a picture that is still being checked follows when it is ready."""
    files = attachments.load_attachments(uow, [content.attachment_id] if content.attachment_id else [])
    waits = any(file.status == "pending" for file in files)
    for locale in content.texts:
        write_to(
            uow,
            person_id,
            content.text_for(locale),
            purpose=purpose,
            choices=notices.rows_under(house, content, locale, received=_INSTEAD_OF_RECEIVED),
            attachment_id=content.attachment_id,
            status=Status.WAITING if waits else Status.READY,
        )
