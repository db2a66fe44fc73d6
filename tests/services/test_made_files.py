"""A file that we made ourselves reaches both kinds of chat as it was made."""

import asyncio
from pathlib import Path

from bot.channels.telegram_messages import to_calls
from bot.core.messages import Address, Outbound, Picture
from bot.jobs.attachments import AttachmentJob
from bot.pipeline.chat_log import ACCOUNT, CHANNEL, SentLog
from bot.pipeline.wake import Wake
from bot.services.house import House
from bot.services.made_files import send_made
from bot.store import claims, endings, people
from bot.store.database import Database
from bot.store.files import FileStore
from bot.store.outbox import Status
from tests.flows.stage import Stage

ENTRY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def _send(database: Database, files: FileStore, house: House) -> str:
    """Sends the entry to a visitor of the web chat; returns the attachment's id as his page learns it."""
    visitor = Address(channel=CHANNEL, account=ACCOUNT, user="visitor")
    person = database.run_here(lambda uow: people.add_speaker(uow, visitor, "zh-CN").person.id)
    database.run_here(lambda uow: send_made(uow, person, ENTRY, "text/calendar", "加到日历里"))
    asyncio.run(AttachmentJob(database, house, files, {}).run())
    (claimed,) = database.run_here(lambda uow: claims.claim(uow, CHANNEL, ACCOUNT, 10))
    assert claimed.file
    assert files.get(claimed.file.name) == ENTRY
    database.run_here(lambda uow: endings.settle(uow, claimed.id, Status.SENT, vendor_id="1"))
    (shown,) = asyncio.run(SentLog(database, files, Wake()).since("visitor", "", 10))
    assert (shown.mime, shown.out.text) == ("text/calendar", "加到日历里")
    assert shown.attachment_id
    return shown.attachment_id


def test_the_web_chat_gets_it_and_nobody_else(stage: Stage, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{stage.file}", stage.vault, stage.clock)
    files = FileStore(tmp_path / "media", stage.vault)
    attachment_id = _send(database, files, stage.house)
    log = SentLog(database, files, Wake())
    picture = asyncio.run(log.picture("visitor", attachment_id))
    assert picture == Picture(data=ENTRY, mime="text/calendar", name=f"{attachment_id[:8]}.ics")
    assert asyncio.run(log.picture("somebody", attachment_id)) is None
    database.close()


def test_telegram_gets_it_as_a_document() -> None:
    picture = Picture(data=ENTRY, mime="text/calendar", name="1.ics")
    to = Address(channel="telegram", account="1", user="7")
    ((method, parameters),) = to_calls(Outbound(id="1", to=to, text="加到日历里", picture=picture))
    assert method == "sendDocument"
    assert parameters["caption"] == "加到日历里"
