"""The legal clinic and a reception day of the sample union, so that there is something to book."""

from datetime import datetime, time

from bot.core.clock import SHANGHAI, local_date
from bot.domain.people import Role, holders
from bot.services import clinic, reception
from bot.services.house import House
from bot.store import people
from bot.store.unit_of_work import UnitOfWork


def add_sessions(uow: UnitOfWork, house: House) -> None:
    """Opens the clinics of the coming weeks, and announces the secretary's next day."""
    clinic.open_sessions(uow, house)
    committee = holders(people.active_grants(uow), Role.COMMITTEE)
    day = house.calendar.add_working_days(local_date(uow.now), house.desks.reception.announced + 1)
    if committee:
        reception.announce(uow, house, datetime.combine(day, time(9), SHANGHAI), committee[0])
