"""The whole journey in a real browser against the real service: worker, liaison and deputy at their pages."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.commands.support import Deployment
from tests.commands.test_demo import demo

STORY = "城东站站长拖了我上个月工资3600没发，问他就说等等"
ANSWER = "我已经打电话给站长了，他答应周五前把上个月的工资打给你，没到账马上告诉我。"
OUTCOME = "站长今天把拖欠的三千六百元工资全部补发了，转账凭证已经核对过。"
SECOND = "副联络员去站里对了账，还差的两百元也补发到账了，凭证在这里。"

pytestmark = pytest.mark.browser


async def opens(browser: Browser, link: str) -> Page:
    """A phone of one's own."""
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = await context.new_page()
    await page.goto(link)
    return page


async def taps(page: Page, label: str) -> None:
    """The newest button that says so."""
    button = page.get_by_role("button", name=label).last
    await expect(button).to_be_enabled(timeout=15_000)
    await button.click()


async def says(page: Page, text: str) -> None:
    """Types and sends."""
    await page.get_by_role("textbox").fill(text)
    await page.keyboard.press("Enter")


async def sees(page: Page, text: str) -> None:
    """Waits until the newest words say so."""
    await expect(page.get_by_role("log").get_by_text(text).last).to_be_visible(timeout=15_000)


async def files(worker: Page) -> None:
    """From the first words to the number; what the story said is not asked again."""
    await says(worker, STORY)
    await taps(worker, "同意，开始")
    await sees(worker, "是哪个平台或公司")
    await taps(worker, "跳过")
    await sees(worker, "有照片")
    await taps(worker, "跳过")
    await taps(worker, "实名，看得到")
    await sees(worker, "怎么称呼")
    await taps(worker, "跳过")
    await taps(worker, "先别让公司知道")
    await sees(worker, "留个手机号")
    await taps(worker, "跳过")
    await taps(worker, "确认提交")
    await sees(worker, "已受理")


@pytest.mark.timeout(240)
async def test_from_the_first_words_to_an_answer_that_the_worker_confirms(browser: Browser, tmp_path: Path) -> None:
    with demo(Deployment.make(tmp_path)) as (_, links):
        worker, liaison, deputy = [await opens(browser, links[who]) for who in ("worker", "liaison", "deputy")]
        await files(worker)
        await taps(liaison, "接单")
        await sees(liaison, "你接手了")
        await taps(liaison, "回复")
        await sees(liaison, "直接打字或发图")
        await says(liaison, ANSWER)
        await sees(worker, ANSWER)
        await taps(liaison, "办结")
        await sees(liaison, "处理结果是什么")
        await says(liaison, OUTCOME)
        await sees(worker, OUTCOME)
        await taps(worker, "没解决")
        await sees(worker, "重新打开")
        await sees(deputy, "工友说没解决")
        await taps(deputy, "办结")
        await sees(deputy, "处理结果是什么")
        await says(deputy, SECOND)
        await sees(worker, SECOND)
        await taps(worker, "已解决")
        await taps(worker, "5 很好")
        await sees(worker, "还有什么想说的")
        await taps(worker, "跳过")
        await sees(worker, "谢谢，记下了")
        await worker.screenshot(path=tmp_path / "worker.png")
