"""Documents (a notice for the wall, an evidence pack): asked for in a transaction, set outside of it.

The order is a file like any other: the job that keeps files sealed on the disk makes this one first, and lets the
message that waits for it go. Another kind of document is
a function ``(uow, house, subject_id, locale) -> Manuscript`` in a service (it only reads),
a template in ``bot/documents/templates`` that begins with ``#import "style.typ": data``,
and its line in ``WRITERS`` of :mod:`bot.jobs.documents`.
"""

from collections.abc import Callable

from bot.core.messages import Purpose
from bot.documents.manuscript import Manuscript
from bot.services.house import House
from bot.services.letters import send_file
from bot.store import people
from bot.store.attachments import Order, add_document
from bot.store.unit_of_work import UnitOfWork

Writer = Callable[[UnitOfWork, House, str, str], Manuscript]


def request(uow: UnitOfWork, kind: str, subject_id: str, locale: str) -> str:
    """Orders a document; returns its attachment's id, for every message that is to carry it.

    Whether somebody may have it is asked by whoever orders it.
    """
    return add_document(uow, Order(kind=kind, subject_id=subject_id, locale=locale))


def send_document(
    uow: UnitOfWork, person_id: str, kind: str, subject_id: str, caption: str, *, purpose: Purpose = Purpose.REPLY
) -> str:
    """Orders a document in the person's own language and sends it when it is made; returns its attachment's id."""
    attachment_id = request(uow, kind, subject_id, people.locale_of(uow, person_id))
    send_file(uow, person_id, caption, attachment_id, purpose=purpose, ready=False)
    return attachment_id
