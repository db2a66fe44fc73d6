"""Who is on duty in a grid on which day of the week; a day without a row is the liaison's."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select

from bot.store.tables import duty_days
from bot.store.unit_of_work import UnitOfWork


def duty_of(uow: UnitOfWork, grid_id: str) -> Mapping[int, str]:
    """The person on duty by the day of the week (Monday is 0)."""
    found = select(duty_days.c.weekday, duty_days.c.person_id).where(duty_days.c.grid_id == grid_id)
    return {row.weekday: row.person_id for row in uow.rows(found.order_by(duty_days.c.weekday))}


def set_duty(uow: UnitOfWork, grid_id: str, weekdays: Iterable[int], person_id: str | None) -> None:
    """Puts somebody on duty on these days; None leaves them to the liaison again."""
    days = sorted(set(weekdays))
    uow.execute(delete(duty_days).where(duty_days.c.grid_id == grid_id, duty_days.c.weekday.in_(days)))
    if person_id is not None:
        rows = [{"grid_id": grid_id, "weekday": day, "person_id": person_id} for day in days]
        uow.execute(duty_days.insert(), rows)


def leave_rota(uow: UnitOfWork, person_id: str) -> None:
    """Somebody who left the staff is on duty nowhere."""
    uow.execute(delete(duty_days).where(duty_days.c.person_id == person_id))
