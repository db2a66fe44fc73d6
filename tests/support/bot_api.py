"""A real Bot API server on this machine: what every end-to-end test of Telegram stands on.

    async with BotApiServer() as api:
        ...                                    # a service with api.token, api.api_base and api.file_base
        worker = TelegramUser(api, webhook="http://127.0.0.1:8000/hooks/telegram", secret="s")
        await worker.says("站长扣了我三天工资")
        await worker.taps("同意")
        assert "案号" in (await worker.sees("案号")).text

(:class:`~tests.support.telegram_user.TelegramUser` is the person.) It refuses what the platform refuses (bad
HTML, over-long texts and button data), so that a test cannot pass with a message that nobody would get.
"""

import asyncio
import itertools
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Literal, Self

import aiohttp
from aiohttp import web

from tests.support.bot_api_wire import (
    ApiError,
    Call,
    Fault,
    Json,
    Shown,
    drop,
    failure,
    instead,
    read_buttons,
    read_call,
    read_words,
)

BOT_ID = 4242
TOKEN = f"{BOT_ID}:a-token-of-nobody"
_ANSWERED_TRUE = frozenset(("answerCallbackQuery", "deleteWebhook", "setMyCommands", "setWebhook"))


class BotApiServer:
    """api.telegram.org on 127.0.0.1 and a free port, for one bot.

    ``calls`` is everything that was called, in order, ``downloads`` the paths of files; ``update_ids`` and
    ``message_ids`` count for everybody.
    """

    def __init__(self, *, poll_seconds: float = 1.0, null_results: bool = False) -> None:
        """``poll_seconds``: how long getUpdates waits; ``null_results``: as minimal servers answer."""
        self.token = TOKEN
        self.calls: list[Call] = []
        self.downloads: list[str] = []
        self.update_ids = itertools.count(500_000_000)
        self.message_ids = itertools.count(1)
        self.updates: list[Json] = []
        self.pushed: list[Json] = []
        self.http: aiohttp.ClientSession
        self._poll_seconds = poll_seconds
        self._null_results = null_results
        self._faults: list[Fault] = []
        self._files: dict[str, tuple[str, bytes]] = {}
        self._uploads: dict[str, tuple[str, bytes]] = {}
        self._upload_ids = itertools.count(1)
        self._shown: list[Shown] = []
        self._changed = asyncio.Event()
        self._pushed = asyncio.Event()
        self._methods: dict[str, Callable[[Call], Awaitable[object]]] = {
            "getMe": self._get_me,
            "getFile": self._get_file,
            "getUpdates": self._get_updates,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_file,
            "sendDocument": self._send_file,
            "editMessageReplyMarkup": self._edit_markup,
            "editMessageText": self._edit_text,
            "deleteMessage": self._delete,
        }

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60 << 20)
        app.router.add_post("/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()
        await self._runner.cleanup()

    @property
    def api_base(self) -> str:
        """What stands before the token in the address of a method."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def file_base(self) -> str:
        """What stands before the token in the address of a file."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    def messages(self, chat_id: int) -> list[Shown]:
        """What the bot has said in a chat, in order; buttons that were taken away are gone."""
        return [shown for shown in self._shown if shown.chat_id == chat_id]

    def calls_of(self, method: str, chat_id: int | None = None) -> list[Call]:
        """The calls of one method (to one chat), in order, also the failed ones."""
        return [call for call in self.calls if call.method == method and chat_id in (None, call.chat_id)]

    async def wait_for(
        self,
        chat_id: int,
        predicate: Callable[[Shown], bool],
        timeout: float = 5,  # noqa: ASYNC109
        after: int = 0,
    ) -> Shown:
        """The first message of a chat that ``predicate`` likes, not counting its first ``after`` ones.

        Fails after ``timeout`` seconds with what was said instead.
        """
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for shown in self.messages(chat_id)[after:]:
                        if predicate(shown):
                            return shown
                    await self._changed.wait()
        except TimeoutError:
            told = "\n".join(f"< {shown.text} {shown.labels}" for shown in self.messages(chat_id)[after:])
            raise AssertionError(f"not said to {chat_id} within {timeout} s; said was:\n{told}") from None

    def fail_next(
        self,
        method: str,
        status: int,
        body: str | bytes | Json = "",
        times: int = 1,
        chat_id: int | None = None,
    ) -> None:
        """The next calls get ``status`` and ``body``: a description, fields of the answer, or raw bytes.

        ``method`` may be ``*`` (every method) or ``download`` (of a file).
        """
        if isinstance(body, str):
            body = {"description": body}
        if isinstance(body, dict):
            body = json.dumps({"ok": False, "error_code": status} | body).encode()
        self._faults.append(Fault(method=method, chat_id=chat_id, times=times, status=status, body=body))

    def hang_next(self, method: str, seconds: float = 60, times: int = 1, chat_id: int | None = None) -> None:
        """The next calls are read and get no answer for ``seconds``, then an empty one."""
        self._faults.append(Fault(method=method, chat_id=chat_id, times=times, hangs=seconds))

    def drop_next(
        self,
        method: str,
        when: Literal["before", "after", "delivered"] = "after",
        times: int = 1,
        chat_id: int | None = None,
    ) -> None:
        """The next calls' connection is cut: before the body is read, after it, or after it was shown."""
        self._faults.append(Fault(method=method, chat_id=chat_id, times=times, drops=when))

    def heals(self) -> None:
        """No call goes wrong any more."""
        self._faults.clear()

    def add_file(self, data: bytes, path: str | None = None) -> str:
        """Keeps ``data`` for getFile and the download; returns the file id. ``path`` may be a nasty one."""
        file_id = f"file-{len(self._files) + 1}"
        self._files[file_id] = (path or f"documents/{file_id}.bin", data)
        return file_id

    def forgets_uploads(self) -> None:
        """No file that went up so far can be sent again by its id."""
        self._uploads.clear()

    def push(self, update: Json) -> None:
        """Keeps an update for getUpdates until its offset passes it."""
        self.updates.append(update)
        self.pushed.append(update)
        self._pushed.set()

    async def perform(self, call: Call) -> object:
        """What a method does here; raises ApiError with the platform's answer."""
        if call.method in self._methods:
            return await self._methods[call.method](call)
        if call.method in _ANSWERED_TRUE:
            return True
        raise ApiError(404, "Not Found: method not found")

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return failure(401, "Unauthorized")
        if (fault := self._fault(request.match_info["method"], None, early=True)) is not None:
            return drop(request)
        call = await read_call(request)
        self.calls.append(call)
        fault = self._fault(call.method, call.chat_id)
        if fault is not None and fault.drops != "delivered":
            return await instead(request, fault)
        try:
            result = await self.perform(call)
        except ApiError as error:
            return failure(error.status, error.description)
        return drop(request) if fault else web.json_response({"ok": True, "result": result})

    def _fault(self, method: str, chat_id: int | None, *, early: bool = False) -> Fault | None:
        for fault in self._faults:
            if fault.fits(method, chat_id) and (fault.drops == "before") is early:
                fault.times -= 1
                return fault
        return None

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        self.downloads.append(request.match_info["path"])
        if (fault := self._fault("download", None)) is not None:
            return await instead(request, fault)
        for path, data in self._files.values():
            if request.match_info["token"] == self.token and path == request.match_info["path"]:
                return web.Response(body=data)
        return web.Response(status=404)

    async def _get_me(self, call: Call) -> Json:
        return {"id": BOT_ID, "is_bot": True, "first_name": "工驿", "username": "gongyi_bot"}

    async def _get_file(self, call: Call) -> Json:
        if call.payload["file_id"] not in self._files:
            raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        path, data = self._files[call.payload["file_id"]]
        if len(data) > 20 << 20:
            raise ApiError(400, "Bad Request: file is too big")
        return {"file_id": call.payload["file_id"], "file_size": len(data), "file_path": path}

    async def _get_updates(self, call: Call) -> list[Json] | None:
        offset = int(call.payload.get("offset", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates:
            with suppress(TimeoutError):
                patience = min(self._poll_seconds, float(call.payload.get("timeout", 0)))
                await asyncio.wait_for(self._pushed.wait(), patience)
        self._pushed.clear()
        return self.updates[:100] or (None if self._null_results else [])

    async def _send_message(self, call: Call) -> Json | None:
        text = read_words(call.payload, "text", 4096)
        if not text.strip():
            raise ApiError(400, "Bad Request: message text is empty")
        return self._show(call, text, None)

    async def _send_file(self, call: Call) -> Json | None:
        kind = "photo" if call.method == "sendPhoto" else "document"
        file_id = self._take_up(kind, call.files[kind]) if kind in call.files else str(call.payload.get(kind, ""))
        known_as, data = self._uploads.get(file_id, ("", b""))
        if known_as != kind:
            raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
        message = self._show(call, read_words(call.payload, "caption", 1024), data)
        small, large = {"file_id": f"{file_id}-small"}, {"file_id": file_id}
        return message and message | {kind: [small, large] if kind == "photo" else large}

    def _take_up(self, kind: str, data: bytes) -> str:
        """By what id a file that came with a message is sent again: core.telegram.org/bots/api#sending-files"""
        file_id = f"upload-{next(self._upload_ids)}"
        self._uploads[file_id] = (kind, data)
        return file_id

    def _show(self, call: Call, text: str, picture: bytes | None) -> Json | None:
        chat_id = int(call.payload["chat_id"])
        shown = Shown(
            chat_id=chat_id,
            message_id=next(self.message_ids),
            text=text,
            buttons=read_buttons(call.payload.get("reply_markup")),
            picture=picture,
            in_webhook=call.in_webhook,
        )
        self._shown.append(shown)
        self._tell()
        message = {"message_id": shown.message_id, "date": int(time.time()), "chat": _chat(chat_id)}
        return None if self._null_results else message

    async def _edit_markup(self, call: Call) -> bool:
        number = self._find(call, "edit")
        self._change(number, replace(self._shown[number], buttons=read_buttons(call.payload.get("reply_markup"))))
        return True

    async def _edit_text(self, call: Call) -> Json | None:
        number = self._find(call, "edit")
        if self._shown[number].picture is not None:
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        text, buttons = read_words(call.payload, "text", 4096), read_buttons(call.payload.get("reply_markup"))
        self._change(number, replace(self._shown[number], text=text, buttons=buttons))
        return None if self._null_results else {"message_id": self._shown[number].message_id}

    async def _delete(self, call: Call) -> bool:
        del self._shown[self._find(call, "delete")]
        self._tell()
        return True

    def _find(self, call: Call, what: str) -> int:
        """Where the message stands that a call is about."""
        place = int(call.payload["chat_id"]), int(call.payload["message_id"])
        for number, shown in enumerate(self._shown):
            if (shown.chat_id, shown.message_id) == place:
                return number
        raise ApiError(400, f"Bad Request: message to {what} not found")

    def _change(self, number: int, changed: Shown) -> None:
        if changed == self._shown[number]:
            raise ApiError(400, "Bad Request: message is not modified")
        self._shown[number] = changed
        self._tell()

    def _tell(self) -> None:
        """Wakes whoever waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()


def _chat(chat_id: int) -> Json:
    return {"id": chat_id, "type": "private"}
