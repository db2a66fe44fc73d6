"""Every answer that the Bot API can give to a send, really given over HTTP, and what the sender is to do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_request import AiohttpRequest
from bot.core.clock import ManualClock
from bot.core.errors import Retry, SendError
from bot.core.messages import Address, Outbound, Picture
from tests.support.bot_api import BotApiServer

CHAT = 10_001
PATIENCE = 0.3  # seconds


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def channel(api: BotApiServer) -> AsyncIterator[TelegramChannel]:
    made = impatient(api.api_base, api.token)
    yield made
    await made.close()


def impatient(api_base: str, token: str) -> TelegramChannel:
    request = AiohttpRequest(connect_seconds=PATIENCE, read_seconds=PATIENCE)
    bot = Bot(token, base_url=api_base, request=request, get_updates_request=request)
    return TelegramChannel(bot, request, None, ManualClock(datetime(2026, 3, 2, tzinfo=UTC)))


def outbound(text: str = "您好", picture: Picture | None = None) -> Outbound:
    to = Address(channel="telegram", account="4242", user=str(CHAT))
    return Outbound(id="1", to=to, text=text, picture=picture)


async def failure(channel: TelegramChannel, out: Outbound) -> SendError:
    with pytest.raises(SendError) as failed:
        await channel.send(out)
    return failed.value


def told(status: int, description: str, **parameters: int) -> Callable[[BotApiServer], None]:
    fields = {"description": description} | ({"parameters": parameters} if parameters else {})
    return lambda api: api.fail_next("sendMessage", status, fields)


def raw(status: int, body: bytes) -> Callable[[BotApiServer], None]:
    return lambda api: api.fail_next("sendMessage", status, body)


def error(code: str, retry: Retry, **more: object) -> SendError:
    return SendError(code=code, retry=retry, **more)  # type: ignore[arg-type]


def unreachable(code: str) -> SendError:
    return error(code, Retry.NO, unreachable=True)


RATE_LIMITED = error("rate_limited", Retry.LATER, after=timedelta(seconds=7.5), free=True)
UNCLEAR = error("no_clear_answer", Retry.UNCERTAIN)
LATER = error("server_error", Retry.LATER)

ANSWERS: list[tuple[Callable[[BotApiServer], None], SendError]] = [
    (told(429, "Too Many Requests: retry after 7", retry_after=7), RATE_LIMITED),
    (told(429, "Too Many Requests"), error("rate_limited", Retry.LATER)),
    (raw(429, b"slow down"), error("rate_limited", Retry.LATER)),
    (told(403, "Forbidden: bot was blocked by the user"), unreachable("blocked")),
    (told(403, "Forbidden: user is deactivated"), unreachable("deactivated")),
    (told(403, "Forbidden: bot can't initiate conversation with a user"), unreachable("never_started")),
    (told(403, "Forbidden: bot was kicked from the group chat"), unreachable("kicked")),
    (told(403, "Forbidden: bot is not a member of the channel chat"), unreachable("not_a_member")),
    (told(403, "Forbidden: something new"), unreachable("forbidden")),
    (told(400, "Bad Request: chat not found"), unreachable("chat_not_found")),
    (told(400, "Bad Request: user not found"), unreachable("user_not_found")),
    (told(400, "Bad Request: PEER_ID_INVALID"), unreachable("peer_invalid")),
    (
        told(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1009),
        error("moved", Retry.LATER, free=True, moved_to="-1009"),
    ),
    (told(400, "Bad Request: message is not modified"), error("not_modified", Retry.DONE)),
    (
        told(400, "Bad Request: query is too old and response timeout expired"),
        error("query_too_old", Retry.DONE),
    ),
    (told(400, "Bad Request: message to delete not found"), error("already_deleted", Retry.DONE)),
    (told(400, "Bad Request: message to edit not found"), error("already_deleted", Retry.DONE)),
    (told(400, "Bad Request: message can't be edited"), error("not_editable", Retry.DONE)),
    (told(400, "Bad Request: message can't be deleted for everyone"), error("not_deletable", Retry.NO)),
    (told(400, "Bad Request: message is too long"), error("text_too_long", Retry.NO)),
    (told(400, "Bad Request: BUTTON_DATA_INVALID"), error("button_refused", Retry.NO)),
    (told(400, "Bad Request: message text is empty"), error("text_empty", Retry.NO)),
    (told(400, "Bad Request: wrong file identifier"), error("bad_request", Retry.NO)),
    (raw(400, b"<html>no</html>"), error("bad_request", Retry.NO)),
    (told(413, "Request Entity Too Large"), error("too_large", Retry.NO)),
    (told(418, "teapot"), error("refused", Retry.NO)),
    (told(401, "Unauthorized"), error("unauthorized", Retry.HALT)),
    (told(404, "Not Found"), error("no_such_method", Retry.NO)),
    (told(409, "Conflict: terminated by other getUpdates request"), error("conflict", Retry.HALT)),
    (told(500, "Internal Server Error"), LATER),
    (raw(502, b"<html>bad gateway</html>"), LATER),
    (raw(504, b""), LATER),
    (raw(302, b""), LATER),
    (raw(200, b"{"), UNCLEAR),
    (raw(200, b""), UNCLEAR),
    (raw(200, b"[]"), UNCLEAR),
    (raw(200, b'{"ok":true}'), UNCLEAR),
    (raw(200, b'{"ok":false,"result":{"message_id":5}}'), UNCLEAR),
    (raw(200, b'{"ok":false,"error_code":400,"description":"Bad Request"}'), UNCLEAR),
    (lambda api: api.drop_next("sendMessage", "after"), UNCLEAR),
    (lambda api: api.drop_next("sendMessage", "delivered"), UNCLEAR),
    (lambda api: api.hang_next("sendMessage", PATIENCE * 3), UNCLEAR),
]


@pytest.mark.parametrize(("answer", "policy"), ANSWERS)
async def test_every_answer_has_its_policy(
    channel: TelegramChannel, api: BotApiServer, answer: Callable[[BotApiServer], None], policy: SendError
) -> None:
    answer(api)
    assert await failure(channel, outbound()) == policy
    assert len(api.calls_of("sendMessage")) == 1


async def test_a_picture_that_perhaps_arrived_is_uncertain(channel: TelegramChannel, api: BotApiServer) -> None:
    api.drop_next("sendPhoto", "before")
    picture = Picture(data=b"x" * 300_000, mime="image/jpeg", name="photo.jpg")
    assert (await failure(channel, outbound(picture=picture))).retry is Retry.UNCERTAIN


async def test_404_for_every_method_halts(channel: TelegramChannel, api: BotApiServer) -> None:
    api.fail_next("*", 404, "Not Found", times=2)
    assert await failure(channel, outbound()) == error("not_found", Retry.HALT)
    assert [call.method for call in api.calls] == ["sendMessage", "getMe"]


async def test_a_wrong_token_halts(api: BotApiServer) -> None:
    stranger = impatient(api.api_base, "4242:somebody-else")
    assert await failure(stranger, outbound()) == error("unauthorized", Retry.HALT)
    await stranger.close()


async def test_a_refused_connection_was_not_sent() -> None:
    async with BotApiServer() as gone:
        base, token = gone.api_base, gone.token
    channel = impatient(base, token)
    assert await failure(channel, outbound()) == error("not_connected", Retry.LATER)
    await channel.close()


async def test_waiting_for_a_free_connection_was_not_sent(api: BotApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram_request.CONNECTIONS", 1)
    channel = impatient(api.api_base, api.token)
    api.hang_next("sendMessage", 5, times=2)
    results = await asyncio.gather(*(failure(channel, outbound()) for _ in range(2)))
    assert sorted(result.code for result in results) == ["no_clear_answer", "not_connected"]
    await channel.close()


async def test_unparsed_entities_are_sent_once_more_as_plain_text(channel: TelegramChannel, api: BotApiServer) -> None:
    api.fail_next("sendMessage", 400, "Bad Request: can't parse entities: unexpected end")
    await channel.send(outbound("编号1234-5678 <&amp;>"))
    first, second = api.calls_of("sendMessage")
    assert first.payload["parse_mode"] == "HTML"
    assert "parse_mode" not in second.payload
    assert api.messages(CHAT)[0].text == "编号1234-5678 <&amp;>"


async def test_unparsed_twice_is_a_dead_letter(channel: TelegramChannel, api: BotApiServer) -> None:
    api.fail_next("sendMessage", 400, "Bad Request: can't parse entities", times=2)
    assert (await failure(channel, outbound())).retry is Retry.NO
    assert len(api.calls_of("sendMessage")) == 2


@pytest.mark.parametrize(
    ("answer", "policy"),
    [
        (told(500, "Internal Server Error"), error("server_error", Retry.UNCERTAIN)),
        (
            told(429, "Too Many Requests", retry_after=7),
            error("rate_limited", Retry.UNCERTAIN, after=timedelta(seconds=7.5)),
        ),
        (told(403, "Forbidden: bot was blocked by the user"), unreachable("blocked")),
    ],
)
async def test_after_a_first_part_later_becomes_uncertain(
    channel: TelegramChannel, api: BotApiServer, answer: Callable[[BotApiServer], None], policy: SendError
) -> None:
    answer(api)
    picture = Picture(data=b"jpeg", mime="image/jpeg", name="photo.jpg")
    assert await failure(channel, outbound("长" * 2000, picture)) == policy
    assert len(api.messages(CHAT)) == 1
