"""Applications to join, and members."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.ids import new_case_number, new_id
from bot.domain.membership import Application, ApplicationStatus, Member
from bot.store.tables import applications, members
from bot.store.unit_of_work import UnitOfWork


def add_application(
    uow: UnitOfWork,
    person_id: str,
    *,
    union_key: str,
    grid_id: str | None,
    details: Mapping[str, str],
    due_at: datetime,
) -> Application:
    """Stores a new application; raises Conflict when this person has one that waits."""
    application_id = new_id()
    row = {
        "id": application_id,
        "person_id": person_id,
        "union_key": union_key,
        "grid_id": grid_id,
        "status": ApplicationStatus.SUBMITTED.value,
        "details_sealed": _seal_details(uow, application_id, details),
        "created_at": uow.now,
        "due_at": due_at,
        "version": 1,
    }
    uow.execute(applications.insert(), row)
    return load_application(uow, application_id)


def load_application(uow: UnitOfWork, application_id: str) -> Application:
    """One application; raises KeyError when there is none."""
    row = uow.first(select(applications).where(applications.c.id == application_id))
    if row is None:
        raise KeyError("application")
    return _application(uow, row)


def waiting_application(uow: UnitOfWork, person_id: str) -> Application | None:
    """The application of this person that nobody has decided yet."""
    query = select(applications).where(
        applications.c.person_id == person_id, applications.c.status == ApplicationStatus.SUBMITTED.value
    )
    row = uow.first(query)
    return _application(uow, row) if row else None


def settle_application(
    uow: UnitOfWork,
    application: Application,
    status: ApplicationStatus,
    *,
    decided_by: str | None = None,
    reason: str | None = None,
) -> bool:
    """Ends the waiting of an application; False when it had ended before. One taken back keeps no details."""
    values: dict[str, object] = {"status": status.value, "decided_at": uow.now, "version": application.version + 1}
    values["decided_by"] = decided_by
    if reason is not None:
        values["reason_sealed"] = uow.vault.seal("applications.reason", application.id, reason)
    if status is ApplicationStatus.WITHDRAWN:
        values["details_sealed"] = _seal_details(uow, application.id, {})
    statement = update(applications).where(
        applications.c.id == application.id,
        applications.c.version == application.version,
        applications.c.status == ApplicationStatus.SUBMITTED.value,
    )
    return uow.execute(statement.values(**values)).rowcount == 1


def add_member(uow: UnitOfWork, person_id: str, *, union_key: str, grid_id: str | None) -> Member:
    """Makes somebody a member under a number that nobody else has; raises Conflict when he is one."""
    member_id, number = new_id(), _free_number(uow)
    row = {
        "id": member_id,
        "person_id": person_id,
        "union_key": union_key,
        "grid_id": grid_id,
        "number_index": uow.vault.index("members.number", number),
        "number_sealed": uow.vault.seal("members.number", member_id, number),
        "since": uow.now,
        "left_at": None,
    }
    uow.execute(members.insert(), row)
    return Member(id=member_id, person_id=person_id, union_key=union_key, grid_id=grid_id, number=number, since=uow.now)


def member_of(uow: UnitOfWork, person_id: str) -> Member | None:
    """The present membership of this person."""
    row = uow.first(select(members).where(members.c.person_id == person_id, members.c.left_at.is_(None)))
    if row is None:
        return None
    return Member(
        id=row.id,
        person_id=row.person_id,
        union_key=row.union_key,
        grid_id=row.grid_id,
        number=uow.vault.open("members.number", row.id, row.number_sealed),
        since=row.since,
    )


def end_membership(uow: UnitOfWork, person_id: str) -> bool:
    """The person leaves; False when he was no member."""
    statement = update(members).where(members.c.person_id == person_id, members.c.left_at.is_(None))
    return uow.execute(statement.values(left_at=uow.now)).rowcount == 1


def _free_number(uow: UnitOfWork) -> str:
    while True:
        number = new_case_number()
        index = uow.vault.index("members.number", number)
        if uow.first(select(members.c.id).where(members.c.number_index == index)) is None:
            return number


def _seal_details(uow: UnitOfWork, application_id: str, details: Mapping[str, str]) -> bytes:
    document = json.dumps(dict(details), ensure_ascii=False)
    return uow.vault.seal("applications.details", application_id, document)


def _application(uow: UnitOfWork, row: Row[Any]) -> Application:
    return Application(
        id=row.id,
        person_id=row.person_id,
        union_key=row.union_key,
        grid_id=row.grid_id,
        status=ApplicationStatus(row.status),
        details=json.loads(uow.vault.open("applications.details", row.id, row.details_sealed)),
        created_at=row.created_at,
        due_at=row.due_at,
        version=row.version,
    )
