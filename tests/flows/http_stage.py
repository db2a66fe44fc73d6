"""The same stage with its network: the whole service in a thread, spoken to over real HTTP as the page speaks to it.

Only the clock is ours. Photos are uploaded as files, answers are read from the event stream, senders and jobs run as
they do in production.
"""

import asyncio
import hashlib
import io
import json
import os
import socket
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid5

import uvicorn
from PIL import Image
from sqlalchemy import func, select

from bot.app import Application
from bot.core.messages import Address, Choice, Inbound, Kind, Outbound
from bot.core.settings import load_settings
from bot.store import addresses, tables
from bot.store.outbox import Status
from bot.store.unit_of_work import UnitOfWork
from bot.web.server import ChatServer
from bot.web.visitors import user_of
from tests.flows.stage import Stage, Template

T = TypeVar("T")
_MESSAGES = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
_PATIENCE = 30.0  # seconds until everything that was said must have been delivered
_BOUNDARY = "----one-photo"


class HttpStage(Stage):
    """A stage whose people speak through a socket."""

    def __init__(self, template: Template, folder: Path) -> None:
        super().__init__(template, folder, None)  # type: ignore[arg-type]  # the application builds its own house
        self._folder = folder
        self._seen: dict[str, str] = {}
        self.work(self._move_in)
        settings = load_settings(
            {
                "GONGYI_DATABASE_URL": f"sqlite:///{self.file}",
                "GONGYI_KEY_FILE": str(template.keys),
                "GONGYI_MEDIA_FOLDER": str(folder / "media"),
            }
        )
        self._loop = asyncio.new_event_loop()
        self._application = Application(settings, clock=self.clock)
        self.house = self._application.house
        self._server = self._serve()

    def _move_in(self, uow: UnitOfWork) -> None:
        """The staff of the template get chats on the page."""
        for name, person_id in self.staff.items():
            addresses.add_address(uow, person_id, _page_address(name))
            uow.flush()
            old = select(tables.addresses.c.id).where(
                tables.addresses.c.person_id == person_id, tables.addresses.c.account != "main"
            )
            for (address_id,) in uow.rows(old):
                addresses.mark_unreachable(uow, address_id, "moved")

    def _serve(self) -> ChatServer:
        listener = socket.create_server(("127.0.0.1", 0))
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(self._application.web, log_config=None, timeout_graceful_shutdown=5)
        server = ChatServer(config, self._application.web.state.streams)
        self._thread = threading.Thread(
            target=lambda: self._loop.run_until_complete(server.serve([listener])), daemon=True
        )
        self._thread.start()
        _wait_for(lambda: server.started)
        return server

    def close(self) -> None:
        """Stops the service as a signal would."""
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        self._loop.close()

    def take(self, inbound: Inbound) -> None:
        """Posts it as the page does; 202 means that everything it caused is committed."""
        self.clock.advance(timedelta(seconds=2))  # nobody types faster, and the page's limits count it
        name = inbound.address.user
        body: dict[str, Any] = {"id": str(uuid5(_MESSAGES, inbound.external_id))}
        if inbound.kind is Kind.CHOICE:
            body["choice"] = inbound.choice
        elif inbound.kind is Kind.MEDIA:
            body |= {
                "text": inbound.text or None,
                "uploads": [self._upload(name, str(each.ref)) for each in inbound.media],
            }
        elif inbound.kind is Kind.LOCATION:
            body["location"] = {"lat": inbound.latitude, "lon": inbound.longitude}
        else:
            body["text"] = inbound.text
        if inbound.kind is Kind.EDITED:
            body["edits"] = str(uuid5(_MESSAGES, f"{name}-{str(inbound.message_id)[1:]}"))
        status, answer = self._request(name, "POST", "/chat/messages", json.dumps(body).encode(), "application/json")
        assert status == 202, answer

    def deliver(self) -> None:
        """Waits until the sender has nothing left that is due, then reads every open chat's stream."""
        _wait_for(lambda: self.work(self._unsent) == 0)
        newest = self.work(self._newest)
        for name in {*self.staff, *self.sent}:
            if newest.get(name, "") > self._seen.get(name, ""):
                self._listen(name)

    def tick(self) -> None:
        """One look at what is due, by the job itself."""
        self._in_loop(self._application._due())
        self.deliver()

    def _unsent(self, uow: UnitOfWork) -> int:
        waiting = (Status.READY.value, Status.SENDING.value, Status.WAITING.value)
        due = select(func.count()).where(
            tables.outbox.c.status.in_(waiting),
            tables.outbox.c.due_at <= self.clock.now(),
            tables.outbox.c.account == "main",
        )
        pending = select(func.count()).where(tables.attachments.c.status == "pending")
        return int(uow.execute(due).scalar_one()) + int(uow.execute(pending).scalar_one())

    def _newest(self, uow: UnitOfWork) -> dict[str, str]:
        """The last message that went out to each person: only where there is news is a stream opened."""
        last = select(tables.addresses.c.user_index, func.max(tables.outbox.c.vendor_id)).join(
            tables.outbox, tables.outbox.c.address_id == tables.addresses.c.id
        )
        by_index = {row[0]: row[1] or "" for row in uow.rows(last.group_by(tables.addresses.c.user_index))}
        names = {*self.staff, *self.sent}
        return {name: by_index.get(addresses.address_index(uow, _page_address(name)), "") for name in names}

    def _listen(self, name: str) -> None:
        after = self._seen.get(name, "")
        for event in self._events(name, after):
            self._seen[name] = event["id"]
            rows = tuple(tuple(Choice(**choice) for choice in row) for row in event["choices"])
            out = Outbound(to=_page_address(name), id=event["id"], text=event["text"], choices=rows)
            self.read[name].append(out)

    def _events(self, name: str, after: str) -> list[dict[str, Any]]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        connection.request("GET", f"/chat/events?after={after}", headers=self._headers(name))
        stream, found = connection.getresponse(), []
        assert stream.status == 200
        while (line := stream.readline().decode().strip()) != "event: caught-up":
            if line.startswith("data: "):
                found.append(json.loads(line[6:]))
        connection.close()
        return found

    def _upload(self, name: str, ref: str) -> str:
        picture = io.BytesIO()
        color = tuple(hashlib.sha256(ref.encode()).digest()[:3])
        Image.new("RGB", (40, 40), color).save(picture, "JPEG")
        head = (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        body = head.encode() + picture.getvalue() + f"\r\n--{_BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        status, answer = self._request(name, "POST", "/chat/uploads", body, kind)
        assert status == 201, answer
        for path in (self._folder / "media" / "uploads").iterdir():  # files carry the machine's time, not the stage's
            os.utime(path, (self.clock.now().timestamp(), self.clock.now().timestamp()))
        return str(json.loads(answer)["ref"])

    def _request(self, name: str, method: str, path: str, body: bytes, kind: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request(method, path, body, self._headers(name) | {"Content-Type": kind})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def _headers(self, name: str) -> dict[str, str]:
        return {"Cookie": f"gongyi={_cookie(name)}", "Origin": f"http://127.0.0.1:{self._port}"}

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(_PATIENCE)


def _cookie(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _page_address(name: str) -> Address:
    return Address(channel="webchat", account="main", user=user_of(_cookie(name)))


def _wait_for(holds: Any) -> None:
    until = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)
