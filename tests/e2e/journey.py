"""What people do on their way through the house, in their own words and taps."""

import asyncio
import re

from tests.support.bot_api_wire import Shown
from tests.support.telegram_user import TelegramUser

NUMBER = re.compile(r"[0-9]{4}-[0-9]{4}")
STORY = "站长扣了我三天工资，说我超时太多"

CONSENT = "同意这样记下来吗"
# Which question is answered how: "@" presses the button that says so, anything else is typed.
ANSWERS = {
    CONSENT: "@同意，开始",
    "在哪一片干活": "@G01",
    "是哪一类的事": "@欠薪",
    "是关于谁": "@说不准",
    "出了什么事": STORY,
    "什么时候的事": "@昨天",
    "哪个平台": "@美团",
    "哪个站点": "望京站",
    "大概多少钱": "3600",
    "有照片": "@跳过",
    "要不要看到你是谁": "@实名",
    "怎么称呼": "李骑手",
    "能让公司知道": "@先别",
    "留个手机号": "13800138000",
    "看看对不对": "@确认提交",
}
MOST_TURNS = 25
QUIET_SECONDS = 1.5


async def files_case(worker: TelegramUser, opening: str = STORY, *, within: float = 5, **answers: str) -> str:
    """Says ``opening`` and answers what is asked until there is a case; returns its number (1234-5678).

    ``answers`` replaces those of ANSWERS by any part of the question; each must come ``within`` so many seconds.
    """
    await worker.says(opening)
    return await finishes(worker, within=within, **answers)


async def finishes(worker: TelegramUser, *, within: float = 5, **answers: str) -> str:
    """Answers what is still asked; returns the number of the case."""
    for _ in range(MOST_TURNS):
        question = await worker.sees_such(lambda shown: _is_for(shown.text, answers), within)
        if "按钮过期" in worker.last:
            # A question that came twice (at least once is the promise): whoever looks up sees the newest.
            await asyncio.sleep(QUIET_SECONDS)
            question = worker.shown[-1]
        if "已受理" in question.text:
            return NUMBER.search(question.text)[0]  # type: ignore[index]
        await does(worker, answer_to(question.text, answers))
    raise AssertionError(f"no case after {MOST_TURNS} turns: {worker.last}")


async def does(user: TelegramUser, what: str) -> None:
    """Types ``what``, or presses the button behind an "@"."""
    delivery = await (user.taps(what[1:]) if what.startswith("@") else user.says(what))
    assert delivery.status == 200, delivery


async def walks(user: TelegramUser, opening: str, *turns: tuple[str, str], end: str, within: float = 20) -> None:
    """Does ``opening``, answers each question of ``turns`` when it comes, and sees ``end``; see :func:`does`."""
    await does(user, opening)
    for question, answer in turns:
        await user.sees(question, within)
        await does(user, answer)
    await user.sees(end, within)


async def card_of(staff: TelegramUser, number: str, headline: str = "新诉求", within: float = 5) -> Shown:
    """The card of a case that ``staff`` got."""
    return await staff.api.wait_for(
        staff.chat_id, lambda shown: number in shown.text and headline in shown.text, within
    )


async def presses(staff: TelegramUser, card: Shown, label: str) -> None:
    """Presses a button of one certain message (there may be several with the same words)."""
    button = next(button for row in card.buttons for button in row if label in button.label)
    assert button.data is not None
    assert (await staff.presses(button.data, card.message_id)).status == 200


async def replies(staff: TelegramUser, card: Shown, words: str) -> None:
    """回复, as a staff member does it."""
    await presses(staff, card, "回复")
    await staff.sees("直接打字或发图")
    await staff.says(words)
    await staff.sees("发给工友了")


async def gives_outcome(staff: TelegramUser, card: Shown, words: str) -> None:
    """办结, as a staff member does it."""
    await presses(staff, card, "办结")
    await staff.sees("处理结果是什么")
    await staff.says(words)
    await staff.sees("结果已发给工友")


def answer_to(question: str, answers: dict[str, str]) -> str:
    """What is said or pressed to answer a question: ``answers`` first, then ANSWERS."""
    asked = question.strip().splitlines()[-1] if CONSENT in question else question
    return next(answer for part, answer in [*answers.items(), *ANSWERS.items()] if part in asked)


def _is_for(text: str, answers: dict[str, str]) -> bool:
    return "已受理" in text or any(part in text for part in ANSWERS | answers)
