"""The second leg: a text to whom no chat reached and who agreed to texts; once, or perhaps, but never twice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from bot.channels.sms_http import HttpSms
from bot.core.sms import SmsTerms
from bot.domain.broadcasts import Broadcast, Content, Leg
from bot.jobs.texting import TextingJob
from bot.services import legs
from bot.store import people, tables, text_messages, untold
from bot.store.text_messages import agree, withdraw
from bot.store.unit_of_work import UnitOfWork
from tests.services.broadcast_union import BOTH_ENGINES, CONTENT, EAST, START, Union, at
from tests.support.sms_gateway import KEY, SmsGateway

TERMS = SmsTerms(signature="城东工会", price=Decimal("0.05"))
WITH_TEXTS = replace(CONTENT, legs=frozenset({Leg.CHANNEL, Leg.SMS}))


@pytest.fixture
def texting(union: Union) -> Union:
    """The same union with a contract for texts: b1, b2 and b3 are blocked, with numbers; b1 and b2 want texts."""
    union.house = replace(union.house, sms=TERMS)
    union.joins("reached", phone="13800000009")
    for number, name in enumerate(("b1", "b2", "b3"), 1):
        union.joins(name, phone=f"1380000000{number}")
        union.blocks(name, "telegram")
    for name in ("reached", "b1", "b2"):
        union.work(lambda uow, name=name: agree(uow, union.ids[name], "1"))  # type: ignore[misc]
    return union


def _sent_in_chat(union: Union, content: Content = WITH_TEXTS) -> Broadcast:
    broadcast = union.started(content)
    union.runs(broadcast)
    union.tick()
    return union.now(broadcast)


def _texts(union: Union, broadcast: Broadcast) -> dict[str, int]:
    found = union.work(lambda uow: text_messages.counts(uow, broadcast.id))
    return {state.value: count for state, count in found.items() if count}


def _left(union: Union, broadcast: Broadcast) -> set[str]:
    found = union.work(lambda uow: untold.untold_in(uow, broadcast.id, EAST, 100))
    return {name for name, person_id in union.ids.items() if person_id in found}


def _run(union: Union, act: Callable[[SmsGateway, TextingJob], Awaitable[None]]) -> SmsGateway:
    """Lets the job work on a real server."""

    async def run() -> SmsGateway:
        async with SmsGateway() as gateway:
            provider = HttpSms(gateway.url, KEY, union.clock)
            job = TextingJob(union.database, union.house, provider, union.clock, per_second=2)
            await act(gateway, job)
            await job.stop()
        return gateway

    return asyncio.run(run())


async def _looks(gateway: SmsGateway, job: TextingJob) -> None:
    for _ in range(3):
        await job.run()


@BOTH_ENGINES
def test_whom_the_chat_missed_and_who_agreed_gets_one_text(texting: Union) -> None:
    broadcast = _sent_in_chat(texting)
    assert _texts(texting, broadcast) == {"ready": 2}
    assert not texting.told("liaison", "没收到")
    gateway = _run(texting, _looks)
    assert {each["phone"] for each in gateway.taken} == {"13800000001", "13800000002"}
    assert {each["text"] for each in gateway.taken} == {"【城东工会】驿站今天换了新的充电柜。"}
    assert _texts(texting, broadcast) == {"sent": 2}
    figures = texting.work(lambda uow: legs.figures(uow, broadcast.id))
    assert figures.segments == 2
    # b3 has left a number and agreed to no text: he is the liaison's.
    assert _left(texting, broadcast) == {"b3"}
    assert texting.told("liaison", "城东 有 1 位")
    assert _run(texting, _looks).requests == 0


@BOTH_ENGINES
def test_the_estimate_counts_those_whom_texts_would_reach(texting: Union) -> None:
    estimate = texting.work(lambda uow: legs.estimate(uow, texting.house, WITH_TEXTS))
    assert estimate is not None
    assert (estimate.people, estimate.most_people, estimate.segments) == (2, 3, 1)
    assert (estimate.cost, estimate.most_cost) == (Decimal("0.10"), Decimal("0.15"))
    assert texting.work(lambda uow: legs.estimate(uow, texting.house, CONTENT)) is None


def test_what_perhaps_left_is_never_sent_again_and_told_aloud(texting: Union) -> None:
    broadcast = _sent_in_chat(texting)

    async def act(gateway: SmsGateway, job: TextingJob) -> None:
        gateway.answers += ["hang up", (400, {}, "{}")]
        await _looks(gateway, job)

    gateway = _run(texting, act)
    assert gateway.requests == 2
    assert _texts(texting, broadcast) == {"uncertain": 1, "failed": 1}
    assert _left(texting, broadcast) == {"b1", "b2", "b3"}


@BOTH_ENGINES
def test_a_process_that_dies_while_sending_leaves_it_uncertain(texting: Union) -> None:
    broadcast = _sent_in_chat(texting)
    texting.work(lambda uow: text_messages.claim(uow, 1))
    gateway = _run(texting, _looks)
    assert len(gateway.taken) == 1
    assert _texts(texting, broadcast) == {"sent": 1, "uncertain": 1}
    assert texting.told("liaison", "城东 有 2 位")


def _heard(union: Union, name: str, words: str) -> int:
    """How many messages with these words somebody was sent."""

    def read(uow: UnitOfWork) -> int:
        mine = tables.addresses.c.person_id == union.ids[name]
        query = select(tables.outbox).join(tables.addresses).where(mine, tables.outbox.c.body_sealed.is_not(None))
        return sum(words in uow.vault.open("outbox.body", row.id, row.body_sealed) for row in uow.rows(query))

    return union.work(read)


@BOTH_ENGINES
def test_who_can_act_hears_once_that_the_provider_refuses_us_and_once_that_it_goes_on(texting: Union) -> None:
    """Also when the process starts anew meanwhile; a removed officer hears nothing more."""
    _sent_in_chat(texting)
    able = ("author", "west", "committee")

    async def refused(gateway: SmsGateway, job: TextingJob) -> None:
        gateway.answers += [(402, {}, "{}")] * 2
        await _looks(gateway, job)

    for _ in range(2):
        assert _run(texting, refused).requests == 2
        texting.clock.advance(timedelta(minutes=6))
    assert [_heard(texting, name, "账户没钱了") for name in able] == [1, 1, 1]
    assert _heard(texting, "author", "等着的 2 条") == 1
    texting.loses_role("west")
    assert len(_run(texting, _looks).taken) == 2
    assert [_heard(texting, name, "短信又能发了") for name in able] == [1, 0, 1]
    for name in ("liaison", "reached", "b1"):
        assert not texting.told(name, "短信")


def test_another_reason_is_told_of_and_a_second_halt_is_news(texting: Union) -> None:
    _sent_in_chat(texting)

    async def act(gateway: SmsGateway, job: TextingJob) -> None:
        for status in (401, 403):
            gateway.answers += [(status, {}, "{}")] * 2
            await job.run()
            texting.clock.advance(timedelta(minutes=6))
        gateway.answers += [(200, {}, '{"id": "p1"}'), (403, {}, "{}")]
        await job.run()

    _run(texting, act)
    heard = [_heard(texting, "committee", words) for words in ("密钥", "合同", "短信又能发了")]
    assert heard == [1, 2, 1]


def test_a_text_that_waited_out_a_halt_for_a_day_is_not_sent_late(texting: Union) -> None:
    broadcast = _sent_in_chat(texting)

    async def act(gateway: SmsGateway, job: TextingJob) -> None:
        gateway.answers += [(402, {}, "{}")] * 2
        await job.run()
        texting.clock.advance(timedelta(days=1, minutes=1))
        await _looks(gateway, job)

    gateway = _run(texting, act)
    assert gateway.taken == []
    assert _texts(texting, broadcast) == {"failed": 2}
    assert _left(texting, broadcast) == {"b1", "b2", "b3"}


def test_a_provider_that_refuses_us_costs_nobody_his_text(texting: Union) -> None:
    broadcast = _sent_in_chat(texting)

    async def act(gateway: SmsGateway, job: TextingJob) -> None:
        gateway.answers += [(402, {}, "{}"), (429, {"Retry-After": "5"}, "")]
        await _looks(gateway, job)
        assert gateway.requests == 2
        assert _texts(texting, broadcast) == {"ready": 2}
        texting.clock.advance(timedelta(minutes=6))
        await _looks(gateway, job)

    assert len(_run(texting, act).taken) == 2


def test_a_text_that_cannot_be_handed_over_within_a_day_has_failed(texting: Union) -> None:
    broadcast = _sent_in_chat(texting)

    async def act(gateway: SmsGateway, job: TextingJob) -> None:
        gateway.answers += [(429, {}, ""), (429, {}, "")]
        await job.run()
        texting.clock.advance(timedelta(days=1, minutes=1))
        await job.run()

    assert _run(texting, act).requests == 2
    assert _texts(texting, broadcast) == {"failed": 2}


def test_nobody_is_woken_by_a_text_unless_it_is_urgent(texting: Union) -> None:
    broadcast = _sent_in_chat(texting)
    texting.clock.set(START + timedelta(hours=13))  # eleven at night
    assert _run(texting, _looks).requests == 0
    assert _texts(texting, broadcast) == {"ready": 2}
    texting.clock.set(START + timedelta(days=1))
    assert len(_run(texting, _looks).taken) == 2


@pytest.mark.parametrize("change", ["withdrawn", "called_off", "demoted"])
def test_what_has_changed_meanwhile_stops_a_text(texting: Union, change: str) -> None:
    broadcast = _sent_in_chat(texting)
    if change == "withdrawn":
        texting.work(lambda uow: [withdraw(uow, texting.ids[name]) for name in ("b1", "b2")])
    elif change == "called_off":
        texting.work(lambda uow: legs.call_off(uow, texting.house, broadcast))
    else:
        texting.loses_role("second")
    assert _run(texting, _looks).requests == 0
    assert _texts(texting, broadcast) == {"cancelled": 2}


def test_a_crowd_is_written_to_slice_by_slice(texting: Union) -> None:
    def come(uow: UnitOfWork) -> None:
        for number in range(205):
            person_id = people.add_speaker(uow, at(f"crowd{number}", "telegram"), "zh-CN").person.id
            phone = f"139{number:08}"
            people.remember(uow, person_id, consent_version="1", grid_id=EAST, name=None, phone=phone)
            agree(uow, person_id, "1")
        uow.execute(update(tables.addresses).values(unreachable_at=uow.now))

    texting.work(come)
    broadcast = _sent_in_chat(texting)
    assert 0 < _texts(texting, broadcast)["ready"] <= 100
    for _ in range(2):
        texting.tick()
    assert _texts(texting, broadcast) == {"ready": 208}


def test_without_a_contract_the_liaisons_hear_at_once(texting: Union) -> None:
    texting.house = replace(texting.house, sms=None)
    broadcast = _sent_in_chat(texting)
    assert _texts(texting, broadcast) == {}
    assert texting.told("liaison", "城东 有 3 位")
