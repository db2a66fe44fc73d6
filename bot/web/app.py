"""Puts the web layer together. Everything it needs is handed in; it makes only what is its own."""

from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.core.channel import Channel
from bot.core.clock import Clock
from bot.core.texts import Texts
from bot.web.chat import STATIC, Chat, Limits, chat_router, login_router, static_files
from bot.web.events import Streams
from bot.web.headers import SecurityHeaders
from bot.web.health import health_router
from bot.web.hooks import Acknowledger, Hook
from bot.web.page import Pages
from bot.web.ports import ChatLog, Health, Intake, Uploads
from bot.web.refusals import explain_refusals
from bot.web.uploading import UploadGate
from bot.web.visitors import Visitors

WEB_CHAT = "webchat"


class Desk(FastAPI):
    """The application, with a straight way to the platforms' hooks: half of their cost were layers that they do
    not need.
    """

    def __init__(
        self, hooks: Mapping[str, Hook], lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]]
    ) -> None:
        super().__init__(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
        self.hooks = hooks
        self.router.routes.extend(Route(path, hook, methods=["POST"]) for path, hook in hooks.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gives a platform's delivery to its hook, everything else to the routes."""
        hook = self.hooks.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        await (hook(scope, receive, send) if hook is not None else super().__call__(scope, receive, send))


def create_web(
    *,
    channels: Mapping[str, Channel],
    intake: Intake,
    chat_log: ChatLog,
    uploads: Uploads,
    health: Health,
    texts: Texts,
    clock: Clock,
    metrics_page: Callable[[], bytes],
    allowed_origins: Collection[str],
    cookie_secure: bool,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
    login: Callable[[str], str | None] | None = None,
) -> Desk:
    """The web application: a hook for every channel but the web chat, the web chat, health and metrics.

    ``login`` maps a demo token to a cookie value (``visitors.new_cookie()``); without it there are no login
    links. ``app.state.streams.close()`` ends the event streams, which a graceful stop needs (see
    ``bot/web/server.py``).
    """
    streams, acknowledger = Streams(), Acknowledger()
    hooked = [channel for channel in channels.values() if channel.name != WEB_CHAT]
    hooks = {f"/hooks/{channel.name}": Hook(channel, intake, acknowledger) for channel in hooked}
    app = Desk(hooks, _with_goodbye(lifespan, streams, acknowledger))
    app.state.streams = streams
    app.add_middleware(SecurityHeaders, https=cookie_secure)
    explain_refusals(app, texts)
    visitors = Visitors(allowed_origins=allowed_origins, secure=cookie_secure)
    chat = Chat(
        channel=channels[WEB_CHAT],
        intake=intake,
        chat_log=chat_log,
        uploads=uploads,
        clock=clock,
        visitors=visitors,
        limits=Limits.usual(clock),
        streams=streams,
        pages=Pages(STATIC / "chat.html", texts),
        gate=UploadGate(),
    )
    app.include_router(chat_router(chat))
    app.include_router(health_router(health, metrics_page))
    if login is not None:
        app.include_router(login_router(login, visitors))
    app.mount("/chat/static", static_files())
    return app


def _with_goodbye(
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None,
    streams: Streams,
    acknowledger: Acknowledger,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def around(app: FastAPI) -> AsyncGenerator[None]:
        async with lifespan(app) if lifespan else nullcontext():
            try:
                yield
            finally:
                streams.close()
                await acknowledger.drain()

    return around
