"""The page in a real browser: a worker's thumb, a keyboard, a broken network."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from bot.core.messages import Choice, Kind, Picture
from bot.web.visitors import user_of
from tests.web.support import House

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
YES_NO = ((Choice(label="同意，继续", token="t-yes"), Choice(label="先不说了", token="t-no")),)
CONSENT = (
    "先说清楚：你说的话只给经手的工会人员看，加密保存，公司看不到。\n大约三分钟，随时可以停。心里难受时可以拨 12356。"
)
CATEGORIES = tuple(
    (Choice(label=one, token=f"c-{one}"), Choice(label=two, token=f"c-{two}"))
    for one, two in (("拖欠工资", "罚款扣款"), ("工伤事故", "封号停单"), ("派单不公", "站点管理"))
)


@asynccontextmanager
async def opened(
    browser: Browser,
    house: House,
    viewport: dict[str, int] = PHONE,
    scheme: str = "light",
    locale: str = "zh-CN",
    forgiven: tuple[str, ...] = (),
) -> AsyncIterator[Page]:
    """The page; afterwards nothing may stand in the console, and nothing may come from elsewhere."""
    context = await browser.new_context(
        viewport=viewport,
        color_scheme=scheme,
        locale=locale,
        has_touch=viewport is PHONE,
        is_mobile=viewport is PHONE,
        geolocation={"latitude": 31.23, "longitude": 121.47},
        permissions=["geolocation"],
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{house.url}/chat")
    await expect(page.get_by_role("log")).not_to_have_attribute("aria-busy", "true")
    yield page
    assert [each for each in complaints if not any(ok in each for ok in forgiven)] == []
    assert [url for url in asked if not url.startswith((house.url, "blob:", "about:"))] == []
    await context.close()


async def user_at(page: Page) -> str:
    (cookie,) = [each for each in await page.context.cookies() if each["name"] == "gongyi"]
    return user_of(cookie["value"])


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.02)


def said(house: House) -> list[str]:
    return [each.text or each.choice or each.kind.value for each in house.intake.accepted]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_worker_says_what_happened(
    browser: Browser, house: House, viewport: dict[str, int], scheme: str, tmp_path: Path
) -> None:
    async with opened(browser, house, viewport, scheme) as page:
        await page.screenshot(animations="disabled", path=tmp_path / "1-welcome.png")
        await page.get_by_label("你想说的话").fill("站点三个月没发工资了 <img src=x onerror=alert(1)>")
        await page.get_by_role("button", name="发送", exact=True).click()
        await until(lambda: len(house.intake.accepted) == 1)
        user = await user_at(page)
        await house.chat_log.say(user, CONSENT, choices=YES_NO)
        await page.get_by_role("button", name="同意，继续").click()
        await until(lambda: len(house.intake.accepted) == 2)
        await house.chat_log.say(user, "你遇到的是哪一类事情？点一个，或者直接说。", choices=CATEGORIES)
        await expect(page.get_by_role("button", name="工伤事故")).to_be_visible()
        await expect(page.get_by_role("button", name="同意，继续")).to_have_count(0)
        await expect(page.locator(".mine").last).to_contain_text("同意，继续")
        await page.screenshot(animations="disabled", path=tmp_path / "2-question.png")
        assert said(house) == ["站点三个月没发工资了 <img src=x onerror=alert(1)>", "t-yes"]
        assert await page.locator("#log img").count() == 0
        assert await too_wide(page) == []
        assert await too_small(page) == []
        await expect(page.get_by_role("link", name="12356").first).to_have_attribute("href", "tel:12356")


async def test_a_case_number_is_never_broken(browser: Browser, house: House, tmp_path: Path) -> None:
    """A desk of eight cases on a narrow phone: buttons two in a row, each with its number in one piece."""
    numbers = [f"{8312 + each}-{each:04}" for each in range(8)]
    rows = tuple(
        tuple(Choice(label=f"📂 打开 {number}", token=f"card-{number}") for number in numbers[start : start + 2])
        for start in range(0, 8, 2)
    )
    async with opened(browser, house) as page:
        user = await user_at(page)
        await house.chat_log.say(
            user, "\n".join(f"欠薪扣款，还有一个钟头就到时限了 {number} 城东" for number in numbers), choices=rows
        )
        await expect(page.get_by_role("button", name="打开 8312-0000")).to_be_visible()
        await page.screenshot(animations="disabled", path=tmp_path / "numbers.png")
        assert await lines_of_numbers(page) == [1] * 16
        assert await too_wide(page) == []


async def lines_of_numbers(page: Page) -> list[int]:
    """On how many lines each case number stands, in what is said and on buttons."""
    return await page.evaluate(
        """() => [...document.querySelectorAll(".bubble, .choices button")].flatMap((each) => {
            const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT), found = [];
            while (walker.nextNode())
                for (const match of walker.currentNode.data.matchAll(/\\d{4}-\\d{4}/g)) {
                    const range = document.createRange();
                    range.setStart(walker.currentNode, match.index);
                    range.setEnd(walker.currentNode, match.index + match[0].length);
                    found.push(new Set([...range.getClientRects()].map((box) => box.top)).size);
                }
            return found;
        })"""
    )


async def too_small(page: Page) -> list[str]:
    """What can be pressed and is less than 44 pixels high; links inside a sentence may be (WCAG 2.5.8)."""
    return await page.evaluate(
        """() => [...document.querySelectorAll("button, a, textarea, label.tool")]
            .filter((each) => each.checkVisibility() && !each.closest(".bubble"))
            .filter((each) => each.getBoundingClientRect().height < 44)
            .map((each) => each.outerHTML)"""
    )


async def too_wide(page: Page) -> list[str]:
    """What reaches over the right edge of the screen."""
    return await page.evaluate(
        """() => [...document.querySelectorAll("body *:not(.unseen)")]
            .filter((each) => each.getBoundingClientRect().right > screen.width)
            .map((each) => each.outerHTML.slice(0, 200))"""
    )


async def test_a_button_is_pressed_by_keyboard_alone(browser: Browser, house: House) -> None:
    async with opened(browser, house, DESKTOP) as page:
        user = await user_at(page)
        await page.get_by_label("你想说的话").focus()
        await page.keyboard.type("你好")
        await page.keyboard.press("Enter")
        await until(lambda: said(house) == ["你好"])
        await house.chat_log.say(user, "可以开始吗？", choices=YES_NO)
        await expect(page.get_by_role("button", name="先不说了")).to_be_visible()
        await page.keyboard.press("Shift+Tab")
        while await page.evaluate("document.activeElement.textContent") != "先不说了":
            await page.keyboard.press("Shift+Tab")
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        await page.keyboard.press("Enter")
        await until(lambda: said(house) == ["你好", "t-no"])
        await house.chat_log.say(user, "好的，想说时再来。", choices=((Choice(label="再来", token="t-again"),),))
        await expect(page.get_by_role("button", name="再来")).to_be_visible()
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.textContent") == "再来"


async def test_enter_in_the_middle_of_a_composition_sends_nothing(browser: Browser, house: House) -> None:
    async with opened(browser, house, DESKTOP) as page:
        await page.get_by_label("你想说的话").fill("gongzi")
        for composing in ({"isComposing": True}, {"keyCode": 229}):
            await page.locator("#text").evaluate(
                "(text, options) => text.dispatchEvent(new KeyboardEvent('keydown', options))",
                {**composing, "key": "Enter", "bubbles": True, "cancelable": True},
            )
        await page.keyboard.press("Shift+Enter")
        await asyncio.sleep(0.2)
        assert house.intake.accepted == []


async def test_a_photo_is_uploaded_with_progress_and_can_be_cancelled(
    browser: Browser, house: House, tmp_path: Path
) -> None:
    photo = {"name": "工资条.png", "mimeType": "image/png", "buffer": png(640, 480)}
    async with opened(browser, house, forgiven=("ERR_INTERNET_DISCONNECTED",)) as page:
        await page.get_by_role("button", name="照片和位置").click()
        await page.screenshot(animations="disabled", path=tmp_path / "tray.png")
        assert await too_small(page) == []
        await page.locator("#photos").set_input_files([photo, photo])
        await until(lambda: len(house.intake.accepted) == 1)
        (inbound,) = house.intake.accepted
        assert (inbound.kind, len(inbound.media)) == (Kind.MEDIA, 2)
        assert house.uploads.stored[inbound.media[0].ref][1] == photo["buffer"]
        await expect(page.locator(".mine .meta")).to_contain_text("已送达")
        await page.screenshot(animations="disabled", path=tmp_path / "photos.png")
        await page.context.set_offline(True)
        await page.locator("#photos").set_input_files([photo])
        await expect(page.get_by_role("progressbar")).to_be_visible()
        await page.screenshot(animations="disabled", path=tmp_path / "uploading.png")
        await page.get_by_role("button", name="取消").click()
        await expect(page.locator(".mine .meta").last).to_contain_text("已取消")
        await page.context.set_offline(False)
        await page.locator("#photos").set_input_files(
            [{"name": "long.png", "mimeType": "image/png", "buffer": b"x" * 10_000_001}]
        )
        await expect(page.get_by_role("status")).to_contain_text("10 MB")
        assert len(house.intake.accepted) == 1


async def test_a_picture_and_a_place(browser: Browser, house: House, tmp_path: Path) -> None:
    async with opened(browser, house) as page:
        user = await user_at(page)
        picture = Picture(data=png(900, 600), mime="image/png", name="a.png")
        await house.chat_log.say(user, "这是站点公告。", picture=picture)
        image = page.get_by_alt_text("工会发来的图片")
        await expect(image).to_be_visible()
        assert await image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 900
        await house.chat_log.say(user, "你在哪个站点？可以发位置。", ask_location=True)
        await page.get_by_role("button", name="发送我的位置").click()
        await until(lambda: len(house.intake.accepted) == 1)
        assert house.intake.accepted[0].latitude == 31.23
        await expect(page.get_by_role("button", name="发送我的位置")).to_have_count(0)
        await page.screenshot(animations="disabled", path=tmp_path / "place.png")


async def test_offline_words_wait_and_go_out_once(browser: Browser, house: House, tmp_path: Path) -> None:
    async with opened(browser, house, forgiven=("ERR_INTERNET_DISCONNECTED",)) as page:
        user = await user_at(page)
        await page.context.set_offline(True)
        await expect(page.get_by_role("status")).to_contain_text("没有网络")
        for words in ("第一句", "第二句"):
            await page.get_by_label("你想说的话").fill(words)
            await page.get_by_role("button", name="发送", exact=True).click()
        await expect(page.locator(".mine .meta").first).to_contain_text("等网络")
        await page.screenshot(animations="disabled", path=tmp_path / "offline.png")
        await house.chat_log.say(user, "你不在时说的话")
        await page.context.set_offline(False)
        await until(lambda: said(house) == ["第一句", "第二句"])
        await expect(page.get_by_text("你不在时说的话")).to_have_count(1)
        await expect(page.get_by_role("status")).to_be_hidden()
        await asyncio.sleep(0.3)
        assert said(house) == ["第一句", "第二句"]


async def test_a_restart_of_the_service_loses_nothing(browser: Browser) -> None:
    house = House()
    async with house.open():
        opening = opened(browser, house, forgiven=("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED"))
        page = await opening.__aenter__()
        user = await user_at(page)
        await house.chat_log.say(user, "停之前")
        await expect(page.get_by_text("停之前")).to_be_visible()
    await page.get_by_label("你想说的话").fill("停的时候说的")
    await page.get_by_role("button", name="发送", exact=True).click()
    await house.chat_log.say(user, "停的时候")
    async with house.open(port=int(house.url.rpartition(":")[2])):
        await until(lambda: said(house) == ["停的时候说的"])
        await expect(page.get_by_text("停的时候", exact=True)).to_have_count(1, timeout=20_000)
        await house.chat_log.say(user, "停之后")
        await expect(page.get_by_text("停之后")).to_have_count(1)
        await expect(page.get_by_text("停之前")).to_have_count(1)
        await opening.__aexit__(None, None, None)


async def test_a_reload_shows_the_same_conversation(browser: Browser, house: House) -> None:
    async with opened(browser, house) as page:
        user = await user_at(page)
        for number in (1, 2):
            await page.get_by_label("你想说的话").fill(f"问 {number}")
            await page.get_by_role("button", name="发送", exact=True).click()
            await until(lambda number=number: len(house.intake.accepted) == number)
            await house.chat_log.say(user, f"答 {number}", choices=YES_NO)
            await expect(page.get_by_text(f"答 {number}")).to_be_visible()
        await page.get_by_label("你想说的话").fill("没写完")
        await page.reload()
        await expect(page.get_by_role("log")).not_to_have_attribute("aria-busy", "true")
        assert await page.locator(".bubble").all_inner_texts() == ["问 1", "答 1", "问 2", "答 2"]
        assert await page.get_by_label("你想说的话").input_value() == "没写完"
        assert len(house.intake.accepted) == 2


async def test_refusals_are_said_kindly(browser: Browser, house: House) -> None:
    async with opened(browser, house, forgiven=("503",)) as page:
        house.intake.down = True
        await page.get_by_label("你想说的话").fill("在吗")
        await page.get_by_role("button", name="发送", exact=True).click()
        await expect(page.locator(".mine .meta")).to_contain_text("现在有点忙")
        house.intake.down = False
        await expect(page.locator(".mine .meta")).to_contain_text("已送达")
        assert said(house) == ["在吗"]


async def test_english(browser: Browser, house: House, tmp_path: Path) -> None:
    async with opened(browser, house) as page:
        await page.get_by_role("link", name="Switch to English").click()
        await expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
        await expect(page.get_by_text("Hello, I am Gongyi")).to_be_visible()
        await page.screenshot(animations="disabled", path=tmp_path / "english.png")
        assert await page.evaluate("document.documentElement.lang") == "en"
        await page.goto(f"{house.url}/chat")
        await expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
        await page.get_by_label("What you want to say").fill("hello")
        await page.get_by_role("button", name="Send", exact=True).click()
        await until(lambda: len(house.intake.accepted) == 1)
        assert house.intake.accepted[0].locale == "en"
        assert await too_wide(page) == []


async def test_leave_now_leaves_nothing(browser: Browser, house: House) -> None:
    async with opened(browser, house) as page:
        await page.get_by_label("你想说的话").fill("别让人看见")
        await page.get_by_role("button", name="发送", exact=True).click()
        await until(lambda: len(house.intake.accepted) == 1)
        await page.get_by_role("button", name="快速离开").click()
        await page.wait_for_url("about:blank")
        await page.goto(f"{house.url}/chat")
        await expect(page.get_by_role("log")).not_to_have_attribute("aria-busy", "true")
        assert await page.get_by_text("别让人看见").count() == 0
        assert await page.evaluate("JSON.stringify(sessionStorage)") == "{}"


def png(width: int, height: int) -> bytes:
    buffer = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


async def test_a_message_that_changes_stays_where_it_stands(browser: Browser, house: House) -> None:
    """A notice being sent is one bubble whose figures run; nobody is called to it, and a reload shows it once."""
    async with opened(browser, house) as page:
        user = await user_at(page)
        pause = ((Choice(label="暂停", token="A" * 16),),)
        welcome = await page.locator(".theirs .bubble").all_text_contents()
        first = await house.chat_log.say(user, "已送到 10 人", choices=pause)
        await house.chat_log.say(user, "另一句话")
        await house.chat_log.say(user, "已送到 20 人", choices=pause, instead_of=first)
        await expect(page.locator(".theirs .bubble")).to_have_text([*welcome, "已送到 20 人", "另一句话"])
        await expect(page.locator(".theirs", has_text="20 人")).to_have_attribute("aria-live", "off")
        await expect(page.get_by_role("button", name="暂停")).to_have_count(1)
        await house.chat_log.say(user, "", instead_of=first)
        await expect(page.locator(".theirs .bubble")).to_have_text([*welcome, "另一句话"])
        await page.reload()
        await expect(page.locator(".theirs .bubble")).to_have_text(["另一句话"])
