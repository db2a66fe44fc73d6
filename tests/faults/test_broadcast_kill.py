"""kill -9 in the middle of a notice to 5,000: nobody gets it twice, and who may not have got it is known by name."""

from collections import Counter
from pathlib import Path

import pytest

from bot.core.messages import Address
from bot.core.settings import load_settings
from bot.domain.audience import Audience
from bot.domain.broadcasts import Content, RecipientState
from bot.domain.notices import NoticeKind
from bot.domain.people import Role
from bot.house_builder import build_house
from bot.services import broadcast_approval, broadcasts
from bot.services.house import House
from bot.store import people, recipients
from bot.store.unit_of_work import UnitOfWork
from tests.support.bot_api import BOT_ID, BotApiServer
from tests.support.service import Service, until

PEOPLE, FIRST_CHAT = 5_000, 100_000
PLACES = 8  # half of sender.concurrency: so many send notices, each with one message in flight at the most
TEXT = "台风今晚登陆，请立刻停止接单，就近避雨。"
# An urgent warning waits for nobody's good hours, whenever this test runs.
STORM = Content(kind=NoticeKind.SAFETY, urgent=True, texts={"zh-CN": TEXT}, audience=Audience())
PACE = {"GONGYI_CHANNELS__TELEGRAM__MESSAGES_PER_SECOND": "1000", "GONGYI_SENDER__CONCURRENCY": "16"}


@pytest.mark.timeout(120)
async def test_a_kill_leaves_at_most_one_message_of_each_place_in_doubt(tmp_path: Path) -> None:
    """Everyone else has it once; what a place had in flight is marked uncertain and not sent again."""
    async with BotApiServer() as api, Service(tmp_path, api, environ=PACE) as service:
        house = build_house(load_settings(service._environ))
        chats = {service.change(lambda uow, chat=chat: settle_in(uow, chat)): chat for chat in (1, 2)}
        author, second = chats
        chats |= service.change(crowd)
        broadcast_id = service.change(lambda uow: approved(uow, house, author, second))
        await until(lambda: len(api.calls) > PEOPLE / 3, 30)
        service.kill()
        at_work = service.count("outbox WHERE status = 'sending'")
        assert at_work <= PLACES
        shown_before = Counter(call.chat_id for call in api.calls_of("sendMessage"))
        assert 0 < len(shown_before) < PEOPLE
        await service.start()
        await until(lambda: service.count("broadcasts WHERE status = 'sent'") == 1, 60, every=0.5)

        shown = Counter(call.chat_id for call in api.calls_of("sendMessage"))
        assert set(shown.values()) == {1}, "somebody read it twice"
        states = service.change(lambda uow: recipients.counts(uow, broadcast_id))
        doubtful = service.change(lambda uow: recipients.people_in(uow, broadcast_id, RecipientState.UNCERTAIN, PEOPLE))
        assert len(doubtful) <= at_work
        assert states[RecipientState.SENT] + len(doubtful) == PEOPLE + 2 == sum(states.values())
        assert set(chats.values()) - {chats[person] for person in doubtful} <= set(shown)
        await service.stop()


def settle_in(uow: UnitOfWork, chat: int) -> str:
    """Somebody with a chat who agreed to be kept in our records, and is of the committee."""
    person_id = worker(uow, chat)
    uow.flush()
    people.add_grant(uow, person_id, Role.COMMITTEE, None, None)
    return person_id


def crowd(uow: UnitOfWork) -> dict[str, int]:
    """Everybody else: who has which chat."""
    return {worker(uow, chat): chat for chat in range(FIRST_CHAT, FIRST_CHAT + PEOPLE)}


def worker(uow: UnitOfWork, chat: int) -> str:
    """Somebody with a chat who agreed to be kept in our records."""
    address = Address(channel="telegram", account=str(BOT_ID), user=str(chat))
    person_id = people.add_speaker(uow, address, "zh-CN").person.id
    people.remember(uow, person_id, consent_version="1", grid_id=None, name=None, phone=None)
    return person_id


def approved(uow: UnitOfWork, house: House, author: str, second: str) -> str:
    """Written by one, agreed to by the other; it begins at once."""
    draft = broadcasts.create(uow, author, STORM)
    shown = broadcasts.submit(uow, draft.id, author)
    return broadcast_approval.approve(uow, house, draft.id, second, shown.fingerprint).id
