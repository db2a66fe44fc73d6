"""People whom staff entered, and the cases that they have before they have a chat of their own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.core.ids import new_id
from bot.domain.cases import Case
from bot.store import audit
from bot.store.addresses import address_ids_of
from bot.store.cases import load_case, owner_index, owner_of
from bot.store.tables import cases, codes, consents, offline_people, on_behalf, people
from bot.store.unit_of_work import UnitOfWork

SPOKEN = "spoken"  # the channel of a consent that was given aloud
CODE_PURPOSE = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who entered a case and heard the worker agree."""

    entered_by: str
    heard_at: datetime
    joined_at: datetime | None = None
    code_by: str | None = None


def add_offline_person(uow: UnitOfWork, *, grid_id: str | None, name: str, phone: str | None) -> str:
    """A person without any address; returns the id."""
    person_id = new_id()
    row = {
        "id": person_id,
        "grid_id": grid_id,
        "locale": "zh-CN",
        "consent_version": None,
        "name_sealed": uow.vault.seal("people.name", person_id, name),
        "phone_sealed": uow.vault.seal("people.phone", person_id, phone) if phone else None,
        "created_at": uow.now,
    }
    uow.execute(people.insert(), row)
    index = phone_index(uow, phone) if phone else None
    uow.execute(offline_people.insert(), {"person_id": person_id, "phone_index": index})
    return person_id


def phone_index(uow: UnitOfWork, phone: str) -> str:
    """By which a number is found again."""
    return uow.vault.index("offline_people.phone", phone)


def people_with_phone(uow: UnitOfWork, phone: str) -> list[str]:
    """Those whom staff entered under this number."""
    query = select(offline_people.c.person_id).where(offline_people.c.phone_index == phone_index(uow, phone))
    return [row.person_id for row in uow.rows(query.order_by(offline_people.c.person_id))]


def add_entry(uow: UnitOfWork, case_id: str, entry: Entry) -> None:
    """Notes who entered a case."""
    row = {"case_id": case_id, "entered_by": entry.entered_by, "heard_at": entry.heard_at}
    uow.execute(on_behalf.insert(), row)
    audit.record(uow, entry.entered_by, "case_entered", "case", case_id)


def entry_of(uow: UnitOfWork, case_id: str) -> Entry | None:
    """Who entered a case; None for one that its worker wrote himself."""
    row = uow.first(select(on_behalf).where(on_behalf.c.case_id == case_id))
    if row is None:
        return None
    return Entry(entered_by=row.entered_by, heard_at=row.heard_at, joined_at=row.joined_at, code_by=row.code_by)


def waits_for_chat(uow: UnitOfWork, case: Case) -> bool:
    """Whether somebody else entered a case whose worker still has no chat of his own."""
    entry = entry_of(uow, case.id)
    return entry is not None and not address_ids_of(uow, owner_of(uow, case))


def record_spoken_consent(uow: UnitOfWork, person_id: str, version: str, heard_at: datetime) -> None:
    """PIPL Art. 14: agreed aloud, after the notice was read to him; the case's entry tells who heard it."""
    row = {
        "id": new_id(),
        "person_id": person_id,
        "purpose": "grievance",
        "version": version,
        "channel": SPOKEN,
        "given_at": heard_at,
    }
    uow.execute(consents.insert(), row)


def note_code(uow: UnitOfWork, case_id: str, person_id: str, made_by: str) -> None:
    """A code is made for a case: no older one joins a chat to this person's cases any more."""
    uow.execute(delete(codes).where(codes.c.person_id == person_id, codes.c.purpose == CODE_PURPOSE))
    own = select(cases.c.id).where(cases.c.person_id == person_id)
    uow.execute(update(on_behalf).where(on_behalf.c.case_id.in_(own)).values(code_by=None))
    uow.execute(update(on_behalf).where(on_behalf.c.case_id == case_id).values(code_by=made_by))


def every_case_of(uow: UnitOfWork, person_id: str) -> list[Case]:
    """The named cases of a person, the closed ones too."""
    rows = uow.rows(select(cases.c.id).where(cases.c.person_id == person_id))
    return [load_case(uow, row.id) for row in rows]


def hand_over(uow: UnitOfWork, from_id: str, to_id: str) -> list[str]:
    """Everything that was entered for ``from_id`` is ``to_id``'s from now on; returns the ids of the cases."""
    case_ids = [row.id for row in uow.rows(select(cases.c.id).where(cases.c.person_id == from_id))]
    given = {"person_id": to_id, "owner_index": owner_index(uow, to_id)}
    uow.execute(update(cases).where(cases.c.id.in_(case_ids)).values(given))
    uow.execute(update(on_behalf).where(on_behalf.c.case_id.in_(case_ids)).values(joined_at=uow.now))
    uow.execute(update(consents).where(consents.c.person_id == from_id).values(person_id=to_id))
    _move_phone(uow, from_id, to_id)
    uow.execute(update(people).where(people.c.id == from_id).values(name_sealed=None, phone_sealed=None))
    return case_ids


def _move_phone(uow: UnitOfWork, from_id: str, to_id: str) -> None:
    """The number finds the person with the chat; one who was entered twice keeps the first number."""
    known = uow.first(select(offline_people.c.person_id).where(offline_people.c.person_id == to_id))
    old = offline_people.c.person_id == from_id
    uow.execute(
        delete(offline_people).where(old) if known else update(offline_people).where(old).values(person_id=to_id)
    )
