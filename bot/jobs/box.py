"""The daily care of the anonymous box."""

from bot.services import box
from bot.services.house import House
from bot.store.database import Database


async def tend_box(database: Database, house: House) -> None:
    """What is due today, if it was not done yet; called every hour."""
    await database.run(lambda uow: box.tend(uow, house))
