"""The composition root: builds everything once from settings. Nothing else constructs collaborators."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog
from prometheus_client import generate_latest

from bot.channels import sms_http, telegram, webchat
from bot.channels.telegram_polling import Poller
from bot.core.channel import Channel, Menu
from bot.core.clock import Clock, SystemClock
from bot.core.errors import SendError, Unavailable
from bot.core.messages import Inbound, Outbound, Picture
from bot.core.settings import Settings
from bot.core.texts import DEFAULT_LOCALE, LOCALES
from bot.core.vault import Vault
from bot.house_builder import build_house
from bot.jobs.attachments import AttachmentJob
from bot.jobs.box import tend_box
from bot.jobs.broadcasting import Broadcasting
from bot.jobs.due import run_due
from bot.jobs.texting import EVERY, TextingJob
from bot.jobs.upkeep import forget_marks, open_sessions, plan_digests, read_gauges, stock_packs, tidy
from bot.pipeline.chat_log import SentLog
from bot.pipeline.lanes import Lanes
from bot.pipeline.poison import Quarantine
from bot.pipeline.sender import Sender
from bot.pipeline.settling import Settler
from bot.pipeline.turn import Turn
from bot.pipeline.wake import Wake
from bot.scheduler import Scheduler
from bot.services.menus import menu_of
from bot.store import chat_history
from bot.store.database import Database
from bot.store.files import FileStore, UploadStore
from bot.store.one_server import OneServer
from bot.store.schema import missing_migrations
from bot.web.app import Desk, create_web
from bot.web.ports import ChatEvent

log = structlog.get_logger()

_TICK = timedelta(seconds=0.5)


class Application:
    """Everything that runs in one process: web, lanes, senders, scheduler, poller."""

    def __init__(
        self, settings: Settings, *, clock: Clock | None = None, login: Callable[[str], str | None] | None = None
    ) -> None:
        self.settings, self.clock = settings, clock or SystemClock()
        self.vault = Vault.load(settings.key_file)
        self.house = build_house(settings)
        self.database = Database(settings.database_url, self.vault, self.clock, workers=settings.pipeline.workers)
        self.files = FileStore(settings.media_folder, self.vault)
        self._uploads = UploadStore(settings.media_folder / "uploads", self.vault)
        self._letters, self._sent = Wake(), Wake()
        self.channels = self._build_channels()
        self.lanes = self._build_lanes()
        self._senders = [self._build_sender(channel) for channel in self.channels.values()]
        self._attachments = AttachmentJob(
            self.database, self.house, self.files, {(c.name, c.account): c for c in self.channels.values()}
        )
        self._broadcasting = Broadcasting(
            self.database,
            self.house,
            {channel.name: channel.caps.messages_per_second for channel in self.channels.values()},
            self._letters.set,
        )
        self._texting = self._build_texting()
        self._scheduler = Scheduler()
        self._tasks: list[asyncio.Task[None]] = []
        self._one_server = OneServer(settings.sqlite_file)
        self.web = self._build_web(login)

    def claim_database(self) -> None:
        """Keeps other processes off our SQLite file; raises AlreadyServed when one serves it already."""
        self._one_server.take()

    async def start(self) -> None:
        """Begins to serve; raises AlreadyServed like :meth:`claim_database`, for those who did not ask before."""
        self.claim_database()
        for problem in await self.problems():
            log.warning("not_ready", problem=problem)
        await self._note_last_event()
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(sender.run()) for sender in self._senders]
        self._tasks += [loop.create_task(channel.set_menus(self._menus())) for channel in self.channels.values()]
        if self._polls:
            self._tasks.append(loop.create_task(self._poll()))
        self._tasks.append(loop.create_task(self._upkeep()))
        self._scheduler.every(_TICK, self._due, "due")
        self._scheduler.every(_TICK, self._attachments.run, "attachments")
        self._scheduler.every(_TICK, self._broadcasting.run, "broadcasting")
        if self._texting is not None:
            self._scheduler.every(EVERY, self._text, "texting")
        self._scheduler.every(timedelta(seconds=5), self._gauges, "gauges")
        self._scheduler.every(timedelta(hours=1), self._upkeep, "upkeep")
        self._scheduler.start()

    async def stop(self) -> None:
        """Takes nothing new, commits what was taken, sends what is under way, and lets go."""
        self._scheduler.stop()
        await self.lanes.drain()
        with suppress(Unavailable):
            for sender in self._senders:
                await sender.stop()
            if self._texting is not None:
                await self._texting.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for channel in self.channels.values():
            await channel.close()
        self.database.close()
        self._one_server.release()

    @asynccontextmanager
    async def lifespan(self, app: object) -> AsyncIterator[None]:
        """For the web server."""
        await self.start()
        try:
            yield
        finally:
            await self.stop()

    async def problems(self) -> tuple[str, ...]:
        """What stands in the way of serving; empty when nothing does."""
        try:
            missing = await self.database.read(missing_migrations)
        except Unavailable:
            return ("the database cannot be reached",)
        return ("the database lacks migrations: run gongyi migrate",) if missing else ()

    @property
    def _polls(self) -> bool:
        settings = self.settings.channels.telegram
        return settings.token is not None and settings.mode == "polling"

    def _build_channels(self) -> dict[str, Channel]:
        channels: dict[str, Channel] = {}
        if self.settings.channels.webchat.enabled:
            channels["webchat"] = webchat.build(uploads=self._uploads, clock=self.clock)
        chosen = self.settings.channels.telegram
        if chosen.token is not None:
            channels["telegram"] = telegram.build(
                token=chosen.token.get_secret_value(),
                api_base=chosen.api_base,
                file_base=chosen.file_base,
                secret=chosen.secret.get_secret_value() if chosen.secret else None,
                clock=self.clock,
                messages_per_second=chosen.messages_per_second,
            )
        return channels

    def _build_texting(self) -> TextingJob | None:
        sms = self.settings.sms
        if sms.url is None or sms.key is None:
            return None
        provider = sms_http.build(sms.url, sms.key.get_secret_value(), self.clock)
        return TextingJob(self.database, self.house, provider, self.clock, per_second=sms.per_second)

    def _build_lanes(self) -> Lanes:
        settings = self.settings
        return Lanes(
            self.database,
            Turn(self.house, self._hands),
            Quarantine(self.house),
            self.clock,
            most=settings.pipeline.batch,
            workers=settings.pipeline.workers,
            on_letters=self._letters,
        )

    def _hands(self, out: Outbound) -> bool:
        """Only Telegram answers in its webhook's response, and only what fits into one message."""
        chosen = self.settings.channels.telegram
        if out.to.channel != "telegram" or not chosen.reply_in_webhook or chosen.mode != "webhook":
            return False
        return out.picture is None and len(out.text.encode("utf-16-le")) // 2 <= self.channels["telegram"].caps.max_text

    def _menus(self) -> dict[str, Menu]:
        """What everybody may call up who has no role: by the language of his app, Chinese for all others."""
        menus = {locale.partition("-")[0]: menu_of(self.house.texts, frozenset(), locale) for locale in LOCALES}
        return menus | {"": menu_of(self.house.texts, frozenset(), DEFAULT_LOCALE)}

    def _build_sender(self, channel: Channel) -> Sender:
        return Sender(
            self.database,
            channel,
            self.files,
            Settler(self.house),
            concurrency=self.settings.sender.concurrency,
            wake=self._letters,
            sent=self._sent,
        )

    def _build_web(self, login: Callable[[str], str | None] | None) -> Desk:
        settings = self.settings
        origins = [*settings.channels.webchat.allowed_origins, *([settings.public_url] if settings.public_url else [])]
        return create_web(
            channels=self.channels,
            intake=self.lanes,
            chat_log=_ChatLog(SentLog(self.database, self.files, self._sent)),
            uploads=self._uploads,
            health=self,
            texts=self.house.texts,
            clock=self.clock,
            metrics_page=generate_latest,
            allowed_origins=origins,
            cookie_secure=settings.cookie_secure,
            lifespan=self.lifespan,
            login=login,
        )

    async def _note_last_event(self) -> None:
        channel = self.channels.get("webchat")
        if isinstance(channel, webchat.WebChatChannel):
            with suppress(Unavailable):
                last = await self.database.read(lambda uow: chat_history.last_vendor_id(uow, channel.name))
                channel.start_after(last or "0")

    async def _due(self) -> None:
        with suppress(Unavailable):
            await run_due(self.database, self.house, self._letters.set)

    async def _text(self) -> None:
        assert self._texting is not None
        with suppress(Unavailable):
            await self._texting.run()

    async def _gauges(self) -> None:
        with suppress(Unavailable):
            await read_gauges(self.database)

    async def _upkeep(self) -> None:
        with suppress(Unavailable):
            await tidy(self.database)
            await open_sessions(self.database, self.house)
            await tend_box(self.database, self.house)
            await stock_packs(self.database, self.house)
            await plan_digests(self.database, self.house)
            await forget_marks(self.database, self.house)
            await self._attachments.sweep()
        await self._uploads.sweep(self.clock.now() - timedelta(days=1))

    async def _poll(self) -> None:
        channel = self.channels["telegram"]
        assert isinstance(channel, telegram.TelegramChannel)
        try:
            await Poller(channel).run(self._accept_polled)
        except SendError as error:
            log.error("polling_refused", code=error.code, mend="remove the webhook or the second poller, then restart")

    async def _accept_polled(self, inbounds: list[Inbound]) -> None:
        await self.lanes.accept(inbounds)
        for inbound in inbounds:
            await self.channels["telegram"].acknowledge(inbound)


@dataclass(frozen=True, slots=True)
class _ChatLog:
    """Turns what the pipeline knows of a message into what the page shows."""

    log: SentLog

    async def since(self, user: str, after: str, most: int) -> list[ChatEvent]:
        return [
            ChatEvent(
                id=shown.id,
                message=shown.out.id,
                text=shown.out.text,
                choices=shown.out.choices,
                picture_id=shown.attachment_id,
                mime=shown.mime,
                at=shown.at,
                purpose=shown.out.purpose,
                ask_location=shown.out.ask_location,
            )
            for shown in await self.log.since(user, after, most)
        ]

    async def changed(self, user: str, timeout: float) -> None:  # noqa: ASYNC109
        await self.log.changed(timeout)

    async def picture(self, user: str, picture_id: str) -> Picture | None:
        return await self.log.picture(user, picture_id)
