"""A day of a union of 5,000 workers, 12 liaisons and 3 officers, over HTTP against a local Bot API server.

A notice is written, changed, approved, killed in the middle and goes on; a second one is called off; somebody goes on
leave, somebody is removed, five workers report the same, an officer looks at the board. Workers are answered all day.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.messages import Address
from bot.domain.broadcasts import RecipientState
from bot.domain.people import Area, Grid, Role
from bot.store import people, recipients
from bot.store.grids import save_grid
from bot.store.unit_of_work import UnitOfWork
from tests.e2e.conftest import broken
from tests.e2e.journey import card_of, files_case, presses, replies, walks
from tests.support.bot_api import BOT_ID, BotApiServer
from tests.support.bot_api_wire import Shown
from tests.support.service import GRIDS, Service, until
from tests.support.telegram_user import TelegramUser

WORKERS, FIRST_CHAT = 5_000, 100_000
LIAISONS, OFFICERS = 12, 3
# So many messages a second that the day is over in a minute; one a second to each chat, as ever.
PACE = {"GONGYI_CHANNELS__TELEGRAM__MESSAGES_PER_SECOND": "1000", "GONGYI_SENDER__CONCURRENCY": "16"}
PLACES = 8  # half of sender.concurrency send notices, each one message at a time
STORM = "台风今晚登陆，请马上停止接单，就近避雨。"
STORM_AGAIN = "台风今晚八点登陆，请马上停止接单，就近避雨，等工会通知再上线。"
FALSE_ALARM = "高温红色预警，今天下午所有站点停工，请马上收工。"
SAME = "美团望京站，上个月工资3600块没发"


@dataclass
class Day:
    """Everybody who has something to do today."""

    api: BotApiServer
    service: Service
    liaisons: list[TelegramUser]
    deputy: TelegramUser
    officers: list[TelegramUser]
    committee: TelegramUser
    next_chat: int = 10_001

    def worker(self) -> TelegramUser:
        """One of the workers who write today."""
        self.next_chat += 1
        return self.service.user(self.api, self.next_chat)

    def readers(self, text: str) -> Counter[int]:
        """Which workers were sent a notice, and how often (staff also reads it on cards)."""
        calls = self.api.calls_of("sendMessage")
        told = (call.chat_id for call in calls if text in str(call.payload.get("text", "")))
        return Counter(chat for chat in told if chat is not None and chat >= FIRST_CHAT)


@pytest.mark.timeout(300)
async def test_a_day(tmp_path: Path) -> None:
    async with BotApiServer() as api, Service(tmp_path, api, environ=PACE) as service:
        service.change(found_grids)
        service.change(settle_workers)
        day = Day(
            api,
            service,
            liaisons=await asyncio.gather(
                *(service.hires(api, Role.LIAISON, 100 + n, f"G{n:02d}") for n in range(1, LIAISONS + 1))
            ),
            deputy=await service.hires(api, Role.DEPUTY, 150, "G01"),
            officers=await asyncio.gather(
                *(service.hires(api, Role.OFFICER, 200 + n, None) for n in range(1, OFFICERS + 1))
            ),
            committee=await service.hires(api, Role.COMMITTEE, 300, None),
        )
        first = await notice_changed_and_approved(day)
        await killed_and_resumed(day, first)
        await called_off(day)
        await on_leave(day)
        await removed(day)
        await reported_by_many(day)
        await at_the_board(day)
        await service.stop()
        assert broken(service.log) == []


def found_grids(uow: UnitOfWork) -> None:
    """Ten more grids."""
    for number in range(len(GRIDS) + 1, LIAISONS + 1):
        area = Area(latitude=41 + number, longitude=116, radius=1)
        save_grid(uow, Grid(id=f"{number:032d}", code=f"G{number:02d}", name=f"第{number}片", areas=(area,)))


def settle_workers(uow: UnitOfWork) -> None:
    """Workers who agreed to be in our records and have a chat."""
    for chat in range(FIRST_CHAT, FIRST_CHAT + WORKERS):
        address = Address(channel="telegram", account=str(BOT_ID), user=str(chat))
        person_id = people.add_speaker(uow, address, "zh-CN").person.id
        people.remember(uow, person_id, consent_version="1", grid_id=None, name=None, phone=None)


async def writes_notice(officer: TelegramUser, text: str, when: str) -> None:
    """An urgent warning to everybody, handed in for approval."""
    await walks(
        officer,
        "群发",
        ("要发哪一类", "@🛟 安全提醒"),
        ("马上关系人身安全", "@马上发"),
        ("通知怎么写", text),
        ("有英文的吗", "跳过"),
        ("配一张图", "跳过"),
        ("下面放一个按钮", "@不用按钮"),
        ("现在：所有人", "@就发给这些人"),
        ("什么时候发", when),
        ("看看对不对", "@确认提交"),
        end="交上去了",
    )


async def asked_to_approve(officer: TelegramUser, text: str) -> Shown:
    """The card on which an officer agrees to a notice."""
    return await officer.api.wait_for(officer.chat_id, lambda shown: "等你批" in shown.text and text in shown.text, 20)


async def changes(author: TelegramUser, what: str, to: str) -> None:
    """Opens his notice from the list, answers one question anew, and hands it in again."""
    await walks(
        author,
        "我的群发",
        ("最近的群发", "@1 台风"),
        ("台风今晚", "@改一改"),
        ("看看对不对", "@改一改"),
        ("要改哪一项", f"@{what}"),
        ("怎么写" if what == "内容" else "什么时候发", to),
        ("看看对不对", "@确认提交"),
        end="交上去了",
    )


async def notice_changed_and_approved(day: Day) -> str:
    """An edit voids what was asked for; nobody agrees to what he has not seen, nor the author to his own."""
    author, second, third = day.officers
    await writes_notice(author, STORM, "明天上午十点")
    old = await asked_to_approve(second, STORM)
    await presses(second, old, "批准")
    await second.sees("批好了", 20)
    await author.sees("批准了", 20)
    await changes(author, "内容", STORM_AGAIN)
    await author.sees("原来的批准作废", 20)
    await changes(author, "时间", "现在")
    await presses(second, old, "批准")
    await second.sees("改动", 20)
    card = await asked_to_approve(third, STORM_AGAIN)
    for stranger in (author, day.liaisons[0], day.worker()):
        await presses(stranger, card, "批准")
        await stranger.sees("按钮过期", 20)
    assert day.service.count("broadcast_recipients") == 0
    await presses(third, card, "批准")
    await third.sees("批好了", 20)
    return str(day.service.rows("SELECT id FROM broadcasts")[0][0])


async def killed_and_resumed(day: Day, broadcast_id: str) -> None:
    """While it goes out workers are answered; after a kill everybody has it once, or is known by name."""
    await until(lambda: len(day.readers(STORM_AGAIN)) > WORKERS / 4, 60)
    number = await files_case(day.worker(), within=20)
    await card_of(day.liaisons[0], number, within=20)
    day.service.kill()
    assert len(day.readers(STORM_AGAIN)) < WORKERS
    await day.service.start()
    await until(lambda: day.service.count("broadcasts WHERE status = 'sent'") == 1, 90, every=0.5)
    shown = day.readers(STORM_AGAIN)
    states = day.service.change(lambda uow: recipients.counts(uow, broadcast_id))
    assert set(shown.values()) == {1}
    why = day.service.rows("SELECT error, count(*) FROM outbox WHERE status = 'uncertain' GROUP BY error")
    assert states.get(RecipientState.UNCERTAIN, 0) <= PLACES, why
    assert sum(states.values()) == states[RecipientState.SENT] + states.get(RecipientState.UNCERTAIN, 0)
    assert len(shown) >= states[RecipientState.SENT] >= WORKERS - PLACES
    author = day.officers[0]
    await until(lambda: any("发完了" in shown.text for shown in author.shown), 20)
    assert len([shown for shown in author.shown if "正在发" in shown.text or "发完了" in shown.text]) == 1
    assert day.api.calls_of("editMessageText", author.chat_id)


async def called_off(day: Day) -> None:
    """A second notice is stopped in the middle by its author; the rest never get it."""
    _, author, second = day.officers
    await writes_notice(author, FALSE_ALARM, "现在")
    card = await asked_to_approve(second, FALSE_ALARM)
    await presses(second, card, "批准")
    await until(lambda: len(day.readers(FALSE_ALARM)) > WORKERS / 10, 60)
    await walks(author, "@⛔ 取消", ("真的取消", "@只停，不撤"), end="取消了")
    await asyncio.sleep(2)
    stopped_at = len(day.readers(FALSE_ALARM))
    assert stopped_at < WORKERS
    await asyncio.sleep(2)
    assert len(day.readers(FALSE_ALARM)) == stopped_at


async def on_leave(day: Day) -> None:
    """What comes in for a liaison on leave is his deputy's at once."""
    liaison = day.liaisons[0]
    turns = ("这几天谁替", "@副联络员"), ("写个原因", "@跳过"), ("核对一下", "@确认提交")
    await walks(liaison, "请假 今天到后天", *turns, end="记下了")
    number = await files_case(day.worker(), within=20)
    await card_of(day.deputy, number, within=20)
    assert not any(number in shown.text for shown in liaison.shown)


async def removed(day: Day) -> None:
    """From the moment of the removal his buttons are dead and his case is somebody else's, its clocks as they were."""
    liaison, member = day.liaisons[1], day.committee
    number = await files_case(day.worker(), within=20, 在哪一片干活="@G02")
    card = await card_of(liaison, number, within=20)
    clocks = "SELECT started_at, due_at FROM clocks ORDER BY id"
    before = day.service.rows(clocks)
    await walks(member, "移除人员", ("谁不再做了", "@联络员 G02"), ("移除：", "@确认提交"), end="办好了")
    await presses(liaison, card, "接单")
    await liaison.sees("按钮过期", 20)
    await liaison.says("我的网格")
    await liaison.sees("未找到", 20)
    heirs = [*day.officers, member]
    await until(lambda: any(number in shown.text for heir in heirs for shown in heir.shown), 20)
    assert day.service.rows(clocks) == before


async def reported_by_many(day: Day) -> None:
    """The fifth of the same reports raises one alert, a number; a human answer still reaches a worker meanwhile."""
    for _ in range(4):
        await files_case(day.worker(), SAME, within=20, 在哪一片干活="@G03")
    assert not any("位工友反映" in shown.text for shown in day.committee.shown)
    worker = day.worker()
    number = await files_case(worker, SAME, within=20, 在哪一片干活="@G03")
    await worker.sees("5 位同事反映", 20)
    alert = await day.api.wait_for(day.committee.chat_id, lambda shown: "有 5 位工友反映" in shown.text, 20)
    assert number not in alert.text
    liaison = day.liaisons[2]
    await replies(liaison, await card_of(liaison, number, within=20), "我今天下午就去望京站找站长把这笔工资要回来")
    await day.api.wait_for(worker.chat_id, lambda shown: "望京站找站长" in shown.text, 20)


async def at_the_board(day: Day) -> None:
    """The numbers in words, and the picture."""
    officer = day.officers[0]
    await officer.says("看板")
    await officer.sees("在办 8 件", 20)
    await day.api.wait_for(officer.chat_id, lambda shown: "各网格在办" in shown.text and shown.picture is not None, 30)
