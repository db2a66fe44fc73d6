"""Files that we made ourselves (a calendar entry, a square code) and send into a chat.

They go the way of every file: the row is committed with the turn, and the job that keeps files sealed on the disk
lets the message go.
"""

from bot.core.messages import Purpose
from bot.services.letters import send_file
from bot.store import attachments
from bot.store.unit_of_work import UnitOfWork

MOST_BYTES = 100_000


def send_made(uow: UnitOfWork, person_id: str, data: bytes, mime: str, caption: str) -> None:
    """Sends ``data`` (at most :data:`MOST_BYTES`) to a person; pictures are shown, everything else is a file."""
    assert len(data) <= MOST_BYTES
    attachment_id = attachments.add_made(uow, data, mime)
    send_file(uow, person_id, caption, attachment_id, purpose=Purpose.REPLY, ready=False)
