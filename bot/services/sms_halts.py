"""No text can leave, because the provider refuses us and not a text: whoever can do something hears it once, and once
more when texts leave again.
"""

from datetime import datetime

from bot.core.clock import local
from bot.core.messages import Purpose
from bot.domain.people import SUPERVISORS, holders
from bot.services.house import House
from bot.services.letters import tell
from bot.store import people, sms_halts, text_messages
from bot.store.unit_of_work import UnitOfWork


def stands_still(uow: UnitOfWork, house: House, code: str) -> None:
    """The provider refuses us; ``code`` is a :class:`~bot.core.sms.Halt`. Another reason is told of, too."""
    if sms_halts.begin(uow, code):
        _tell(uow, house, f"legs.halted_{code}", uow.now)


def goes_on(uow: UnitOfWork, house: House) -> None:
    """The provider has taken a text."""
    since = sms_halts.end(uow)
    if since is not None:
        _tell(uow, house, "legs.goes_on", since)


def _tell(uow: UnitOfWork, house: House, key: str, since: datetime) -> None:
    at, waiting = f"{local(since):%m-%d %H:%M}", text_messages.waiting(uow)
    for person_id in holders(people.active_grants(uow), *SUPERVISORS):
        tell(uow, house, person_id, key, purpose=Purpose.STAFF, since=at, waiting=waiting)
