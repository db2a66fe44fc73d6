"""A person with Telegram in his hand, whom the service cannot tell from a real one."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.bot_api import BotApiServer
from tests.support.bot_api_wire import Button, Call, Json, Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What our webhook answered to one delivery of an update."""

    status: int
    body: bytes


class TelegramUser:
    """One private chat with the bot: what is said and pressed there goes to our webhook over real HTTP.

    Without a ``webhook`` it waits for getUpdates. A method in the webhook's response is carried out, as the
    platform does, so that ``messages`` holds both ways of answering in the order in which they came.
    """

    def __init__(
        self,
        api: BotApiServer,
        webhook: str | None = None,
        *,
        secret: str | None = None,
        chat_id: int = 10_001,
        name: str = "骑手",
        language: str = "zh-hans",
    ) -> None:
        self.api = api
        self.chat_id = chat_id
        self.said_ids: list[int] = []
        self._webhook = webhook
        self._headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
        self._person = {"id": chat_id, "is_bot": False, "first_name": name, "language_code": language}
        self._chat = {"id": chat_id, "type": "private", "first_name": name}
        self._seen = 0
        self._update: Json = {}
        self._carried_out: set[int] = set()

    @property
    def shown(self) -> list[Shown]:
        """Everything that the bot has said here."""
        return self.api.messages(self.chat_id)

    @property
    def last(self) -> str:
        """The text of the newest message, "" before the first."""
        return self.shown[-1].text if self.shown else ""

    async def sees(self, fragment: str, timeout: float = 5) -> Shown:  # noqa: ASYNC109
        """The message with ``fragment`` that answers what was last done; fails when there is none in time."""
        return await self.sees_such(lambda shown: fragment in shown.text, timeout)

    async def sees_such(
        self,
        predicate: Callable[[Shown], bool],
        timeout: float = 5,  # noqa: ASYNC109
    ) -> Shown:
        """The first message since what was last done that ``predicate`` likes; fails when there is none in time."""
        return await self.api.wait_for(self.chat_id, predicate, timeout, self._seen)

    async def says(self, text: str) -> Delivery:
        """Types a text; a command is marked as one."""
        command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])} if text[:1] == "/" else None
        return await self.sends(text=text, **({"entities": [command]} if command else {}))

    async def taps(self, label: str) -> Delivery:
        """Presses the newest button that says ``label``, exactly or (if none does) as a part."""
        shown, button = self._button(label)
        if button.data is None:
            return await self.says(button.label)
        return await self.presses(button.data, shown.message_id)

    async def presses(self, data: str, message_id: int = 1) -> Delivery:
        """A tap with any data: also one that was never offered, or is long gone."""
        message = {"message_id": message_id, "date": int(time.time()), "chat": self._chat}
        tap = {
            "id": str(next(self.api.message_ids)),
            "from": self._person,
            "chat_instance": "1",
            "data": data,
        }
        return await self.does("callback_query", tap | {"message": message})

    async def photo(self, data: bytes, caption: str = "", album: str | None = None) -> Delivery:
        """Sends a picture; those with the same ``album`` belong together."""
        sizes = [
            {"file_id": "thumbnail", "width": 90, "height": 60},
            self._file(data) | {"width": 900, "height": 600},
        ]
        return await self.sends(photo=sizes, **_given(caption=caption, media_group_id=album))

    async def document(self, data: bytes, name: str, mime: str, caption: str = "") -> Delivery:
        """Sends a file."""
        file = self._file(data) | {"file_name": name, "mime_type": mime}
        return await self.sends(document=file, **_given(caption=caption))

    async def voice(self, data: bytes) -> Delivery:
        """Sends a voice message."""
        return await self.sends(voice=self._file(data) | {"duration": 3, "mime_type": "audio/ogg"})

    async def location(self, latitude: float, longitude: float) -> Delivery:
        """Shares a place."""
        return await self.sends(location={"latitude": latitude, "longitude": longitude})

    async def contact(self, phone: str, *, own: bool = True) -> Delivery:
        """Shares a phone number: the own one, or somebody else's card."""
        owner = {"user_id": self.chat_id} if own else {"user_id": self.chat_id + 1}
        return await self.sends(contact={"phone_number": phone, "first_name": "x"} | owner)

    async def sticker(self) -> Delivery:
        """Sends a sticker."""
        return await self.sends(sticker=self._file(b"RIFF") | {"width": 512, "height": 512, "type": "regular"})

    async def edits(self, text: str, message_id: int | None = None) -> Delivery:
        """Changes the text of an own message, by default the newest."""
        message = self._message(message_id or self.said_ids[-1])
        return await self.does("edited_message", message | {"edit_date": int(time.time()), "text": text})

    async def blocks(self) -> Delivery:
        """Blocks the bot."""
        return await self._becomes("kicked", "member")

    async def unblocks(self) -> Delivery:
        """Lets the bot speak again."""
        return await self._becomes("member", "kicked")

    async def sends(self, **content: Any) -> Delivery:
        """A message with any content, named as the Bot API names it."""
        self.said_ids.append(next(self.api.message_ids))
        return await self.does("message", self._message(self.said_ids[-1]) | content)

    async def does(self, kind: str, body: Json) -> Delivery:
        """Any update, with a new id."""
        self._seen = len(self.shown)
        self._update = {"update_id": next(self.api.update_ids), kind: body}
        return await self._deliver()

    async def redeliver(self, times: int = 1, *, parallel: bool = False) -> list[Delivery]:
        """The last update again and again, one after the other or all at once."""
        if parallel:
            return list(await asyncio.gather(*(self._deliver() for _ in range(times))))
        return [await self._deliver() for _ in range(times)]

    async def _deliver(self) -> Delivery:
        update = self._update
        if self._webhook is None:
            self.api.push(update)
            return Delivery(status=200, body=b"")
        async with self.api.http.post(self._webhook, json=update, headers=self._headers) as response:
            delivery = Delivery(status=response.status, body=await response.read())
        await self._carry_out(update["update_id"], delivery)
        return delivery

    async def _carry_out(self, update_id: int, delivery: Delivery) -> None:
        """Does what the response says, once: the platform delivers no update again that got its 200."""
        if delivery.status != 200 or not delivery.body or update_id in self._carried_out:
            return
        told = json.loads(delivery.body)
        if "method" in told:
            self._carried_out.add(update_id)
            method = told.pop("method")
            call = Call(method=method, payload=told, files={}, in_webhook=True)
            self.api.calls.append(call)
            await self.api.perform(call)

    async def _becomes(self, status: str, before: str) -> Delivery:
        bot = {"id": int(self.api.token.partition(":")[0]), "is_bot": True, "first_name": "工驿"}
        change = {"chat": self._chat, "from": self._person, "date": int(time.time())}
        states = {"old_chat_member": before, "new_chat_member": status}
        return await self.does(
            "my_chat_member",
            change | {name: {"user": bot, "status": state} for name, state in states.items()},
        )

    def _message(self, message_id: int) -> Json:
        return {"message_id": message_id, "date": int(time.time()), "chat": self._chat, "from": self._person}

    def _file(self, data: bytes) -> Json:
        file_id = self.api.add_file(data)
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": len(data)}

    def _button(self, label: str) -> tuple[Shown, Button]:
        offered = [(shown, button) for shown in reversed(self.shown) for row in shown.buttons for button in row]
        exact = [found for found in offered if found[1].label == label]
        partly = [found for found in offered if label in found[1].label]
        assert partly, f"no button {label!r} among {[button.label for _, button in offered]}"
        return (exact or partly)[0]


def _given(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
