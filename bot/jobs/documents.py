"""Sets the documents that were ordered: reads in one transaction, sets in a thread, outside of any."""

import asyncio
from functools import partial

from bot.documents.manuscript import Manuscript
from bot.documents.typesetting import typeset
from bot.services import board, evidence_document, evidence_packs, wall_notice
from bot.services.documents import Writer
from bot.services.house import House
from bot.store.attachments import Order
from bot.store.database import Database
from bot.store.files import FileStore
from bot.store.unit_of_work import UnitOfWork

# Who writes each kind of document.
WRITERS: dict[str, Writer] = {
    wall_notice.KIND: wall_notice.write,
    evidence_packs.KIND: evidence_document.write,
    board.KIND: board.write,
}


async def make(database: Database, house: House, files: FileStore, order: Order) -> tuple[bytes, str]:
    """The bytes and the MIME type of a document.

    Raises what its writer raises, TypesettingFailed, and FileMissing for a picture that is gone.
    """
    manuscript = await database.read(partial(_write, house, order))
    return await asyncio.to_thread(_set, files, manuscript), manuscript.form.value


def _write(house: House, order: Order, uow: UnitOfWork) -> Manuscript:
    return WRITERS[order.kind](uow, house, order.subject_id, order.locale)


def _set(files: FileStore, manuscript: Manuscript) -> bytes:
    pictures = {name: files.get(file) for name, file in manuscript.pictures.items()}
    return typeset(manuscript.template, manuscript.data, pictures, form=manuscript.form, made_at=manuscript.made_at)
