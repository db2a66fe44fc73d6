"""From a worker's first word to the answer that he confirms, through the real service over real HTTP."""

import io
import time

import pytest
from PIL import Image

from bot.domain.people import Role
from tests.e2e.conftest import Union
from tests.e2e.journey import NUMBER, STORY, card_of, files_case, finishes, gives_outcome, presses, replies

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS = "已经联系站长核对考勤，三天工资本周五之前补发到你的卡上"
SECRET_PLACE = b"GPS-THAT-NOBODY-MAY-SEE"


def photo() -> bytes:
    """A photo that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = SECRET_PLACE.decode()
    target = io.BytesIO()
    Image.new("RGB", (64, 48), "orange").save(target, "JPEG", exif=exif)
    assert SECRET_PLACE in target.getvalue()
    return target.getvalue()


async def test_the_whole_journey(union: Union) -> None:
    worker, liaison, deputy = union.worker(), union.liaison, union.deputy
    await worker.says("/start")
    await worker.sees("告诉我")
    number = await files_case(worker)
    received = time.monotonic()
    card = await card_of(liaison, number)
    assert card.at - received < 2
    assert all(part in card.text for part in (STORY, "李骑手", "13800138000", "3600", "美团", "望京站"))

    await presses(liaison, card, "接单")
    await union.api.wait_for(worker.chat_id, lambda shown: "已经接手了" in shown.text)
    await replies(liaison, card, WORDS)
    told = await union.api.wait_for(worker.chat_id, lambda shown: WORDS in shown.text)
    assert number in told.text

    await presses(worker, told, "回复")
    await worker.sees("处理人")
    await worker.says("好的，我等周五")
    await union.api.wait_for(liaison.chat_id, lambda shown: "我等周五" in shown.text and number in shown.text)

    await gives_outcome(liaison, card, WORDS)
    asked = await union.api.wait_for(worker.chat_id, lambda shown: "给了处理结果" in shown.text)
    await presses(worker, asked, "没解决")
    reopened = await worker.sees("重新打开")
    assert "副联络员" in reopened.text
    second = await card_of(deputy, number, "由你接手重办")
    await union.api.wait_for(liaison.chat_id, lambda shown: "已换人接着办" in shown.text)

    await gives_outcome(deputy, second, "站长已经当面道歉，工资三千六百元今天补到账了，有转账凭证")
    solved = await union.api.wait_for(worker.chat_id, lambda shown: "当面道歉" in shown.text)
    await presses(worker, solved, "已解决")
    await worker.sees("1 到 5 分")
    await worker.taps("5 很好")
    await worker.sees("还有什么想说的")
    await worker.says("谢谢你们")
    await worker.sees("谢谢，记下了")
    await union.api.wait_for(deputy.chat_id, lambda shown: "确认已解决" in shown.text)
    state = union.service.rows(f"SELECT status, closing, rating FROM cases WHERE number = '{number.replace('-', '')}'")
    assert state == [("closed", "confirmed", 5)]


async def test_a_rating_needs_no_comment(union: Union) -> None:
    worker = union.worker()
    card = await card_of(union.liaison, await files_case(worker))
    await gives_outcome(union.liaison, card, WORDS)
    asked = await union.api.wait_for(worker.chat_id, lambda shown: "给了处理结果" in shown.text)
    await presses(worker, asked, "已解决")
    await worker.sees("1 到 5 分")
    await worker.says("３")
    await worker.sees("还有什么想说的")
    await worker.taps("跳过")
    await worker.sees("谢谢，记下了")


async def test_pictures_pass_both_ways_and_tell_nothing_but_their_pixels(union: Union) -> None:
    worker, liaison = union.worker(), union.liaison
    await worker.photo(photo(), caption=STORY)
    number = await finishes(worker)
    card = await card_of(liaison, number)
    await presses(liaison, card, "看证据")
    seen = await union.api.wait_for(liaison.chat_id, lambda shown: shown.picture is not None and number in shown.text)
    assert seen.picture is not None
    assert SECRET_PLACE not in seen.picture
    with Image.open(io.BytesIO(seen.picture)) as copy:
        assert (copy.size, dict(copy.getexif())) == ((64, 48), {})

    await presses(liaison, card, "回复")
    await liaison.sees("直接打字或发图")
    await liaison.photo(photo(), caption="这是补发工资的通知，请你看一下")
    back = await union.api.wait_for(worker.chat_id, lambda shown: shown.picture is not None and number in shown.text)
    assert back.picture is not None
    assert SECRET_PLACE not in back.picture
    await union.api.wait_for(worker.chat_id, lambda shown: "补发工资的通知" in shown.text)


async def test_every_tap_is_answered_and_used_buttons_go(union: Union) -> None:
    worker = union.worker()
    await files_case(worker)
    calls = union.api.calls
    taps = {call.payload["callback_query_id"] for call in calls if call.method == "answerCallbackQuery"}
    assert len(taps) == len([call for call in calls if call.method == "answerCallbackQuery"])
    asked = [shown for shown in worker.shown if "同意这样记下来吗" in shown.text]
    await union.api.wait_for(
        worker.chat_id, lambda shown: shown.message_id == asked[0].message_id and not shown.buttons
    )
    wanted = union.api.calls_of("editMessageReplyMarkup", worker.chat_id)
    assert asked[0].message_id in {call.payload["message_id"] for call in wanted}


async def test_a_changed_message_changes_the_draft_and_later_the_case(union: Union) -> None:
    worker = union.worker()
    await worker.says(STORY)
    story = worker.said_ids[-1]
    await worker.sees("同意这样记下来吗")
    await worker.taps("同意，开始")
    await worker.sees("")
    await worker.edits("站长扣了我五天工资，说我超时太多", story)
    await worker.sees("已经按你改的更新了")
    number = await finishes(worker)
    card = await card_of(union.liaison, number)
    assert "五天工资" in card.text
    await worker.edits("站长扣了我六天工资，说我超时太多", story)
    await worker.sees("已经补进")
    await union.api.wait_for(union.liaison.chat_id, lambda shown: "六天工资" in shown.text and "改了一句" in shown.text)


async def test_a_redelivery_gives_the_stored_reply_again_and_changes_nothing(union: Union) -> None:
    worker = union.worker()
    first = await worker.says(STORY)
    await worker.sees("同意这样记下来吗")
    before = union.service.rows("SELECT count(*), max(seq) FROM outbox")
    again = await worker.redeliver(3)
    assert [delivery.status for delivery in again] == [200] * 3
    assert {delivery.body for delivery in again} == {first.body} != {b""}
    assert union.service.rows("SELECT count(*), max(seq) FROM outbox") == before
    await finishes(worker)
    submitted = await worker.redeliver(2)
    assert [delivery.status for delivery in submitted] == [200, 200]
    assert union.service.count("outbox WHERE body_sealed IS NULL") == 0
    assert len([shown for shown in worker.shown if "已受理" in shown.text]) == 1


async def test_a_second_matter_is_kept_apart(union: Union) -> None:
    worker = union.worker()
    first = await files_case(worker)
    await worker.says("/grievance")
    second = await finishes(worker, 是哪一类的事="@封号", 出了什么事="平台昨天把我的账号封了，说我刷单")
    assert first != second
    await worker.says("补充一句：站长叫王强，电话是站里的")
    where = await worker.sees("放到哪里")
    assert any(first in label for label in where.labels)
    assert any(second in label for label in where.labels)
    await worker.taps(first)
    await worker.sees("已转给")
    added = await union.api.wait_for(union.liaison.chat_id, lambda shown: "王强" in shown.text)
    assert NUMBER.search(added.text)[0] == first  # type: ignore[index]
    await worker.says("进度")
    status = await worker.sees("在办 2 件")
    assert first in status.text
    assert second in status.text


async def test_whoever_is_removed_has_lost_everything_at_once(union: Union) -> None:
    leaver = await union.service.hires(union.api, Role.LIAISON, 171, grid="G02")
    worker = union.worker()
    number = await files_case(worker, 在哪一片干活="@G02")
    card = await card_of(leaver, number)
    await union.service.removes(leaver)
    await leaver.api.wait_for(leaver.chat_id, lambda shown: "已经停用" in shown.text)
    await presses(leaver, card, "回复")
    await leaver.sees("过期")
    heir = await card_of(union.officer, number, "现在由你接着办")
    assert STORY in heir.text
    await leaver.says("/cases")
    await leaver.sees("未找到")
