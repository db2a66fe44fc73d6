"""The web chat: the page, what it posts, the stream of answers, and pictures."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.staticfiles import StaticFiles

from bot.core.channel import Channel
from bot.core.clock import Clock
from bot.core.messages import Address, Picture
from bot.core.texts import LOCALES
from bot.web.bodies import read_body
from bot.web.events import Streams, stream_events
from bot.web.limits import TokenBuckets, client_key
from bot.web.page import Pages
from bot.web.ports import ChatLog, Intake, Uploads
from bot.web.posted import read_posted, upload_token
from bot.web.refusals import LANGUAGE_COOKIE, Refused, locale_of
from bot.web.uploading import UploadGate, read_upload
from bot.web.visitors import Visitors, new_cookie, user_of

MOST_TEXT = 10_000
_MOST_MESSAGE_BYTES = 200_000  # 10,000 characters, each escaped as two \uXXXX, and the rest
_SECONDS_TO_ARRIVE = 20.0
_UPLOAD_COST = 3.0
_NO_STORE = {"cache-control": "no-store"}
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often one visitor, and everybody behind one client address, may knock."""

    visitor: TokenBuckets
    client: TokenBuckets

    @classmethod
    def usual(cls, clock: Clock) -> "Limits":
        """A fast typist never meets them; addresses get more, for a carrier puts thousands behind one."""
        return cls(
            visitor=TokenBuckets(burst=30, per_second=1, clock=clock),
            client=TokenBuckets(burst=600, per_second=30, clock=clock),
        )

    def check(self, request: Request, user: str, cost: float = 1.0) -> None:
        """Raises Refused (429) when one of the buckets is empty."""
        wait = max(self.client.take(client_key(request), cost), self.visitor.take(user, cost))
        if wait > 0:
            raise Refused(429, "chat.refused.too_often", after=wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """The web chat's requests, each a method."""

    channel: Channel
    intake: Intake
    chat_log: ChatLog
    uploads: Uploads
    clock: Clock
    visitors: Visitors
    limits: Limits
    streams: Streams
    pages: Pages
    gate: UploadGate

    async def page(self, request: Request) -> Response:
        """The page; a new visitor is given a cookie, a known one keeps it for another half year."""
        locale = locale_of(request)
        response = Response(self.pages.html(locale), media_type="text/html; charset=utf-8", headers=_NO_STORE)
        response.headers["content-language"] = locale
        self.visitors.give(response, self.visitors.cookie(request) or new_cookie())
        if request.query_params.get("lang") in LOCALES:
            response.set_cookie(LANGUAGE_COOKIE, locale, max_age=180 * 24 * 3600, samesite="lax")
        return response

    async def words(self, request: Request) -> Response:
        """The words that the page's scripts say."""
        return Response(self.pages.words(locale_of(request)), media_type="application/json", headers=_NO_STORE)

    async def post_message(self, request: Request) -> Response:
        """Takes one message: 202 once everything that it caused is committed; answers come on the stream."""
        user = self._poster(request)
        self.limits.check(request, user)
        body = await read_body(request.scope, request.receive, most=_MOST_MESSAGE_BYTES, seconds=_SECONDS_TO_ARRIVE)
        posted = read_posted(body)
        if posted.text is not None and len(posted.text) > MOST_TEXT:
            raise Refused(413, "chat.refused.too_long")
        address = Address(channel=self.channel.name, account=self.channel.account, user=user)
        claim = partial(self.uploads.claim, user)
        inbound = posted.inbound(address, locale=locale_of(request), at=self.clock.now(), claim=claim)
        await self.intake.accept([inbound])
        return JSONResponse({}, status_code=202, headers=_NO_STORE)

    async def post_upload(self, request: Request) -> Response:
        """Takes one file and returns the token that a message names it by."""
        user = self._poster(request)
        self.limits.check(request, user, _UPLOAD_COST)
        async with self.gate.place():
            data, mime = await read_upload(request)
            ref = await self.uploads.put(user, data, mime)
        return JSONResponse({"ref": upload_token(mime, ref)}, status_code=201, headers=_NO_STORE)

    async def events(self, request: Request) -> Response:
        """The stream of what is sent to the visitor, from Last-Event-ID or ``?after=`` on."""
        user = self._visitor(request)
        self.limits.check(request, user)
        if self.streams.full:
            raise Refused(503, "chat.refused.unavailable", after=5.0)
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        return StreamingResponse(
            stream_events(self.chat_log, self.streams, user, after),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},  # nginx must not hold it back
        )

    async def picture(self, request: Request) -> Response:
        """A picture that was sent to this visitor; anybody else's is not there."""
        user = self._visitor(request)
        picture = await self.chat_log.picture(user, request.path_params["picture_id"])
        if picture is None:
            raise Refused(404, "chat.refused.no_picture")
        return _picture_response(picture)

    def _visitor(self, request: Request) -> str:
        cookie = self.visitors.cookie(request)
        if cookie is None:
            raise Refused(401, "chat.refused.unknown")
        return user_of(cookie)

    def _poster(self, request: Request) -> str:
        if not self.visitors.is_ours(request):
            raise Refused(403, "chat.refused.elsewhere")
        return self._visitor(request)


class _Static(StaticFiles):
    """The page's scripts and styles; a browser asks each time whether they changed (it gets a 304)."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "no-cache"
        return response


def chat_router(chat: Chat) -> APIRouter:
    """The routes of the web chat."""
    router = APIRouter()
    router.add_route("/chat", chat.page, methods=["GET"])
    router.add_route("/chat/words", chat.words, methods=["GET"])
    router.add_route("/chat/messages", chat.post_message, methods=["POST"])
    router.add_route("/chat/uploads", chat.post_upload, methods=["POST"])
    router.add_route("/chat/events", chat.events, methods=["GET"])
    router.add_route("/chat/pictures/{picture_id}", chat.picture, methods=["GET"])
    return router


def static_files() -> StaticFiles:
    """What is below ``/chat/static``."""
    return _Static(directory=STATIC)


def login_router(login: Callable[[str], str | None], visitors: Visitors) -> APIRouter:
    """``/demo/login/<token>``: becomes the sample person behind the token. Only the demo has this route."""
    router = APIRouter()

    async def log_in(request: Request) -> Response:
        cookie = login(request.path_params["token"])
        if cookie is None:
            raise Refused(404, "chat.refused.no_login")
        response = RedirectResponse("/chat", status_code=303, headers=_NO_STORE)
        visitors.give(response, cookie)
        return response

    router.add_route("/demo/login/{token}", log_in, methods=["GET"])
    return router


def _picture_response(picture: Picture) -> Response:
    place = "inline" if picture.mime in _SHOWN else "attachment"
    name = "".join(each for each in picture.name if each.isascii() and (each.isalnum() or each in "._-"))
    return Response(
        picture.data,
        media_type=picture.mime if place == "inline" else "application/octet-stream",
        headers={
            "cache-control": "private, no-store",
            "content-disposition": f'{place}; filename="{name or "file"}"',
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )
