"""The ladder with deadlines of seconds, from an own sla.yaml: it climbs by itself until a human being answers."""

import asyncio

import pytest

from tests.e2e.conftest import Union
from tests.e2e.journey import NUMBER, card_of, files_case, presses, replies
from tests.support.telegram_user import TelegramUser

pytestmark = pytest.mark.asyncio(loop_scope="module")

SLA = """
normal:
  spacing: 1s
  first:
    due: 8s
    levels:
      - {after: 2s, tell: liaison}
      - {after: 4s, tell: deputy}
      - {after: 6s, tell: officer}
      - {after: 8s, tell: committee}
  substantive:
    due: 10m
    levels:
      - {after: 10m, tell: committee}
  progress: {due: 2h, levels: [{after: 1h, tell: liaison}]}
urgent:
  spacing: 1s
  acknowledge:
    due: 3s
    levels:
      - {after: 3s, tell: committee}
  first:
    due: 2h
    levels:
      - {after: 1h, tell: liaison}
  substantive:
    due: 24h
    levels:
      - {after: 12h, tell: liaison}
  progress: {due: 48h, levels: [{after: 36h, tell: liaison}]}
quiet_hours: none
confirmation:
  reminders: [2s, 4s]
  close: 6s
reopen_within: 14d
draft_expires: 7d
substantive_characters: 15
"""
LADDER = "还没有给工友第一句回复"
RUNGS = ("又提醒了联络员", "已经加上副联络员", "已经报到工会专干", "已经报到核心委员会")


@pytest.fixture(scope="module")
def sla() -> str:
    return SLA


async def test_every_level_fires_once_in_order_and_the_worker_is_told(union: Union) -> None:
    worker = union.worker()
    number = await files_case(worker)
    await card_of(union.liaison, number)
    told = [await card_of(who, number, LADDER, 12) for who in (*_rungs(union), union.committee[1])]
    assert [shown.at for shown in told[:4]] == sorted(shown.at for shown in told[:4])
    words = [await union.api.wait_for(worker.chat_id, lambda s, rung=rung: rung in s.text) for rung in RUNGS]
    assert [shown.message_id for shown in words] == sorted(shown.message_id for shown in words)
    await asyncio.sleep(1.5)
    for who in (*_rungs(union), union.committee[1]):
        assert len(_heard(who, number, LADDER)) == 1
    assert [len(_heard(worker, number, rung)) for rung in RUNGS] == [1, 1, 1, 1]
    assert union.service.rows("SELECT level, told FROM escalations ORDER BY level") == [
        (1, "liaison"),
        (2, "deputy"),
        (3, "officer"),
        (4, "committee"),
    ]


async def test_an_answer_that_arrived_stops_it_and_a_canned_one_does_not(union: Union) -> None:
    answered, fobbed_off = union.worker(), union.worker()
    number, other = await files_case(answered), await files_case(fobbed_off)
    await replies(union.liaison, await card_of(union.liaison, number), "我今天下午去站里找站长，晚上给你回话")
    await presses(union.liaison, await card_of(union.liaison, other), "回复")
    await union.liaison.sees("直接打字或发图")
    await union.liaison.says("收到")
    await union.liaison.sees("发给工友了")
    await card_of(union.deputy, other, LADDER, 8)
    assert _heard(union.deputy, number, LADDER) == []
    await replies(union.deputy, await card_of(union.deputy, other, LADDER), "对不起让你久等，我现在就给站长打电话")


async def test_an_emergency_pages_both_at_once_and_climbs_until_somebody_has_it(union: Union) -> None:
    worker = await _of_the_grid(union)
    await worker.says("我送餐路上被车撞了，腿动不了，流了很多血")
    first = await worker.sees("120")
    number = await _urgent_number(worker)
    assert "120" in first.text
    pages = [await card_of(who, number, "紧急") for who in (union.liaison, union.deputy)]
    assert all("接单" in str(page.labels) for page in pages)
    for member in union.committee:
        await card_of(member, number, "还没人接手", 8)
    again = await _of_the_grid(union)
    await again.says("站长拿刀砍伤了我同事，满地是血，快来人")
    quick = await _urgent_number(again)
    await presses(union.liaison, await card_of(union.liaison, quick, "紧急"), "接单")
    await asyncio.sleep(4)
    assert _heard(union.committee[0], quick, "还没人接手") == []


async def test_an_emergency_of_nobodys_grid_goes_to_the_committee_at_once(union: Union) -> None:
    worker = union.worker()
    await worker.says("我不想活了，站在楼顶上")
    await worker.sees("12356")
    await card_of(union.committee[0], await _urgent_number(worker), "紧急", 2)


async def test_silence_after_an_outcome_is_reminded_twice_and_closes_as_unconfirmed(union: Union) -> None:
    worker = union.worker()
    number = await files_case(worker)
    card = await card_of(union.liaison, number)
    await presses(union.liaison, card, "办结")
    await union.liaison.sees("处理结果是什么")
    await union.liaison.says("站长同意补发三天工资，下月五号随工资一起到账，已签字")
    await union.api.wait_for(worker.chat_id, lambda shown: "已签字" in shown.text)
    await union.api.wait_for(worker.chat_id, lambda shown: "先记为「未确认」结案" in shown.text, 12)
    assert len(_heard(worker, number, "解决了吗？点一下就行")) == 2
    closing = union.service.rows(f"SELECT closing FROM cases WHERE number = '{number.replace('-', '')}'")
    assert closing == [("unconfirmed",)]
    await worker.taps("没解决")
    await worker.sees("重新打开")


async def _of_the_grid(union: Union) -> TelegramUser:
    worker = union.worker()
    await worker.says("/grid")
    await worker.sees("哪一片")
    await worker.taps("G01")
    await worker.sees("记下了")
    return worker


def _rungs(union: Union) -> tuple[TelegramUser, ...]:
    return union.liaison, union.deputy, union.officer, union.committee[0]


def _heard(who: TelegramUser, number: str, words: str) -> list[str]:
    return [shown.text for shown in who.shown if number in shown.text and words in shown.text]


async def _urgent_number(worker: TelegramUser) -> str:
    """The number of the case; without consent it is one tap away (danger to life needs none)."""
    if "同意这样记下来吗" in worker.last:
        await worker.taps("同意，开始")
    told = await worker.sees("替你记下了")
    return NUMBER.search(told.text)[0]  # type: ignore[index]
