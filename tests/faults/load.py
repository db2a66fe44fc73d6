"""Many patient people at once, and what must be true of the database and of their chats afterwards."""

import asyncio
import json
import random
from collections.abc import Sequence

import aiohttp

from bot.channels.telegram_updates import read_update
from bot.core.clock import SystemClock
from bot.core.vault import Vault
from bot.domain.people import Area, Grid, Role
from bot.store.grids import save_grid
from bot.store.inbox import inbox_key
from bot.store.unit_of_work import UnitOfWork
from tests.e2e.journey import NUMBER, files_case
from tests.support.bot_api import BOT_ID, BotApiServer
from tests.support.bot_api_wire import Json, Shown
from tests.support.service import SECRET, Service
from tests.support.telegram_user import Delivery, TelegramUser

ANSWER = "我明天上午去站里找站长把三天工资要回来，有结果马上告诉你"
OUTCOME = "站长同意补发三天工资，今天下午已经到账，有转账凭证"


class PatientUser(TelegramUser):
    """Somebody whose updates the platform delivers again until they get their 200, as it does."""

    acknowledged: list[Json]

    async def _deliver(self) -> Delivery:
        while True:
            try:
                delivery = await super()._deliver()
            except aiohttp.ClientError:
                delivery = Delivery(status=0, body=b"")
            if delivery.status == 200:
                self.__dict__.setdefault("acknowledged", []).append(self._update)
                return delivery
            await asyncio.sleep(0.05)


def patient(api: BotApiServer, service: Service, chat_id: int) -> PatientUser:
    """A patient person with an own chat."""
    user = PatientUser(api, service.hook, secret=SECRET, chat_id=chat_id)
    user.acknowledged = []
    return user


async def staffed_grids(api: BotApiServer, service: Service, many: int) -> list[PatientUser]:
    """``many`` grids L1, L2 ..., each with a liaison; their deputies are the union's."""
    liaisons = []
    for number in range(1, many + 1):
        area = Area(latitude=40, longitude=116, radius=1)
        grid = Grid(id=f"{number:032d}", code=f"L{number}", name=f"第{number}片", areas=(area,))
        service.change(lambda uow, grid=grid: save_grid(uow, grid))
        liaison = patient(api, service, 700 + number)
        await liaison.says(f"/start join_{service.code(Role.LIAISON, grid.code)}")
        liaisons.append(liaison)
    return liaisons


async def files_and_rates(worker: PatientUser, grid: str, chance: random.Random) -> str:
    """A whole journey: submits, waits for the outcome, says that it is solved, rates; returns the number."""
    number = await files_case(worker, within=120, 在哪一片干活=f"@{grid}")
    await asyncio.sleep(chance.uniform(0, 0.2))
    asked = await worker.api.wait_for(
        worker.chat_id, lambda shown: number in shown.text and OUTCOME in shown.text and bool(shown.buttons), 240
    )
    await worker.presses(_data(asked, "已解决"), asked.message_id)
    await worker.sees("1 到 5 分", 120)
    await worker.taps("5 很好")
    await worker.sees("还有什么想说的", 120)
    await worker.taps("跳过")
    await worker.sees("谢谢，记下了", 120)
    return number


async def works(liaison: PatientUser) -> None:
    """Claims, answers and closes every new case of his grid, until cancelled."""
    done: set[str] = set()
    while True:
        card = await liaison.api.wait_for(liaison.chat_id, lambda shown: _new(shown, done), 600)
        number = _number(card)
        done.add(number)
        await liaison.presses(_data(card, "回复"), card.message_id)
        await liaison.sees("直接打字或发图", 120)
        await liaison.says(ANSWER)
        await liaison.sees("发给工友了", 120)
        await liaison.presses(_data(card, "办结"), card.message_id)
        await liaison.sees("处理结果是什么", 120)
        await liaison.says(OUTCOME)
        await liaison.sees("结果已发给工友", 120)


def forgotten(service: Service, users: Sequence[PatientUser]) -> list[int]:
    """The updates that got their 200 and are not in the database."""
    kept = {str(key) for (key,) in service.rows("SELECT key FROM inbox")}
    clock, vault = SystemClock(), Vault.load(service.key_file)
    return [
        update["update_id"]
        for user in users
        for update in user.acknowledged
        if inbox_key(vault, read_update(update, str(BOT_ID), clock)[0]) not in kept
    ]


def unsaid(service: Service, api: BotApiServer) -> list[str]:
    """What the outbox promised and nobody was shown; empty once everything has been delivered."""

    def read(uow: UnitOfWork) -> list[tuple[str, str, str]]:
        rows = uow.connection.exec_driver_sql(
            "SELECT o.id, o.body_sealed, o.status, o.address_id, a.user_sealed"
            " FROM outbox o JOIN addresses a ON a.id = o.address_id"
        )
        return [
            (
                uow.vault.open("addresses.user", row.address_id, row.user_sealed),
                json.loads(uow.vault.open("outbox.body", row.id, row.body_sealed))["text"],
                row.status,
            )
            for row in rows
        ]

    return [
        f"{user} {status} {text[:40]}"
        for user, text, status in service.change(read)
        if text and not any(shown.text == text for shown in api.messages(int(user)))  # a menu says nothing
    ]


def levels_told_twice(service: Service, api: BotApiServer, staff: Sequence[TelegramUser]) -> list[str]:
    """Ladder cards that somebody saw twice, beyond those that the outbox repeated after an interrupted send."""
    repeats = service.count("outbox WHERE repeated OR tries > 1")
    seen: dict[tuple[int, str], int] = {}
    for user in staff:
        for shown in api.messages(user.chat_id):
            if shown.text.startswith("⏰"):
                place = user.chat_id, shown.text.partition("\n")[0]
                seen[place] = seen.get(place, 0) + 1
    twice = [f"{chat} {head}" for (chat, head), times in seen.items() for _ in range(times - 1)]
    return twice if len(twice) > repeats else []


def _new(shown: Shown, done: set[str]) -> bool:
    return "新诉求" in shown.text and bool(shown.buttons) and _number(shown) not in done


def _number(shown: Shown) -> str:
    found = NUMBER.search(shown.text)
    assert found is not None
    return found[0]


def _data(shown: Shown, label: str) -> str:
    return next(button.data or "" for row in shown.buttons for button in row if label in button.label)
