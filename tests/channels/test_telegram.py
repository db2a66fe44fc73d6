"""The Telegram channel against the local Bot API server: what is sent, shown, answered and kept secret."""

import json
import logging
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram import TelegramChannel, build
from bot.core.channel import Menu, WebhookRequest
from bot.core.clock import ManualClock
from bot.core.errors import BadSignature, Retry, SendError
from bot.core.ids import new_token
from bot.core.messages import Address, Choice, Delivered, Inbound, Kind, Outbound, Picture
from tests.support.bot_api import BotApiServer
from tests.support.bot_api_wire import read_buttons, read_words

CHAT = 10_001
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AGREE = ((Choice(label="同意", token="t-1"), Choice(label="不同意", token="t-2")),)


def channel_of(api: BotApiServer, secret: str | None = "s3cret") -> TelegramChannel:
    return build(token=api.token, api_base=api.api_base, file_base=api.file_base, secret=secret, clock=ManualClock(NOW))


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def channel(api: BotApiServer) -> AsyncIterator[TelegramChannel]:
    made = channel_of(api)
    yield made
    await made.close()


def outbound(text: str, **more: object) -> Outbound:
    to = Address(channel="telegram", account="4242", user=str(CHAT))
    return Outbound(id="1", to=to, text=text, **more)  # type: ignore[arg-type]


def tap(message_id: int) -> Inbound:
    return Inbound(
        address=Address(channel="telegram", account="4242", user=str(CHAT)),
        external_id="77",
        kind=Kind.CHOICE,
        choice="t-1",
        callback_id="callback-9",
        message_id=str(message_id),
        sent_at=NOW,
    )


def test_account_is_the_bots_id(channel: TelegramChannel, api: BotApiServer) -> None:
    assert (channel.name, channel.account) == ("telegram", "4242")
    assert channel.secrets == (api.token, "s3cret")


@pytest.mark.parametrize(
    ("ours", "given", "believed"),
    [
        ("s3cret", "s3cret", True),
        ("s3cret", "s3cre", False),
        ("s3cret", "秘密", False),
        ("s3cret", None, False),
        (None, None, False),
        (None, "", False),
        ("", "", False),
    ],
)
async def test_only_our_secret_is_believed(
    api: BotApiServer, ours: str | None, given: str | None, believed: bool
) -> None:
    headers = {} if given is None else {"x-telegram-bot-api-secret-token": given}
    request = WebhookRequest(headers=headers, body=b"{}")
    if believed:
        channel_of(api, ours).verify(request)
    else:
        with pytest.raises(BadSignature):
            channel_of(api, ours).verify(request)


WORDS = [
    "收到了，编号1234-5678，请保留聊天记录。",
    "<b>不是粗体</b> & 也不是 &amp; *星号* _线_ [x](http://example.com)",
    "日期 2026-03-02，电话 138-1234-5678，编号 0000-0001。",
    "a" * 4096,
    "😀" * 2048,
]


@pytest.mark.parametrize("text", WORDS)
async def test_the_person_reads_exactly_the_words(channel: TelegramChannel, api: BotApiServer, text: str) -> None:
    message_id = (await channel.send(outbound(text))).message_id
    assert [(str(shown.message_id), shown.text) for shown in api.messages(CHAT)] == [(message_id, text)]
    body = json.loads(channel.answer(outbound(text)) or b"")
    assert read_words(body, "text", 4096) == text


async def test_only_a_case_number_is_marked(channel: TelegramChannel) -> None:
    text = "编号1234-5678。日期 2026-03-02，电话 138-1234-5678，卡 1234-5678-9012"
    assert json.loads(channel.answer(outbound(text)) or b"")["text"] == text.replace(
        "编号1234-5678", "编号<code>1234-5678</code>"
    )


def test_an_answer_is_a_send_message_with_its_buttons(channel: TelegramChannel) -> None:
    body = json.loads(channel.answer(outbound("您好", choices=AGREE)) or b"")
    assert body.pop("reply_markup") == {
        "inline_keyboard": [[{"text": "同意", "callback_data": "t-1"}, {"text": "不同意", "callback_data": "t-2"}]]
    }
    assert body == {
        "method": "sendMessage",
        "chat_id": CHAT,
        "text": "您好",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


PICTURE = Picture(data=b"\xff\xd8jpeg", mime="image/jpeg", name="photo.jpg")
LONG_TOKEN = ((Choice(label="x", token="字" * 22),),)


@pytest.mark.parametrize(
    "out",
    [
        outbound("a" * 4097),
        outbound("😀" * 2049),
        outbound("", choices=AGREE),
        outbound("看图", picture=PICTURE),
        outbound("选一个", choices=LONG_TOKEN),
    ],
    ids=["long", "long in UTF-16", "empty", "picture", "token over 64 bytes"],
)
def test_what_cannot_be_an_answer_goes_through_the_sender(channel: TelegramChannel, out: Outbound) -> None:
    assert channel.answer(out) is None


async def test_an_overlong_button_is_a_dead_letter(channel: TelegramChannel, api: BotApiServer) -> None:
    with pytest.raises(SendError) as failed:
        await channel.send(outbound("选一个", choices=LONG_TOKEN))
    assert (failed.value.code, failed.value.retry) == ("button_token_too_long", Retry.NO)
    assert api.calls == []


async def test_a_long_text_is_split_and_its_buttons_hang_on_the_last_part(
    channel: TelegramChannel, api: BotApiServer
) -> None:
    paragraphs = ["一" * 3000 + "。", "二" * 3000 + "。", "三" * 100]
    last = (await channel.send(outbound("\n\n".join(paragraphs), choices=AGREE))).message_id
    shown = api.messages(CHAT)
    assert [message.text for message in shown] == [paragraphs[0], "\n\n".join(paragraphs[1:])]
    assert [message.labels for message in shown] == [[], ["同意", "不同意"]]
    assert last == str(shown[-1].message_id)


@pytest.mark.parametrize(
    ("picture", "method"),
    [
        (PICTURE, "sendPhoto"),
        (Picture(data=b"%PDF-", mime="application/pdf", name="list.pdf"), "sendDocument"),
        (Picture(data=b"x" * (10 << 20) + b"x", mime="image/png", name="big.png"), "sendDocument"),
    ],
    ids=["photo", "document", "photo over 10 MB"],
)
async def test_a_picture_goes_with_its_caption(
    channel: TelegramChannel, api: BotApiServer, picture: Picture, method: str
) -> None:
    await channel.send(outbound("证据 <1>", picture=picture, choices=AGREE))
    (shown,) = api.messages(CHAT)
    assert (shown.text, shown.picture, shown.labels) == ("证据 <1>", picture.data, ["同意", "不同意"])
    assert api.calls[0].method == method


async def test_a_caption_that_is_too_long_follows_its_picture(channel: TelegramChannel, api: BotApiServer) -> None:
    await channel.send(outbound("长" * 1025, picture=PICTURE, choices=AGREE))
    first, second = api.messages(CHAT)
    assert (first.picture, first.text, first.labels) == (PICTURE.data, "", [])
    assert (second.picture, second.text, second.labels) == (None, "长" * 1025, ["同意", "不同意"])


async def test_a_question_for_a_place_keeps_its_buttons_under_the_message(channel: TelegramChannel) -> None:
    out = outbound("您在哪里接单？", choices=AGREE, ask_location=True)
    markup = json.loads(channel.answer(out) or b"")["reply_markup"]
    assert [[button.label for button in row] for row in read_buttons(markup)] == [["同意", "不同意"]]
    assert "inline_keyboard" in markup


async def test_a_tap_is_answered_and_its_buttons_go(channel: TelegramChannel, api: BotApiServer) -> None:
    message_id = int((await channel.send(outbound("您好", choices=AGREE))).message_id)
    await channel.acknowledge(tap(message_id))
    (answered,) = api.calls_of("answerCallbackQuery")
    assert answered.payload == {"callback_query_id": "callback-9"}
    assert api.messages(CHAT)[0].labels == []


async def test_a_failing_acknowledgement_is_logged_by_ids_only(channel: TelegramChannel, api: BotApiServer) -> None:
    api.fail_next("*", 400, "Bad Request: no such thing", times=2)
    with capture_logs() as logs:
        await channel.acknowledge(tap(404))
    names = ("event", "method", "code", "update_id")
    assert [tuple(entry[name] for name in names) for entry in logs] == [
        ("telegram_call_failed", "answerCallbackQuery", "bad_request", "77"),
        ("telegram_call_failed", "editMessageReplyMarkup", "bad_request", "77"),
    ]


async def test_only_a_tap_is_acknowledged(channel: TelegramChannel, api: BotApiServer) -> None:
    text = channel.read({"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "x"} | _from_somebody()})
    await channel.acknowledge(text[0])
    assert api.calls == []


def _from_somebody() -> dict[str, object]:
    return {"chat": {"id": CHAT, "type": "private"}, "from": {"id": CHAT, "first_name": "x"}}


async def test_a_menu_is_set_for_one_person(channel: TelegramChannel, api: BotApiServer) -> None:
    await channel.set_menu(str(CHAT), Menu(commands=(("status", "查进度"), ("cancel", "取消"))))
    (call,) = api.calls
    assert (call.method, call.payload) == (
        "setMyCommands",
        {
            "commands": [
                {"command": "status", "description": "查进度"},
                {"command": "cancel", "description": "取消"},
            ],
            "scope": {"type": "chat", "chat_id": CHAT},
        },
    )
    api.fail_next("setMyCommands", 500)
    await channel.set_menu(str(CHAT), Menu(commands=()))


async def test_a_server_that_answers_null_has_sent(channel: TelegramChannel) -> None:
    async with BotApiServer(null_results=True) as minimal:
        poor = channel_of(minimal)
        assert await poor.send(outbound("您好")) == Delivered()
        assert minimal.messages(CHAT)[0].text == "您好"
        await poor.close()


@pytest.mark.parametrize("trouble", ["refused", "redirected", "dropped", "unreachable", "nonsense base"])
async def test_the_token_is_in_no_log_and_no_error(
    api: BotApiServer, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = channel_of(api)
    match trouble:
        case "refused":
            api.fail_next("*", 401, f"Unauthorized: {api.token}", times=9)
        case "redirected":
            api.fail_next("*", 302, times=9)
        case "dropped":
            api.drop_next("*", times=9)
        case "unreachable" | "nonsense base":
            base = "http://127.0.0.1:1/bot" if trouble == "unreachable" else "http:///bot"
            await channel.close()
            channel = build(token=api.token, api_base=base, file_base=base, secret=None, clock=ManualClock(NOW))
    with capture_logs() as logs:
        await channel.acknowledge(tap(1))
        with pytest.raises(SendError) as failed:
            await channel.send(outbound("您好"))
    await channel.close()
    told = "".join(traceback.format_exception(failed.value))
    told += repr((logs, channel, failed.value, failed.value.args)) + caplog.text
    assert logs
    assert api.token.partition(":")[2] not in told


async def test_the_buttons_of_a_card_stay_for_the_next_act(channel: TelegramChannel, api: BotApiServer) -> None:
    message_id = int((await channel.send(outbound("案件", choices=AGREE))).message_id)
    await channel.acknowledge(replace(tap(message_id), choice=new_token()))
    assert len(api.calls_of("answerCallbackQuery")) == 1
    assert api.calls_of("editMessageReplyMarkup") == []


async def test_an_edit_changes_the_message_where_it_stands(channel: TelegramChannel, api: BotApiServer) -> None:
    first = (await channel.send(outbound("已发 10 <b>", choices=AGREE))).message_id
    await channel.send(outbound("别的"))
    changed = await channel.send(outbound("已发 20 <b>", choices=AGREE[:1], replaces=first))
    assert changed == Delivered(message_id=first)
    assert [(shown.text, shown.labels) for shown in api.messages(CHAT)] == [
        ("已发 20 <b>", ["同意", "不同意"]),
        ("别的", []),
    ]


async def test_an_edit_that_changes_nothing_is_done(channel: TelegramChannel, api: BotApiServer) -> None:
    first = (await channel.send(outbound("已发 10"))).message_id
    with pytest.raises(SendError) as failed:
        await channel.send(outbound("已发 10", replaces=first))
    assert failed.value.retry is Retry.DONE


async def test_what_is_taken_back_is_gone(channel: TelegramChannel, api: BotApiServer) -> None:
    first = (await channel.send(outbound("通知", choices=AGREE))).message_id
    await channel.send(outbound("", replaces=first))
    assert api.messages(CHAT) == []
