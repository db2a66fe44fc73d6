"""What a provider of texts answers, and what that means: against a real server on this machine."""

from datetime import timedelta

import pytest

from bot.channels.sms_http import HttpSms
from bot.core.clock import SystemClock
from bot.core.errors import Retry, SendError
from bot.core.sms import Sms, segments, shorten_to
from tests.support.sms_gateway import KEY, SmsGateway

SMS = Sms(id="a" * 32, phone="13800000000", text="【城东工会】台风今夜到，站点停工。")


async def _fails(gateway: SmsGateway, key: str = KEY, patience: float = 15) -> SendError:
    provider = HttpSms(gateway.url, key, SystemClock(), read_seconds=patience)
    try:
        with pytest.raises(SendError) as failed:
            await provider.send(SMS)
        return failed.value
    finally:
        await provider.close()


async def test_a_text_is_signed_taken_once_and_named() -> None:
    async with SmsGateway() as gateway:
        provider = HttpSms(gateway.url, KEY, SystemClock())
        assert await provider.send(SMS) == "carrier-1"
        assert gateway.taken == [{"id": SMS.id, "phone": SMS.phone, "text": SMS.text}]
        with pytest.raises(SendError) as again:
            await provider.send(SMS)
        assert again.value.retry is Retry.DONE
        assert len(gateway.taken) == 1
        await provider.close()


async def test_another_key_is_refused_and_halts() -> None:
    async with SmsGateway() as gateway:
        assert (await _fails(gateway, "another secret")).retry is Retry.HALT
        assert not gateway.taken


@pytest.mark.parametrize(
    ("answer", "retry"),
    [
        ((400, {}, '{"code": "number"}'), Retry.NO),
        ((422, {}, "not json"), Retry.NO),
        ((402, {}, "{}"), Retry.HALT),
        ((503, {}, ""), Retry.LATER),
        ((500, {}, ""), Retry.UNCERTAIN),
        ((502, {}, ""), Retry.UNCERTAIN),
        ((200, {}, "taken"), Retry.UNCERTAIN),
        ((200, {}, '{"id": 7}'), Retry.UNCERTAIN),
        ((307, {"Location": "http://127.0.0.1:1/"}, ""), Retry.UNCERTAIN),
        ("hang up", Retry.UNCERTAIN),
        ("say nothing", Retry.UNCERTAIN),
    ],
)
async def test_every_answer_has_its_policy(answer: tuple[int, dict[str, str], str] | str, retry: Retry) -> None:
    async with SmsGateway() as gateway:
        gateway.answers.append(answer)
        patience = 0.2 if answer == "say nothing" else 15
        assert (await _fails(gateway, patience=patience)).retry is retry
        assert gateway.requests == 1


async def test_it_waits_as_long_as_it_is_told_and_never_for_days() -> None:
    async with SmsGateway() as gateway:
        gateway.answers += [(429, {"Retry-After": "7"}, ""), (429, {"Retry-After": "999999"}, ""), (429, {}, "")]
        waits = [await _fails(gateway) for _ in range(3)]
    assert [each.after for each in waits] == [timedelta(seconds=7), timedelta(hours=1), timedelta(seconds=30)]
    assert all(each.free and each.retry is Retry.LATER for each in waits)


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with SmsGateway() as gateway:
        pass
    assert (await _fails(gateway)).retry is Retry.LATER


@pytest.mark.parametrize(("characters", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
def test_segments_are_counted_as_they_are_paid_for(characters: int, parts: int) -> None:
    assert segments("字" * characters) == parts
    cut = shorten_to("字" * characters, 2)
    assert segments(cut) == min(parts, 2)
    assert (cut[-1] == "…") == (parts > 2)


def test_an_emoji_counts_twice_and_is_not_cut_in_two() -> None:
    assert segments("字" * 69 + "📢") == 2
    assert shorten_to("字" * 68 + "📢" * 3, 1) == "字" * 68 + "…"
