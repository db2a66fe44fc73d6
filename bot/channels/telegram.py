"""Telegram as a channel: python-telegram-bot's bare Bot as the client, our own inbox and outbox around it.

What each answer of the platform means for the sender is in ``telegram_errors``.
"""

import hmac
import json
import logging
import warnings
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.warnings import PTBUserWarning

from bot.channels.telegram_errors import NOT_FOUND, NOT_PARSED, after_a_part, of_a_handle, to_send_error
from bot.channels.telegram_files import MOST_DOWNLOAD_BYTES, fetch_file
from bot.channels.telegram_json import Json, decode
from bot.channels.telegram_messages import in_plain_words, read_message, to_calls, to_message
from bot.channels.telegram_request import AiohttpRequest
from bot.channels.telegram_text import fits
from bot.channels.telegram_updates import ALLOWED_UPDATES, CHANNEL, read_update
from bot.core.channel import Menu, WebhookRequest
from bot.core.clock import Clock
from bot.core.errors import BadSignature, Retry, SendError
from bot.core.messages import Capabilities, Delivered, Inbound, Media, Outbound

CAPS = Capabilities(
    max_text=4096,
    buttons=True,
    messages_per_second=25,  # core.telegram.org/bots/faq says 30; edits seem to count, too; settings may say otherwise
    messages_per_second_per_user=1,
    max_upload_bytes=MOST_DOWNLOAD_BYTES,
    leaves_country=True,
    commands=True,
)
_HEADER = "x-telegram-bot-api-secret-token"

log = structlog.get_logger(__name__)


def build(
    *,
    token: str,
    api_base: str,
    file_base: str,
    secret: str | None,
    clock: Clock,
    messages_per_second: float = CAPS.messages_per_second,
) -> "TelegramChannel":
    """The channel of the bot that ``token`` belongs to.

    ``api_base`` and ``file_base`` are whole prefixes (``https://api.telegram.org/bot``, ``.../file/bot``);
    ``secret`` is what the platform puts into its header: without one no webhook request is believed.
    """
    # The library's own debug log holds what people write.
    logging.getLogger("telegram").setLevel(logging.WARNING)
    # It would rather have its typed methods used; those fail on an odd answer after the message went out.
    warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
    request = AiohttpRequest()
    bot = Bot(token, base_url=api_base, base_file_url=file_base, request=request, get_updates_request=request)
    return TelegramChannel(bot, request, secret, clock, replace(CAPS, messages_per_second=messages_per_second))


class TelegramChannel:
    """One bot account; keeps the contract of :class:`bot.core.channel.Channel`."""

    name = CHANNEL

    def __init__(
        self, bot: Bot, request: AiohttpRequest, secret: str | None, clock: Clock, caps: Capabilities = CAPS
    ) -> None:
        self.caps = caps
        self._bot = bot
        self._request = request
        self._secret = secret
        self._clock = clock
        self.account = bot.token.partition(":")[0]
        self.secrets = tuple(filter(None, (bot.token, secret)))

    def verify(self, request: WebhookRequest) -> None:
        """Raises BadSignature unless the request carries our secret; without one every request is refused."""
        given = request.headers.get(_HEADER, "").encode("utf-8", "replace")
        if not self._secret or not hmac.compare_digest(given, self._secret.encode()):
            raise BadSignature("telegram")

    def parse(self, request: WebhookRequest) -> list[Inbound]:
        """What the update says; [] for what is not ours. Raises BadRequest."""
        return self.read(decode(request.body))

    def read(self, update: Json) -> list[Inbound]:
        """One update, from wherever it came. Raises BadRequest."""
        return read_update(update, self.account, self._clock)

    def answer(self, out: Outbound) -> bytes | None:
        """``out`` as sendMessage in the webhook's response; None for pictures, long texts, unfit buttons."""
        if out.picture is not None or not out.text or not fits(out.text):
            return None
        try:
            return json.dumps({"method": "sendMessage"} | to_message(out)).encode()
        except SendError:  # the sender makes it a dead letter, with an alarm
            return None

    async def send(self, out: Outbound) -> Delivered:
        """Sends every part of ``out``; the id is that of the last, a file is in the first. Raises SendError."""
        parts: list[Delivered] = []
        for method, parameters in to_calls(out):
            try:
                parts.append(read_message(await self._send_part(method, parameters)))
            except SendError as error:
                raise self._in_context(error, out, parts) from None
        return Delivered(message_id=parts[-1].message_id, handle=parts[0].handle)

    async def acknowledge(self, inbound: Inbound) -> None:
        """Stops the button's spinner and takes the used buttons away; for anything but a tap, nothing."""
        if inbound.callback_id is None:
            return
        await self._try_to("answerCallbackQuery", {"callback_query_id": inbound.callback_id}, inbound.external_id)
        if not inbound.lasts:
            place = {"chat_id": int(inbound.address.user), "message_id": int(inbound.message_id or 0)}
            await self._try_to("editMessageReplyMarkup", place, inbound.external_id)

    async def fetch(self, media: Media, most: int) -> bytes:
        """The bytes of a file, at most ``most`` and 20 MB; raises MediaRefused or SendError."""
        return await fetch_file(self._bot, self._request, media, most)

    async def set_menu(self, user: str, menu: Menu) -> None:
        """Shows one user the commands of his role."""
        scope = {"type": "chat", "chat_id": int(user)}
        await self._try_to("setMyCommands", {"commands": _commands(menu), "scope": scope})

    async def set_menus(self, menus: Mapping[str, Menu]) -> None:
        """Shows everybody else the commands in the language of his app (two letters; "" for all others)."""
        for language, menu in menus.items():
            scope = {"type": "all_private_chats"}
            parameters = {"commands": _commands(menu), "scope": scope, "language_code": language}
            await self._try_to("setMyCommands", parameters)

    async def updates(self, offset: int, wait: timedelta) -> list[object]:
        """What came since ``offset``, asked for at most ``wait``; raises SendError."""
        seconds = int(wait.total_seconds())
        parameters = {"offset": offset, "timeout": seconds, "allowed_updates": ALLOWED_UPDATES}
        patience = seconds + self._request.read_timeout
        try:
            found = await self._bot.do_api_request("getUpdates", api_kwargs=parameters, read_timeout=patience)
        except TelegramError as error:
            raise to_send_error(error) from None
        return found if isinstance(found, list) else []

    async def close(self) -> None:
        """Lets the connections go."""
        await self._request.shutdown()

    def _in_context(self, error: SendError, out: Outbound, parts: list[Delivered]) -> SendError:
        """What a refusal means after what went out before it."""
        if parts:
            return after_a_part(error)
        return of_a_handle(error) if out.picture is not None and out.picture.handle is not None else error

    async def _send_part(self, method: str, parameters: dict[str, Any]) -> object:
        try:
            return await self._call(method, parameters)
        except SendError as error:
            if error.code == NOT_PARSED and "parse_mode" in parameters:
                return await self._call(method, in_plain_words(parameters))
            if error.code == NOT_FOUND and await self._knows_us():
                raise SendError(code="no_such_method", retry=Retry.NO) from None
            raise

    async def _call(self, method: str, parameters: dict[str, Any]) -> object:
        """What the platform says to it; raises SendError."""
        try:
            return await self._bot.do_api_request(method, api_kwargs=parameters)
        except TelegramError as error:
            raise to_send_error(error) from None

    async def username(self) -> str | None:
        """The bot's name behind the @, for links to it; raises SendError."""
        try:
            said = await self._bot.do_api_request("getMe")
        except TelegramError as error:
            raise to_send_error(error) from None
        return str(said["username"]) if isinstance(said, dict) and said.get("username") else None

    async def _knows_us(self) -> bool:
        """Whether our token is good: a 404 says that it is not, or only that the method does not exist."""
        try:
            await self._call("getMe", {})
        except SendError as error:
            return error.retry is not Retry.HALT
        return True

    async def _try_to(self, method: str, parameters: dict[str, Any], external_id: str | None = None) -> None:
        """Best effort: a failure is logged and forgotten."""
        try:
            await self._request.call(f"{self._bot.base_url}/{method}", parameters)
        except TelegramError as error:
            failed = to_send_error(error)
            if failed.retry is not Retry.DONE:
                log.info("telegram_call_failed", method=method, code=failed.code, update_id=external_id)


def _commands(menu: Menu) -> list[Json]:
    return [{"command": name, "description": words} for name, words in menu.commands]
