"""Marks of who reported the same, counted and never listed, and the alerts that came of them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.core.ids import new_id
from bot.domain.categories import Category
from bot.domain.radar import Pattern
from bot.store.tables import radar_alerts, radar_cases, radar_marks
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_ignore, insert_or_replace

_MARK = insert_or_replace(radar_marks, ["pattern_index", "person_mark"])
_JOIN = insert_or_ignore(radar_cases, ["case_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A pattern that many reported; ``people`` as counted when it was raised."""

    id: str
    pattern: Pattern
    people: int
    raised_at: datetime


def mark(uow: UnitOfWork, pattern: Pattern, person_id: str, on: date) -> None:
    """Notes that a person reported the pattern; the mark cannot be compared with his marks of other patterns."""
    person_mark = uow.vault.index("radar_marks.person", f"{pattern.key}|{person_id}")
    uow.execute(_MARK[uow.dialect], {"pattern_index": _index(uow, pattern), "person_mark": person_mark, "last_on": on})


def people_since(uow: UnitOfWork, pattern: Pattern, first: date) -> int:
    """How many different people reported it from that day on."""
    row = uow.first(
        select(func.count())
        .select_from(radar_marks)
        .where(radar_marks.c.pattern_index == _index(uow, pattern), radar_marks.c.last_on >= first)
    )
    return int(row[0]) if row is not None else 0


def add_alert(uow: UnitOfWork, pattern: Pattern, people: int) -> Alert:
    """Stores an alert as open."""
    alert = Alert(id=new_id(), pattern=pattern, people=people, raised_at=uow.now)
    uow.execute(
        radar_alerts.insert(),
        {
            "id": alert.id,
            "pattern_index": _index(uow, pattern),
            "pattern_sealed": uow.vault.seal(
                "radar_alerts.pattern", alert.id, json.dumps(asdict(pattern), ensure_ascii=False)
            ),
            "people": people,
            "raised_at": uow.now,
            "open": True,
        },
    )
    return alert


def open_alert(uow: UnitOfWork, pattern: Pattern) -> Alert | None:
    """The alert that the committee has for this pattern."""
    row = uow.first(
        select(radar_alerts).where(radar_alerts.c.pattern_index == _index(uow, pattern), radar_alerts.c.open)
    )
    return _alert(uow, row) if row is not None else None


def open_alerts(uow: UnitOfWork) -> list[Alert]:
    """What the committee has before it, the newest first."""
    query = select(radar_alerts).where(radar_alerts.c.open).order_by(radar_alerts.c.raised_at.desc())
    return [_alert(uow, row) for row in uow.rows(query)]


def load_alert(uow: UnitOfWork, alert_id: str) -> Alert:
    """One alert; raises KeyError when there is none."""
    row = uow.first(select(radar_alerts).where(radar_alerts.c.id == alert_id))
    if row is None:
        raise KeyError(alert_id)
    return _alert(uow, row)


def close_alert(uow: UnitOfWork, alert_id: str) -> None:
    """The committee has dealt with it; the same pattern may raise another one."""
    uow.execute(update(radar_alerts).where(radar_alerts.c.id == alert_id).values(open=False))


def join_case(uow: UnitOfWork, alert_id: str, case_id: str) -> None:
    """The worker of this case wants it handled with the others."""
    uow.execute(_JOIN[uow.dialect], {"case_id": case_id, "alert_id": alert_id})


def cases_of(uow: UnitOfWork, alert_id: str) -> Sequence[str]:
    """The cases whose workers want them handled together."""
    query = select(radar_cases.c.case_id).where(radar_cases.c.alert_id == alert_id).order_by(radar_cases.c.case_id)
    return [row.case_id for row in uow.rows(query)]


def forget_marks(uow: UnitOfWork, before: date) -> None:
    """Marks from before that day count for nothing any more."""
    uow.execute(delete(radar_marks).where(radar_marks.c.last_on < before))


def _index(uow: UnitOfWork, pattern: Pattern) -> str:
    return uow.vault.index("radar_marks.pattern", pattern.key)


def _alert(uow: UnitOfWork, row: Row[Any]) -> Alert:
    stored = json.loads(uow.vault.open("radar_alerts.pattern", row.id, row.pattern_sealed))
    pattern = Pattern(**{**stored, "category": Category(stored["category"])})
    return Alert(id=row.id, pattern=pattern, people=row.people, raised_at=row.raised_at)
