"""What the platform answers to a send decides what happens next; nobody is left without knowing."""

import asyncio
import time

import pytest

from tests.e2e.conftest import Union
from tests.e2e.journey import STORY, card_of, files_case, replies
from tests.support.service import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

BLOCKED = "Forbidden: bot was blocked by the user"
ANSWER = "我明天上午去站里找站长把三天工资要回来，有结果马上告诉你"


def answers_owed(union: Union, number: str) -> int:
    return union.service.count(
        "clocks JOIN cases ON cases.id = clocks.case_id WHERE met_at IS NULL AND stopped_at IS NULL"
        f" AND kind <> 'progress' AND number = '{number.replace('-', '')}'"
    )


async def test_an_answer_to_somebody_who_blocked_us_stops_no_clock_and_is_sent_when_he_is_back(
    union: Union,
) -> None:
    worker, liaison = union.worker(), union.liaison
    number = await files_case(worker)
    card = await card_of(liaison, number)
    union.api.fail_next("sendMessage", 403, BLOCKED, times=99, chat_id=worker.chat_id)
    await replies(liaison, card, ANSWER)
    warned = await union.api.wait_for(liaison.chat_id, lambda shown: "收不到消息了" in shown.text)
    assert number in warned.text
    assert answers_owed(union, number) == 2
    union.api.heals()
    await worker.blocks()
    await worker.unblocks()
    await union.api.wait_for(worker.chat_id, lambda shown: ANSWER in shown.text)
    await until(lambda: answers_owed(union, number) == 0)


async def test_too_many_requests_are_obeyed_to_the_second(union: Union) -> None:
    worker, liaison = union.worker(), union.liaison
    number = await files_case(worker)
    card = await card_of(liaison, number)
    wait = {"description": "Too Many Requests: retry after 4", "parameters": {"retry_after": 4}}
    union.api.fail_next("sendMessage", 429, wait, chat_id=worker.chat_id)
    await replies(liaison, card, ANSWER)
    told = await union.api.wait_for(worker.chat_id, lambda shown: ANSWER in shown.text, 9)
    refused = [call for call in union.api.calls_of("sendMessage", worker.chat_id) if ANSWER in call.payload["text"]]
    assert len(refused) == 2
    assert 4 <= told.at - refused[0].at < 7


async def test_a_dead_letter_is_seen_by_an_officer(union: Union) -> None:
    worker, liaison, officer = union.worker(), union.liaison, union.officer
    number = await files_case(worker)
    card = await card_of(liaison, number)
    union.api.fail_next("sendMessage", 400, "Bad Request: TOPIC_CLOSED", chat_id=worker.chat_id)
    await replies(liaison, card, ANSWER)
    await union.api.wait_for(officer.chat_id, lambda shown: "没能送到" in shown.text)
    assert answers_owed(union, number) == 2
    await officer.says("/dead")
    listed = await officer.sees("bad_request")
    assert ANSWER not in listed.text
    await liaison.says("/dead")
    await liaison.sees("未找到")


async def test_an_answer_of_unknown_fate_is_said_once_more_and_no_third_time(union: Union) -> None:
    worker, liaison = union.worker(), union.liaison
    number = await files_case(worker)
    card = await card_of(liaison, number)
    union.api.drop_next("sendMessage", "delivered", chat_id=worker.chat_id, times=2)
    await replies(liaison, card, ANSWER)

    def told() -> int:
        return len([shown for shown in worker.shown if ANSWER in shown.text])

    await until(lambda: told() == 2)
    await asyncio.sleep(2.5)
    assert told() == 2
    state = "SELECT status FROM outbox WHERE repeated ORDER BY seq DESC LIMIT 1"
    assert union.service.rows(state) == [("uncertain",)]


async def test_a_message_that_breaks_the_code_is_put_aside_while_the_others_flow(union: Union) -> None:
    poisoned, other = union.worker(), union.worker()
    await poisoned.says("/start")
    # A session that cannot be opened any more, as after a damaged disk or a lost key.
    newest = "SELECT max(touched_at) FROM sessions"
    damage = f"UPDATE sessions SET state_sealed = CAST('damaged' AS BLOB) WHERE touched_at = ({newest})"
    union.service.execute(damage)
    first, *again = [await poisoned.says(STORY), *await poisoned.redeliver(1)]
    assert [first.status, *(each.status for each in again)] == [503, 503]
    both = await asyncio.gather(poisoned.redeliver(1), other.says(STORY))
    assert both[0][0].status == 200
    assert both[1].status == 200
    await other.sees("同意这样记下来吗")
    await union.api.wait_for(union.officer.chat_id, lambda shown: "先隔离了" in shown.text)
    await union.api.wait_for(poisoned.chat_id, lambda shown: "没处理成" in shown.text)
    sealed = union.service.rows("SELECT tries, payload_sealed FROM poison WHERE quarantined_at IS NOT NULL")
    assert [(tries, STORY.encode() in bytes(payload)) for tries, payload in sealed] == [(3, False)]  # type: ignore[call-overload]
    assert (await poisoned.redeliver(1))[0].status == 200
    assert union.service.count("audit WHERE action = 'message_quarantined'") == 1
    began = time.monotonic()
    await files_case(union.worker())
    assert time.monotonic() - began < 10
