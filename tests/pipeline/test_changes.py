"""Messages that are changed after they were sent: one row, one message on the screen, whatever happens on the way."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.channels import telegram
from bot.core.errors import Retry, SendError
from bot.core.messages import Address, Choice, Purpose
from bot.pipeline.sender import Sender
from bot.pipeline.settling import Settler
from bot.pipeline.wake import Wake
from bot.services.letters import write_to
from bot.store import addresses, attachments, changes, chat_history, claims, people
from bot.store.chat_history import Shown
from bot.store.claims import Claimed
from bot.store.database import Database
from bot.store.files import FileStore
from bot.store.outbox import Status
from bot.store.tables import outbox as table
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import ACCOUNT, CHANNEL, Stage, address_of
from tests.support.bot_api import BotApiServer

T = TypeVar("T")
STOP = ((Choice(label="停", token="t-1"),),)


def picture(uow: UnitOfWork, file: str) -> str:
    """A picture that was checked and lies under this name."""
    attachment_id = attachments.add_made(uow, b"", "image/jpeg")
    attachments.fetched(uow, attachment_id, file=file, mime="image/jpeg", sha256="0" * 64, size=1)
    return attachment_id


def looked_at(stage: Stage, attachment_id: str) -> tuple[str, str] | None:
    """What the officer's page gets when it asks for a picture."""
    index = stage.work(lambda uow: addresses.address_index(uow, address_of("officer")))
    return stage.work(lambda uow: chat_history.file_shown_to(uow, index, attachment_id))


def said(stage: Stage, text: str, purpose: Purpose = Purpose.STAFF, attachment_id: str | None = None) -> str:
    """Tells the officer something; returns the message's id."""
    officer = stage.staff["officer"]
    letter_id = stage.work(lambda uow: write_to(uow, officer, text, purpose=purpose, attachment_id=attachment_id))
    assert letter_id
    stage.deliver()
    return letter_id


def rewritten(stage: Stage, letter_id: str, text: str) -> bool:
    return stage.work(lambda uow: changes.rewrite(uow, letter_id, text, STOP))


def claimed(stage: Stage) -> list[Claimed]:
    return stage.work(lambda uow: claims.claim(uow, CHANNEL, ACCOUNT, 10))


def status(stage: Stage, letter_id: str) -> str:
    return stage.work(lambda uow: uow.execute(table.select().where(table.c.id == letter_id)).one().status)


def shown(stage: Stage) -> list[Shown]:
    """What the officer's open page reads."""

    def look(uow: UnitOfWork) -> list[Shown]:
        address = address_of("officer")
        return chat_history.shown_to(uow, address, addresses.address_index(uow, address), "", 10)

    return stage.work(look)


def test_an_edit_is_the_same_message_in_a_new_place(stage: Stage) -> None:
    letter_id = said(stage, "已发 10")
    assert rewritten(stage, letter_id, "已发 20")
    assert rewritten(stage, letter_id, "已发 30")  # the one that was not sent yet is overtaken
    (edit,) = claimed(stage)
    assert (edit.out.text, edit.out.choices, edit.out.replaces is None) == ("已发 30", STOP, False)
    stage.work(lambda uow: Settler(stage.house).arrived(uow, edit, "9"))
    (event,) = shown(stage)
    assert (event.id, event.out.id, event.out.text) == ("9", letter_id, "已发 30")


def test_an_edit_waits_for_the_one_on_its_way(stage: Stage) -> None:
    letter_id = said(stage, "已发 10")
    rewritten(stage, letter_id, "已发 20")
    (edit,) = claimed(stage)
    assert not rewritten(stage, letter_id, "已发 30")
    stage.work(lambda uow: Settler(stage.house).failed(uow, edit, SendError(code="not_modified", retry=Retry.DONE)))
    assert rewritten(stage, letter_id, "已发 30")
    assert claimed(stage)[0].out.replaces == edit.out.replaces  # an edit that changed nothing keeps the platform's id


def test_what_is_taken_back_stands_nowhere(stage: Stage) -> None:
    attachment_id = stage.work(lambda uow: picture(uow, "海报"))
    letter_id = said(stage, "通知", Purpose.BROADCAST, attachment_id)
    assert looked_at(stage, attachment_id) == ("海报", "image/jpeg")
    assert stage.work(lambda uow: changes.take_back(uow, [letter_id])) == 1
    stage.deliver()
    assert looked_at(stage, attachment_id) is None
    assert (status(stage, letter_id), stage.read["officer"]) == (Status.RECALLED, [])
    (event,) = shown(stage)  # an open page hears of it
    assert (event.out.id, event.out.text, event.attachment_id) == (letter_id, "", None)
    assert stage.work(lambda uow: changes.take_back(uow, [letter_id])) == 0


def test_what_cannot_be_taken_back_stays_said_and_alarms_nobody(stage: Stage) -> None:
    error = SendError(code="not_deletable", retry=Retry.NO)
    letter_id = said(stage, "通知", Purpose.BROADCAST)
    stage.work(lambda uow: changes.take_back(uow, [letter_id]))
    (removal,) = claimed(stage)
    stage.work(lambda uow: Settler(stage.house).failed(uow, removal, error))
    assert status(stage, letter_id) == Status.SENT
    assert claimed(stage) == []


async def test_telegram_shows_one_message_that_changes_and_goes(stage: Stage, tmp_path: Path) -> None:
    """Over HTTP, with the real sender: one message sent, two edits, one removal, and nothing said twice."""
    async with BotApiServer() as api:
        channel = telegram.build(
            token=api.token, api_base=api.api_base, file_base=api.file_base, secret=None, clock=stage.clock
        )
        database = Database(f"sqlite:///{stage.file}", stage.vault, stage.clock, workers=1)
        files, wake = FileStore(tmp_path / "files", stage.vault), Wake()
        sender = Sender(database, channel, files, Settler(stage.house), concurrency=4, wake=wake, sent=Wake())
        address = Address(channel="telegram", account=channel.account, user="10001")
        watcher = database.run_here(lambda uow: people.add_speaker(uow, address, "zh-CN").person.id)
        running = asyncio.create_task(sender.run())

        async def sees(said: list[str], work: Callable[[UnitOfWork], T]) -> T:
            """Does ``work`` once nothing is on its way, and waits for what the person then sees."""
            async with asyncio.timeout(10):
                while not (result := await database.run(work)):
                    await asyncio.sleep(0.01)
                wake.set()
                while [shown.text for shown in api.messages(10001)] != said:
                    await asyncio.sleep(0.01)
            return result

        letter_id = await sees(["已发 10"], lambda uow: write_to(uow, watcher, "已发 10", purpose=Purpose.STAFF)) or ""
        await sees(["已发 20"], lambda uow: changes.rewrite(uow, letter_id, "已发 20"))
        await sees(["已发 30"], lambda uow: changes.rewrite(uow, letter_id, "已发 30"))
        await sees([], lambda uow: changes.take_back(uow, [letter_id]))
        assert [call.method for call in api.calls] == ["sendMessage", *["editMessageText"] * 2, "deleteMessage"]
        await sender.stop()
        await running
        await channel.close()
        database.close()
