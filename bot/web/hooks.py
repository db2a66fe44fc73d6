"""The platforms' webhooks: verify, parse, hand to the pipeline, answer in the response.

This is the hot path, so it is a bare ASGI endpoint. A 200 is given only after everything is committed; every
other status makes the platform deliver again (https://core.telegram.org/bots/api#setwebhook).
"""

import asyncio
from collections.abc import Iterable

from prometheus_client import Counter
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.core.channel import Channel, WebhookRequest
from bot.core.errors import BadRequest, BadSignature, Unavailable
from bot.core.messages import Inbound, Kind
from bot.web.bodies import BodyTooLarge, BodyTooSlow, read_body
from bot.web.ports import Intake

MOST_BYTES = 1_000_000
SECONDS_TO_ARRIVE = 10.0
MOST_ACKNOWLEDGING = 1_000

REQUESTS = Counter("gongyi_webhook_requests_total", "Webhook requests by what became of them", ["channel", "outcome"])


class Acknowledger:
    """Tells platforms in the background that taps were heard, ``most`` at a time; no response waits."""

    def __init__(self, most: int = MOST_ACKNOWLEDGING) -> None:
        self._most = most
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, channel: Channel, inbounds: Iterable[Inbound]) -> None:
        """Acknowledges the taps among ``inbounds``; beyond the bound they are left out and counted."""
        for inbound in inbounds:
            if inbound.kind is not Kind.CHOICE:
                continue
            if len(self._tasks) >= self._most:
                REQUESTS.labels(channel.name, "unacknowledged").inc()
                continue
            task = asyncio.create_task(channel.acknowledge(inbound))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self, seconds: float = 5.0) -> None:
        """Waits for what is under way, at most ``seconds``, and lets the rest go."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()


class Hook:
    """The ASGI endpoint ``POST /hooks/<channel>``."""

    def __init__(self, channel: Channel, intake: Intake, acknowledger: Acknowledger) -> None:
        self._channel = channel
        self._intake = intake
        self._acknowledger = acknowledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one delivery and counts what became of it."""
        outcome, response = await self._handle(scope, receive)
        REQUESTS.labels(self._channel.name, outcome).inc()
        await response(scope, receive, send)

    async def _handle(self, scope: Scope, receive: Receive) -> tuple[str, Response]:
        try:
            return await self._deliver(scope, receive)
        except BadSignature:
            return "forged", Response(status_code=401)
        except BodyTooLarge:
            return "too_large", Response(status_code=413)
        except BodyTooSlow:
            return "too_slow", Response(status_code=408, headers={"connection": "close"})
        except BadRequest:
            return "unreadable", Response(status_code=400)
        except Unavailable:
            return "unavailable", Response(status_code=503, headers={"retry-after": "2"})

    async def _deliver(self, scope: Scope, receive: Receive) -> tuple[str, Response]:
        body = await read_body(scope, receive, most=MOST_BYTES, seconds=SECONDS_TO_ARRIVE)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        request = WebhookRequest(headers=headers, body=body)
        self._channel.verify(request)
        inbounds = self._channel.parse(request)
        if not inbounds:
            return "ignored", Response()
        reply = await self._intake.accept(inbounds)
        self._acknowledger.start(self._channel, inbounds)
        answer = None if reply is None else self._channel.answer(reply)
        return "accepted", Response() if answer is None else Response(answer, media_type="application/json")
