"""A whole journey inside one process, with the real turn, services and store: what it leaves behind is looked at."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import Application
from bot.core.clock import ManualClock
from bot.core.ids import new_id
from bot.core.messages import Address, Inbound, Kind, Media, MediaKind, Outbound, Purpose
from bot.core.settings import load_settings
from bot.core.vault import Vault
from bot.domain.audience import Audience
from bot.domain.broadcasts import Content
from bot.domain.categories import Category
from bot.domain.notices import NoticeKind
from bot.domain.people import Grid, Role
from bot.domain.radar import Pattern
from bot.pipeline.settling import Settler
from bot.services import broadcast_approval, broadcasts
from bot.services.events import NewEvent, announce
from bot.services.letters import send_file
from bot.services.people import invite
from bot.store import attachments, claims
from bot.store.addresses import find_address
from bot.store.events import add_feedback
from bot.store.grids import save_grid
from bot.store.handles import keep_handle
from bot.store.poison import count_try
from bot.store.radar import add_alert
from bot.store.schema import migrate
from bot.store.unit_of_work import UnitOfWork

NAME, PHONE, STORY = "欧阳翠花", "13912345678", "上个月我在望京站跑了三百二十七单，站长王大锤扣着工资不发"
COMMENT, REPLY, CHAT_ID = "谢谢李联络员帮我讨回来", "我今天下午去站点找过站长，他答应周五以前把钱全部结清", "7700123456"
GRID = Grid(id="1" * 32, code="G01", name="北苑")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # a Monday in China: nothing waits for the end of a night


@dataclass(slots=True)
class Journey:
    """Telegram users without Telegram: replies come back as they would in the webhook's response."""

    application: Application
    clock: ManualClock
    buttons: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def begin(cls, folder: Path, database_url: str | None = None) -> "Journey":
        """With an empty database and one grid."""
        Vault.create(folder / "keys.json")
        settings = load_settings(
            {
                "GONGYI_KEY_FILE": str(folder / "keys.json"),
                "GONGYI_DATABASE_URL": database_url or f"sqlite:///{folder}/gongyi.db",
                "GONGYI_MEDIA_FOLDER": str(folder / "media"),
                "GONGYI_CHANNELS__TELEGRAM__TOKEN": "1:a",
                "GONGYI_CHANNELS__TELEGRAM__SECRET": "s",
            }
        )
        clock = ManualClock(NOON)
        application = Application(settings, clock=clock)
        migrate(application.database)
        application.database.run_here(lambda uow: save_grid(uow, GRID))
        return cls(application, clock)

    async def say(self, user: str, text: str = "", *, choice: str | None = None, photo: bool = False) -> str:
        """One message of a user; returns what he reads, and remembers the buttons that he sees."""
        self.clock.advance(timedelta(seconds=2))
        kind = Kind.CHOICE if choice else Kind.MEDIA if photo else Kind.TEXT
        media = (Media(kind=MediaKind.PHOTO, ref=f"photo-of-{user}"),) if photo else ()
        inbound = Inbound(
            address=_at(user),
            external_id=new_id(),
            kind=kind,
            text=text,
            choice=choice,
            media=media,
            message_id=new_id(),
            sent_at=self.clock.now(),
        )
        reply = await self.application.lanes.accept([inbound])
        seen = ([] if reply is None else [reply]) + self._deliver()
        for out in seen:
            self._see(out)
        return "\n".join(out.text for out in seen if out.to.user == user)

    async def press(self, user: str, label: str) -> str:
        """Presses the newest button with ``label`` in it."""
        token = next(token for words, token in reversed(self.buttons.get(user, [])) if label in words)
        return await self.say(user, choice=token)

    async def hire(self, user: str, role: Role) -> None:
        """Makes a user a staff member by a real code."""
        grid = None if role is Role.COMMITTEE else GRID
        code = self.application.database.run_here(lambda uow: invite(uow, role, grid))
        await self.say(user, f"/start join_{code}")

    def _deliver(self) -> list[Outbound]:
        """Everything that waits, as if Telegram had taken it."""
        settler, delivered = Settler(self.application.house), list[Outbound]()

        def send(uow: UnitOfWork) -> bool:
            claimed = claims.claim(uow, "telegram", "1", 50)
            for each in claimed:
                settler.arrived(uow, each, "7")
                delivered.append(each.out)
            return bool(claimed)

        while self.application.database.run_here(send):
            pass
        return delivered

    def _see(self, out: Outbound) -> None:
        shown = [(each.label, each.token) for row in out.choices for each in row]
        self.buttons.setdefault(out.to.user, []).extend(shown)


async def everything(journey: Journey) -> None:
    """A named case to its rating, a sealed one to its unsealing, a draft, and a message that breaks the code."""
    worker, liaison, one, other = CHAT_ID, "1", "2", "3"
    for user, role in ((liaison, Role.LIAISON), (one, Role.COMMITTEE), (other, Role.COMMITTEE)):
        await journey.hire(user, role)
    await _named_case(journey, worker, liaison)
    await _sealed_case(journey, worker, one, other)
    await _care(journey, worker, one)
    await _suggestions(journey, worker, one)
    await _membership(journey, worker, one)
    await _event(journey, worker)
    await _absence(journey, liaison)
    journey.application.database.run_here(lambda uow: _broadcast(uow, one, other))
    journey.application.database.run_here(lambda uow: _sheet(uow, one, other))
    await journey.say(worker, "/grievance")
    await journey.say(worker, STORY + "，另外还封了我的号")
    await journey.say(worker, "转人工")
    database = journey.application.database
    for _ in range(3):
        database.run_here(lambda uow: count_try(uow, "a" * 32, "ValueError", STORY))


async def _named_case(journey: Journey, worker: str, liaison: str) -> None:
    await journey.say(worker, STORY)
    await journey.press(worker, "同意，")
    await journey.press(worker, "G01")
    for answer in ("跳过", "3600"):
        await journey.say(worker, answer)
    await journey.say(worker, photo=True)
    for label in ("发完", "实名"):
        await journey.press(worker, label)
    await journey.say(worker, NAME)
    await journey.press(worker, "先别")
    assert NAME in await journey.say(worker, PHONE)
    await journey.press(worker, "提交")
    for label in ("接单", "回复"):
        await journey.press(liaison, label)
    await journey.say(liaison, REPLY)
    await journey.say(liaison, "/cases")
    for label in ("打开", "内部备注"):
        await journey.press(liaison, label)
    await journey.say(liaison, REPLY)
    await journey.press(liaison, "办结")
    await journey.say(liaison, REPLY)
    await journey.press(worker, "已解决")
    for answer in ("5", COMMENT):
        await journey.say(worker, answer)


async def _sealed_case(journey: Journey, worker: str, one: str, other: str) -> None:
    await journey.say(worker, STORY)
    for answer in ("跳过", "3600", "跳过"):
        await journey.say(worker, answer)
    for label in ("匿名", "先别", "提交"):
        await journey.press(worker, label)
    await journey.say(one, "/cases")
    for label in ("打开", "申请解封"):
        await journey.press(one, label)
    await journey.say(one, f"要核实{NAME}的工资单")
    assert NAME in await journey.press(other, "同意解封")


async def _care(journey: Journey, worker: str, one: str) -> None:
    await journey.say(worker, "/aid")
    for label in ("看病", "同意，"):
        await journey.press(worker, label)
    for answer in (STORY, "跳过"):
        await journey.say(worker, answer)
    for label in ("就在这里", "提交"):
        await journey.press(worker, label)
    await journey.press(one, "批准")
    await journey.say(one, REPLY)
    await journey.say(worker, "/wish")
    await journey.press(worker, "学门手艺")
    await journey.say(worker, COMMENT)


async def _membership(journey: Journey, worker: str, one: str) -> None:
    """Refused once, then taken in; and some tags."""
    await journey.say(worker, "/join")
    await journey.press(worker, "满16岁了")
    for decision in ("不予批准", "✅ 批准"):
        await journey.press(worker, "外卖")
        for answer in ("美团", STORY, NAME):
            await journey.say(worker, answer)
        await journey.press(worker, "提交")
        await journey.press(one, decision)
        if decision == "不予批准":
            await journey.say(one, REPLY)
            await journey.say(one, REPLY)
            await journey.say(worker, "/join")
    await journey.say(worker, "/portrait")
    await journey.press(worker, "满18岁了")
    await journey.press(worker, "外卖")
    for _ in range(3):
        await journey.say(worker, "跳过")


async def _suggestions(journey: Journey, worker: str, keeper: str) -> None:
    for label in ("留名", "匿名"):
        await journey.say(worker, "提建议")
        await journey.press(worker, label)
        if label == "匿名":
            await journey.press(worker, "明白了")
        await journey.say(worker, STORY)
        await journey.press(worker, "提交")
    await journey.press(keeper, "答复")
    await journey.say(keeper, REPLY)


def _broadcast(uow: UnitOfWork, author: str, second: str) -> None:
    """A notice to many that was sent back."""
    both = [found[1] for user in (author, second) if (found := find_address(uow, _at(user)))]
    content = Content(kind=NoticeKind.NEWS, texts={"zh-CN": STORY}, audience=Audience())
    draft = broadcasts.create(uow, both[0], content)
    broadcasts.submit(uow, draft.id, both[0])
    broadcast_approval.reject(uow, draft.id, both[1], REPLY)


def _sheet(uow: UnitOfWork, *users: str) -> None:
    """A file of ours that went to two people, as the platform calls it."""
    file = attachments.add_made(uow, STORY.encode(), "text/plain")
    uow.flush()
    attachments.fetched(uow, file, file="f" * 32, mime="text/plain", sha256="", size=1)
    to = [found[1] for user in users if (found := find_address(uow, _at(user)))]
    for person_id in to:
        send_file(uow, person_id, REPLY, file, purpose=Purpose.STAFF, ready=True)
    uow.flush()
    keep_handle(uow, file, "", _at(users[0]), CHAT_ID)


async def _event(journey: Journey, worker: str) -> None:
    """A sign-up with a code and an answer; the feedback afterwards."""
    starts = journey.clock.now() + timedelta(hours=1)
    new = NewEvent(
        title="急救课",
        place="工人文化宫",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        capacity=3,
        questions=("想学什么？",),
    )
    event = journey.application.database.run_here(lambda uow: announce(uow, new, None))
    await journey.say(worker, "/events")
    await journey.press(worker, "急救课")
    await journey.say(worker, COMMENT)
    await journey.press(worker, "提交")
    journey.application.database.run_here(lambda uow: add_feedback(uow, event.id, 5, True, COMMENT))
    pattern = Pattern(platform="美团", place="望京站", category=Category.WAGES)
    journey.application.database.run_here(lambda uow: add_alert(uow, pattern, 5))


async def _absence(journey: Journey, liaison: str) -> None:
    await journey.say(liaison, "请假 明天")
    await journey.press(liaison, "不点人")
    await journey.say(liaison, COMMENT)
    await journey.press(liaison, "提交")


def _at(user: str) -> Address:
    return Address(channel="telegram", account="1", user=user)
