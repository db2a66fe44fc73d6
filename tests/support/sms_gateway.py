"""A provider of texts on this machine that keeps the contract of docs/sms.md, or breaks it as it is told."""

import asyncio
import hashlib
import hmac
import json
from types import TracebackType
from typing import Self

from aiohttp import web

KEY = "a shared secret"


class SmsGateway:
    """http://127.0.0.1 on a free port. ``taken`` are the texts that it took, ``requests`` counts all that came.

    ``answers`` are what it says next: (status, headers, body), ``"hang up"`` or ``"say nothing"``; then it takes again.
    """

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.requests = 0
        self.answers: list[tuple[int, dict[str, str], str] | str] = []
        self.url = ""
        self._runner: web.AppRunner

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_post("/texts", self._text)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/texts"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _text(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        body = await request.read()
        if not self._is_signed(request, body):
            return web.json_response({"code": "signature"}, status=401)
        if self.answers:
            return await self._as_told(request, self.answers.pop(0))
        sms = json.loads(body)
        if any(each["id"] == request.headers["Idempotency-Key"] for each in self.taken):
            return web.json_response({"code": "known"}, status=409)
        self.taken.append(sms)
        return web.json_response({"id": f"carrier-{len(self.taken)}"})

    async def _as_told(self, request: web.Request, answer: tuple[int, dict[str, str], str] | str) -> web.StreamResponse:
        if answer == "hang up":
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if answer == "say nothing":
            await asyncio.sleep(5)
            return web.Response()
        assert not isinstance(answer, str)
        status, headers, text = answer
        return web.Response(status=status, headers=headers, text=text)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        said = f"{request.headers['X-Gongyi-Timestamp']}.{request.headers['Idempotency-Key']}.".encode() + body
        wanted = "sha256=" + hmac.new(KEY.encode(), said, hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, request.headers["X-Gongyi-Signature"])
