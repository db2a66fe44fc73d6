"""A notice to many beside a running service, for run_broadcast.sh: the service finds what is written here by itself.

    python tests/bench/broadcast_load.py fill 20000     # people with a chat each, and two of the committee
    python tests/bench/broadcast_load.py start          # an urgent notice to everybody, with a second person's yes
    python tests/bench/broadcast_load.py pause|resume
    python tests/bench/broadcast_load.py show           # how many stand where

Database and keys are those of the GONGYI_* variables.
"""

import json
import sys
from collections.abc import Callable

from bot.core.clock import SystemClock
from bot.core.messages import Address
from bot.core.settings import load_settings
from bot.core.vault import Vault
from bot.domain.audience import Audience
from bot.domain.broadcasts import BroadcastStatus, Content
from bot.domain.notices import NoticeKind
from bot.domain.people import Role
from bot.house_builder import build_house
from bot.services import broadcast_approval, broadcasts
from bot.services.house import House
from bot.store import addresses, people, recipients
from bot.store.broadcasts import broadcasts_in
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork

FIRST_CHAT = 1_000_000
STAFF = (FIRST_CHAT, FIRST_CHAT + 1)
BATCH = 500
STORM = Content(
    kind=NoticeKind.SAFETY,
    urgent=True,
    texts={"zh-CN": "台风今晚登陆，请尽快收车，就近避雨；低洼路段不要走。有困难回一句“转人工”。"},
    audience=Audience(),
)


def main() -> None:
    """One command."""
    settings = load_settings()
    database = Database(settings.database_url, Vault.load(settings.key_file), SystemClock(), workers=1)
    account, verb = settings.channels.telegram.account or "", sys.argv[1]
    if verb == "fill":
        fill(database, account, int(sys.argv[2]))
    elif verb == "start":
        house = build_house(settings)
        database.run_here(lambda uow: start(uow, house, account))
    else:
        print(database.run_here(VERBS[verb](account)))
    database.close()


def fill(database: Database, account: str, many: int) -> None:
    """Some at a time, so that a service beside it goes on."""
    for first in range(FIRST_CHAT, FIRST_CHAT + many, BATCH):
        chats = range(first, min(first + BATCH, FIRST_CHAT + many))
        database.run_here(lambda uow, chats=chats: [settle_in(uow, account, chat) for chat in chats])  # type: ignore[misc]
    for chat in STAFF:
        database.run_here(
            lambda uow, chat=chat: people.add_grant(uow, person_at(uow, account, chat), Role.COMMITTEE, None, None)  # type: ignore[misc]
        )


def settle_in(uow: UnitOfWork, account: str, chat: int) -> None:
    """Somebody who agreed to be kept in our records."""
    person_id = people.add_speaker(uow, _address(account, chat), "zh-CN").person.id
    people.remember(uow, person_id, consent_version="1", grid_id=None, name=None, phone=None)


def person_at(uow: UnitOfWork, account: str, chat: int) -> str:
    """Who writes from a chat."""
    found = addresses.find_address(uow, _address(account, chat))
    assert found is not None
    return found[1]


def start(uow: UnitOfWork, house: House, account: str) -> None:
    """The service sends it from its next look on."""
    author, second = (person_at(uow, account, chat) for chat in STAFF)
    shown = broadcasts.submit(uow, broadcasts.create(uow, author, STORM).id, author)
    broadcast_approval.approve(uow, house, shown.id, second, shown.fingerprint)


def _pause(account: str) -> Callable[[UnitOfWork], str]:
    return lambda uow: broadcasts.pause(uow, _id(uow), person_at(uow, account, FIRST_CHAT)).status.value


def _resume(account: str) -> Callable[[UnitOfWork], str]:
    return lambda uow: broadcasts.resume(uow, _id(uow), person_at(uow, account, FIRST_CHAT)).status.value


def _show(account: str) -> Callable[[UnitOfWork], str]:
    return lambda uow: json.dumps({state: count for state, count in recipients.counts(uow, _id(uow)).items() if count})


def _id(uow: UnitOfWork) -> str:
    return broadcasts_in(uow, tuple(BroadcastStatus))[0].id


def _address(account: str, chat: int) -> Address:
    return Address(channel="telegram", account=account, user=str(chat))


VERBS = {"pause": _pause, "resume": _resume, "show": _show}

if __name__ == "__main__":
    main()
