"""A file that goes to several people goes up once: a real sender and database before the Bot API's own rules."""

import asyncio
from collections.abc import AsyncIterator, Collection
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels import telegram
from bot.core.messages import Address, Purpose
from bot.jobs.attachments import AttachmentJob
from bot.pipeline.sender import Sender
from bot.pipeline.settling import Settler
from bot.pipeline.wake import Wake
from bot.services.letters import send_file
from bot.store import attachments, people
from bot.store.changes import take_back
from bot.store.database import Database
from bot.store.files import FileStore
from bot.store.tables import attachments as attachment_rows
from bot.store.tables import outbox, pending
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage
from tests.support.bot_api import BOT_ID, BotApiServer

PICTURE = b"\xff\xd8 a picture"
CROWD = range(100_001, 100_051)


class Post:
    """A bot whose sender runs, and its files."""

    def __init__(self, stage: Stage, folder: Path, api: BotApiServer) -> None:
        self.api, self._house, self._wake = api, stage.house, Wake()
        self.database = Database(f"sqlite:///{stage.file}", stage.vault, stage.clock, workers=1)
        self._files = FileStore(folder / "files", stage.vault)
        self.job = AttachmentJob(self.database, stage.house, self._files, {})
        self._channel = telegram.build(
            token=api.token,
            api_base=api.api_base,
            file_base=api.file_base,
            secret=None,
            clock=stage.clock,
            messages_per_second=1000,
        )

    async def opens(self) -> None:
        """Begins to send, as after a start of the process."""
        settler = Settler(self._house)
        self._sender = Sender(
            self.database, self._channel, self._files, settler, concurrency=16, wake=self._wake, sent=Wake()
        )
        self._running = asyncio.create_task(self._sender.run())
        await asyncio.sleep(0)

    async def closes(self) -> None:
        """Ends what is under way."""
        await self._sender.stop()
        await self._running

    async def ends(self) -> None:
        """Lets everything go."""
        await self.closes()
        await self._channel.close()
        self.database.close()

    async def sends(self, file: str, chats: Collection[int]) -> None:
        """The file goes to all these chats, and what became of it is recorded."""
        self.database.run_here(partial(_write_to_all, file=file, chats=chats))
        await self.job.run()
        await self._sent()
        shown = [shown.picture for chat in chats for shown in self.api.messages(chat)]
        assert set(shown) == {PICTURE}

    async def takes_back(self) -> None:
        """Everything that was sent is taken away again."""
        self.database.run_here(lambda uow: take_back(uow, uow.execute(select(outbox.c.id)).scalars().all()))
        await self._sent()

    async def _sent(self) -> None:
        self._wake.set()
        async with asyncio.timeout(10):
            while await self.database.read(_under_way):
                await asyncio.sleep(0.01)

    def has_handle(self, file: str) -> bool:
        """Whether it is kept by what name the platform has it."""
        query = select(attachment_rows.c.handles_sealed).where(attachment_rows.c.id == file)
        return self.database.run_here(lambda uow: uow.execute(query).scalar_one()) is not None

    @property
    def uploads(self) -> int:
        """How often a file went up."""
        return sum(bool(call.files) for call in self.api.calls)


@pytest.fixture
async def post(stage: Stage, tmp_path: Path) -> AsyncIterator[Post]:
    async with BotApiServer() as api:
        post = Post(stage, tmp_path, api)
        await post.opens()
        yield post
        await post.ends()


def _made(post: Post, mime: str = "image/jpeg") -> str:
    return post.database.run_here(lambda uow: attachments.add_made(uow, PICTURE, mime))


def _write_to_all(uow: UnitOfWork, *, file: str, chats: Collection[int]) -> None:
    first = uow.first(
        select(attachment_rows.c.id).where(attachment_rows.c.id == file, attachment_rows.c.file.is_(None))
    )
    for chat in chats:
        address = Address(channel="telegram", account=str(BOT_ID), user=str(chat))
        person = people.add_speaker(uow, address, "zh-CN").person.id
        uow.flush()
        send_file(uow, person, "明天高温，多喝水。", file, purpose=Purpose.BROADCAST, ready=first is None)


def _under_way(uow: UnitOfWork) -> bool:
    return uow.first(select(outbox.c.id).where(pending(outbox)).limit(1)) is not None


@pytest.mark.parametrize(("mime", "method"), [("image/jpeg", "sendPhoto"), ("application/pdf", "sendDocument")])
async def test_a_file_for_fifty_people_goes_up_once(post: Post, mime: str, method: str) -> None:
    """Also where several places send the first ones at the same moment, and after a start of the process."""
    file = _made(post, mime)
    await post.sends(file, CROWD)
    assert (len(post.api.calls_of(method)), post.uploads) == (50, 1)
    await post.closes()
    await post.opens()
    await post.sends(file, [7])
    assert post.uploads == 1


async def test_a_handle_that_the_platform_refuses_is_mended_by_one_upload(post: Post) -> None:
    file = _made(post)
    await post.sends(file, CROWD[:2])
    post.api.forgets_uploads()
    await post.sends(file, CROWD[2:30])
    assert post.uploads == 2
    await post.closes()
    await post.opens()
    await post.sends(file, CROWD[30:])
    assert post.uploads == 2, "the new one is kept"


async def test_an_upload_that_fails_is_made_by_the_next(post: Post) -> None:
    file = _made(post)
    post.api.fail_next("sendPhoto", 403, "Forbidden: bot was blocked by the user", chat_id=CROWD[0])
    await post.sends(file, CROWD[:20])
    assert post.uploads == 2


async def test_of_what_one_person_gets_no_handle_is_kept(post: Post) -> None:
    file = _made(post)
    await post.sends(file, [7])
    assert not post.has_handle(file)
    await post.sends(file, [8, 9])
    assert post.has_handle(file)


async def test_a_handle_goes_with_its_file(post: Post) -> None:
    file = _made(post)
    await post.sends(file, [7, 8])
    assert post.has_handle(file)
    post.database.run_here(lambda uow: attachments.abandon(uow, [file]))
    await post.job.sweep()
    assert not post.has_handle(file)


async def test_a_picture_is_taken_back(post: Post) -> None:
    await post.sends(_made(post), [7, 8])
    await post.takes_back()
    assert post.api.messages(7) == post.api.messages(8) == []
