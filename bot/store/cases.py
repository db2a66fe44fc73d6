"""Cases and what is said in them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.ids import new_case_number, new_id
from bot.domain.cases import OPEN, Author, Case, CaseMessage, Closing, Identity, MessageKind, Status
from bot.domain.categories import Category, Urgency
from bot.store.tables import case_messages, cases
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once

_OPEN = [status.value for status in OPEN]
_ADD = insert_once(cases, ["number"])
_ADD_MESSAGE = case_messages.insert()
_NUMBER_TRIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What a case starts from."""

    owner_id: str
    category: Category
    urgency: Urgency
    identity: Identity
    grid_id: str | None
    accused_id: str | None
    about_staff: bool
    company_may_know: bool
    story: str
    facts: dict[str, str]
    assignee_id: str | None = None


def add_case(uow: UnitOfWork, new: NewCase) -> Case:
    """Stores a new case under a number that nobody has."""
    case_id = new_id()
    row = _new_row(uow, case_id, new)
    return Case(
        id=case_id,
        number=_insert(uow, row),
        category=new.category,
        urgency=new.urgency,
        status=Status.SUBMITTED,
        closing=None,
        identity=new.identity,
        person_id=row["person_id"],
        grid_id=new.grid_id,
        assignee_id=new.assignee_id,
        accused_id=new.accused_id,
        about_staff=new.about_staff,
        company_may_know=new.company_may_know,
        story=new.story,
        facts=new.facts,
        opened_at=uow.now,
        round=1,
        rating=None,
        version=1,
    )


def _new_row(uow: UnitOfWork, case_id: str, new: NewCase) -> dict[str, Any]:
    sealed = new.identity is Identity.SEALED
    return {
        "id": case_id,
        "category": new.category.value,
        "urgency": new.urgency.value,
        "status": Status.SUBMITTED.value,
        "closing": None,
        "identity": new.identity.value,
        "person_id": None if sealed else new.owner_id,
        "owner_index": owner_index(uow, new.owner_id),
        "link_sealed": uow.vault.seal("cases.link", case_id, new.owner_id) if sealed else None,
        "grid_id": new.grid_id,
        "assignee_id": new.assignee_id,
        "accused_id": new.accused_id,
        "about_staff": new.about_staff,
        "company_may_know": new.company_may_know,
        "story_sealed": uow.vault.seal("cases.story", case_id, new.story),
        "facts_sealed": uow.vault.seal("cases.facts", case_id, json.dumps(new.facts, ensure_ascii=False)),
        "opened_at": uow.now,
        "closed_at": None,
        "round": 1,
        "rating": None,
        "comment_sealed": None,
        "version": 1,
    }


def _insert(uow: UnitOfWork, row: dict[str, Any]) -> str:
    """Returns the number under which the row stands now."""
    for _ in range(_NUMBER_TRIES):
        number = new_case_number()
        if uow.first(_ADD[uow.dialect], row | {"number": number}) is not None:
            return number
    raise RuntimeError("no free case number in eight tries: 90 million are taken?")


def owner_index(uow: UnitOfWork, person_id: str) -> str:
    """By which a worker's own cases are found, also the sealed ones."""
    return uow.vault.index("cases.owner", person_id)


def load_case(uow: UnitOfWork, case_id: str) -> Case:
    """The case; raises KeyError when there is none."""
    row = uow.first(select(cases).where(cases.c.id == case_id))
    if row is None:
        raise KeyError("case")
    return _case(uow, row)


def owner_of(uow: UnitOfWork, case: Case) -> str:
    """The worker's person id, also of a sealed case: for sending to him, never for showing."""
    if case.person_id is not None:
        return case.person_id
    link = uow.execute(select(cases.c.link_sealed).where(cases.c.id == case.id)).scalar_one()
    return uow.vault.open("cases.link", case.id, link)


def closed_at(uow: UnitOfWork, case_id: str) -> datetime:
    """When a closed case was closed."""
    found: datetime = uow.execute(select(cases.c.closed_at).where(cases.c.id == case_id)).scalar_one()
    return found


def cases_owned_by(uow: UnitOfWork, person_id: str, *, most: int = 20) -> list[Case]:
    """A worker's open cases, the newest first."""
    rows = uow.rows(
        select(cases)
        .where(cases.c.owner_index == owner_index(uow, person_id), cases.c.status.in_(_OPEN))
        .order_by(cases.c.opened_at.desc())
        .limit(most)
    )
    return [_case(uow, row) for row in rows]


def open_cases(uow: UnitOfWork, *, assignee_id: str | None = None, most: int = 500) -> list[Case]:
    """Open cases of one handler, or of everybody (the caller checks who may see them), the oldest first."""
    query = select(cases).where(cases.c.status.in_(_OPEN)).order_by(cases.c.opened_at).limit(most)
    if assignee_id:
        query = query.where(cases.c.assignee_id == assignee_id)
    return [_case(uow, row) for row in uow.rows(query)]


def find_numbers(uow: UnitOfWork, numbers: Sequence[str]) -> list[Case]:
    """Cases by number; whoever asks is checked by the caller before a word is said."""
    return [_case(uow, row) for row in uow.rows(select(cases).where(cases.c.number.in_(list(numbers))))]


def change_case(uow: UnitOfWork, case: Case, **values: Any) -> Case:
    """Changes columns of a case and moves its version on; returns it as it now stands."""
    if (comment := values.pop("comment", None)) is not None:
        values["comment_sealed"] = uow.vault.seal("cases.comment", case.id, comment)
    plain = {name: getattr(value, "value", value) for name, value in values.items()}
    uow.execute(update(cases).where(cases.c.id == case.id).values(**plain, version=cases.c.version + 1))
    return load_case(uow, case.id)


def add_message(
    uow: UnitOfWork,
    case: Case,
    *,
    author: Author,
    kind: MessageKind,
    text: str,
    staff_id: str | None = None,
    canned: bool = False,
    source: str | None = None,
) -> CaseMessage:
    """Adds what was said; ``source`` is the platform's message, so that a later edit finds it."""
    message = CaseMessage(
        id=new_id(),
        case_id=case.id,
        author=author,
        kind=kind,
        text=text,
        canned=canned,
        round=case.round,
        said_at=uow.now,
    )
    uow.stage(
        _ADD_MESSAGE,
        {
            "id": message.id,
            "case_id": case.id,
            "author": author.value,
            "staff_id": staff_id,
            "kind": kind.value,
            "text_sealed": uow.vault.seal("case_messages.text", message.id, text),
            "canned": canned,
            "round": case.round,
            "source_index": uow.vault.index("case_messages.source", source) if source else None,
            "said_at": uow.now,
        },
    )
    return message


def load_message(uow: UnitOfWork, message_id: str) -> CaseMessage | None:
    """One message."""
    row = uow.first(select(case_messages).where(case_messages.c.id == message_id))
    return _message(uow, row) if row else None


def messages_of(uow: UnitOfWork, case_id: str) -> list[CaseMessage]:
    """Everything said in a case, in order."""
    query = select(case_messages).where(case_messages.c.case_id == case_id)
    return [_message(uow, row) for row in uow.rows(query.order_by(case_messages.c.said_at, case_messages.c.id))]


def case_of_source(uow: UnitOfWork, source: str) -> str | None:
    """The case that a platform message went into."""
    index = uow.vault.index("case_messages.source", source)
    found: str | None = uow.execute(
        select(case_messages.c.case_id).where(case_messages.c.source_index == index).limit(1)
    ).scalar()
    return found


def _case(uow: UnitOfWork, row: Row[Any]) -> Case:
    return Case(
        id=row.id,
        number=row.number,
        category=Category(row.category),
        urgency=Urgency(row.urgency),
        status=Status(row.status),
        closing=Closing(row.closing) if row.closing else None,
        identity=Identity(row.identity),
        person_id=row.person_id,
        grid_id=row.grid_id,
        assignee_id=row.assignee_id,
        accused_id=row.accused_id,
        about_staff=row.about_staff,
        company_may_know=row.company_may_know,
        story=uow.vault.open("cases.story", row.id, row.story_sealed),
        facts=json.loads(uow.vault.open("cases.facts", row.id, row.facts_sealed)),
        opened_at=row.opened_at,
        round=row.round,
        rating=row.rating,
        version=row.version,
    )


def _message(uow: UnitOfWork, row: Row[Any]) -> CaseMessage:
    return CaseMessage(
        id=row.id,
        case_id=row.case_id,
        author=Author(row.author),
        kind=MessageKind(row.kind),
        text=uow.vault.open("case_messages.text", row.id, row.text_sealed),
        canned=row.canned,
        round=row.round,
        said_at=row.said_at,
    )
