"""The duty of the week in a grid. The hours of the union's desk are config/duty.yaml (:mod:`bot.domain.duty`)."""

from collections.abc import Collection, Iterable

from bot.domain.appointments import may_appoint
from bot.domain.people import Grant, Role
from bot.store import audit, rota
from bot.store.unit_of_work import UnitOfWork


def may_set_duty(person_id: str, grid_id: str, grants: Collection[Grant]) -> bool:
    """Whether somebody makes the rota of a grid: who also says who its liaison is."""
    return may_appoint(person_id, Role.LIAISON, grid_id, grants)


def may_be_on_duty(person_id: str, grid_id: str, grants: Collection[Grant]) -> bool:
    """Whether somebody works in this grid: the committee stands behind all of them and is on duty in none."""
    return any(
        grant.person_id == person_id and grant.role is not Role.COMMITTEE and grant.covers(grid_id) for grant in grants
    )


def set_duty(uow: UnitOfWork, grid_id: str, weekdays: Iterable[int], person_id: str | None, by: str) -> None:
    """Puts somebody on duty on these days of the week (Monday is 0); None leaves them to the liaison."""
    rota.set_duty(uow, grid_id, weekdays, person_id)
    audit.record(uow, by, "duty_set", "grid", grid_id, person_id)
