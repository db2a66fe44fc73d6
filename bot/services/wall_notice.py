"""A notice as a sheet of paper for the wall: what it says, who signs it, and a square code that leads to the union."""

import segno

from bot.core.clock import local
from bot.documents.manuscript import Manuscript
from bot.domain.broadcasts import Broadcast
from bot.services.house import House
from bot.store import attachments, broadcasts
from bot.store.unit_of_work import UnitOfWork

KIND = "wall_notice"
_LONGEST_TITLE = 30  # characters of a first line that stands above the rest
_ENDS = "。！？!?；;，,："


def write(uow: UnitOfWork, house: House, subject_id: str, locale: str) -> Manuscript:
    """The sheet of one broadcast, in Chinese or English."""
    broadcast = broadcasts.load_broadcast(uow, subject_id)
    content = broadcast.content
    kind = house.texts.get(f"notice.kind_{content.kind}", locale)
    title, text = split_title(content.text_for(locale))
    signed = local(broadcast.started_at or uow.now)
    file = attachments.picture_file(uow, content.attachment_id) if content.attachment_id else None
    return Manuscript(
        template="notice",
        made_at=uow.now,
        pictures={"photo": file} if file else {},
        data={
            "lang": locale.partition("-")[0],
            "heading": house.texts.get("posting.heading", locale, union=house.organisation.name),
            "title": title or kind,
            "text": text,
            "has_photo": file is not None,
            "signed_by": house.organisation.name,
            "signed_on": house.texts.get("posting.date", locale, year=signed.year, month=signed.month, day=signed.day),
            "code": square_code(house.chat_url) if house.chat_url else "",
            "scan": house.texts.get("posting.scan" if house.chat_url else "posting.ask_us", locale),
            "address": house.chat_url or "",
            "mark": house.texts.get("posting.mark", locale, mark=mark_of(broadcast)),
        },
    )


def split_title(text: str) -> tuple[str, str]:
    """A short first line that is no sentence is the title; everything else is the text."""
    first, _, rest = text.strip().partition("\n")
    if rest.strip() and len(first) <= _LONGEST_TITLE and first.rstrip()[-1:] not in _ENDS:
        return first.strip(), rest.strip()
    return "", text.strip()


def square_code(address: str) -> str:
    """The address as a square code (SVG), readable also when a corner of the sheet is torn off."""
    drawn = segno.make(address, error="q", micro=False)
    return str(drawn.svg_inline(scale=4, border=2))


def mark_of(broadcast: Broadcast) -> str:
    """By which a sheet and its notice are told apart on the telephone: ``3F9A-01BC``."""
    return f"{broadcast.mark[:4]}-{broadcast.mark[4:]}".upper()
