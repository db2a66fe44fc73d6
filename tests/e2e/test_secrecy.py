"""What must never reach whom: the sealed worker's name, and a complaint about union staff."""

import io

import pytest
from PIL import Image

from bot.domain.people import Role
from tests.e2e.conftest import Union
from tests.e2e.journey import card_of, files_case, finishes, gives_outcome, presses, replies

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAME = "赵密密"
FILE_NAME = "赵密密的工资条.pdf"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def everything_told_to(union: Union, chat_id: int) -> str:
    """Every byte of every call to one chat."""
    calls = [call for call in union.api.calls if call.chat_id == chat_id]
    return "\n".join(f"{call.method} {call.payload} {call.files}" for call in calls)


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(target, "PNG")
    return target.getvalue()


async def test_the_handler_of_a_sealed_case_never_learns_who_the_worker_is(union: Union) -> None:
    worker, liaison = union.worker(name=NAME), union.liaison
    await worker.document(PDF, FILE_NAME, "application/pdf", caption="公司三个月没给我交社保，一直拖着")
    file_ids = [f"file-{number}" for number in range(1, 9)]
    number = await finishes(worker, 要不要看到你是谁="@对处理人匿名")
    card = await card_of(liaison, number)
    assert "对处理人匿名" in card.text
    await presses(liaison, card, "看证据")
    await union.api.wait_for(liaison.chat_id, lambda shown: shown.picture is not None)
    await presses(liaison, card, "接单")
    await replies(liaison, card, "我们先去社保局查一下你们站点的缴费记录，周三前告诉你结果")
    told = await union.api.wait_for(worker.chat_id, lambda shown: "缴费记录" in shown.text)
    await presses(worker, told, "回复")
    await worker.photo(picture(), caption="这是我的排班表")
    await worker.edits("公司五个月没给我交社保，一直拖着", worker.said_ids[0])
    await union.api.wait_for(liaison.chat_id, lambda shown: "排班表" in shown.text)
    await presses(liaison, card, "往来")
    await gives_outcome(liaison, card, "社保已经补缴三个月，可以在手机上查到缴费记录了，请你看一下")
    asked = await union.api.wait_for(worker.chat_id, lambda shown: "可以在手机上查到" in shown.text)
    await presses(worker, asked, "没解决")
    await worker.sees("重新打开")

    heard = everything_told_to(union, liaison.chat_id)
    assert "社保" in heard
    for secret in (NAME, FILE_NAME, str(worker.chat_id), *file_ids):
        assert secret not in heard, secret
    deputy = await card_of(union.deputy, number, "由你接手重办")
    assert NAME not in everything_told_to(union, union.deputy.chat_id), deputy.text
    assert str(worker.chat_id) not in union.service.log


async def test_a_sealed_name_is_opened_by_two_and_the_worker_is_told(union: Union) -> None:
    worker, (first, second) = union.worker(name=NAME), union.committee
    number = await files_case(worker, 要不要看到你是谁="@对处理人匿名")
    await first.says("/cases")
    await first.sees("在办")
    await first.taps(number)
    card = await first.sees("对处理人匿名")
    await presses(first, card, "申请解封")
    await first.sees("为什么要知道是谁")
    await first.says("工友要告公司，法院立案要用真实身份")
    await first.sees("已请其他委员同意")
    assert str(worker.chat_id) not in everything_told_to(union, first.chat_id)
    asked = await union.api.wait_for(second.chat_id, lambda shown: "申请打开" in shown.text and number in shown.text)
    await presses(first, asked, "同意解封")
    await first.sees("过期")  # his own request, and not his button
    await presses(second, asked, "同意解封")
    for member in (first, second):
        opened = await union.api.wait_for(member.chat_id, lambda shown: f"🔓 {number}：" in shown.text)
        assert str(worker.chat_id) in opened.text
    await union.api.wait_for(worker.chat_id, lambda shown: "两位委员" in shown.text)
    assert union.service.count("audit WHERE action = 'unsealed'") == 1


async def test_the_accused_hears_nothing_of_a_complaint_about_him(union: Union) -> None:
    accused = await union.service.hires(union.api, Role.LIAISON, 171, grid="G02")
    worker, member = union.worker(), union.committee[0]
    words = "联络员收了站长的好处，不帮我们说话"
    number = await files_case(
        worker,
        f"我要投诉工会的{words}",
        在哪一片="@G02",
        是哪一类的事="@投诉工会的人",
        是关于谁="@联络员",
        出了什么事=words,
    )
    card = await card_of(member, number)
    await replies(member, card, "委员会已经收到，两位委员会当面核实，三天内告诉你结果")
    await union.api.wait_for(worker.chat_id, lambda shown: "当面核实" in shown.text)
    assert len(accused.shown) == 1, [shown.text for shown in accused.shown]
    for probe in ("/cases", number, number.replace("-", ""), "进度"):
        await accused.says(probe)
        assert number not in (await accused.sees("")).text
    heard = [call for call in union.api.calls if call.chat_id in (71, 72) and number in str(call.payload)]
    assert heard == []
