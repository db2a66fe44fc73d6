"""What many wish for: counted by the quarter; and what the union planned for it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from bot.core.ids import new_id
from bot.domain.care import WishKind
from bot.store.tables import plans, wishes
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_once, insert_or_ignore

_ADD = insert_or_ignore(wishes, ["quarter", "kind", "person_id"])
_PLAN = insert_once(plans, ["quarter", "kind"])


def add_wish(uow: UnitOfWork, quarter: str, kind: WishKind, person_id: str, note: str) -> None:
    """Counts a wish; the same wish of the same person counts once a quarter."""
    wish_id = new_id()
    row = {
        "id": wish_id,
        "quarter": quarter,
        "kind": kind.value,
        "person_id": person_id,
        "note_sealed": uow.vault.seal("wishes.note", wish_id, note),
        "created_at": uow.now,
    }
    uow.execute(_ADD[uow.dialect], row)


def any_wish(uow: UnitOfWork, quarter: str) -> bool:
    """Whether anybody wished for anything in a quarter."""
    return uow.first(select(wishes.c.id).where(wishes.c.quarter == quarter).limit(1)) is not None


def ranking(uow: UnitOfWork, quarter: str) -> list[tuple[WishKind, int]]:
    """What was wished for and by how many, the most wanted first."""
    count = func.count().label("wished")
    query = select(wishes.c.kind, count).where(wishes.c.quarter == quarter).group_by(wishes.c.kind)
    return [(WishKind(row.kind), row.wished) for row in uow.rows(query.order_by(count.desc(), wishes.c.kind))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wished for in a quarter; ``plan`` is what the union planned for it, once it did."""

    quarter: str
    kind: WishKind
    plan: str | None


def wishes_of(uow: UnitOfWork, person_id: str, *, most: int) -> list[Wish]:
    """A person's wishes, the newest first."""
    planned = (plans.c.quarter == wishes.c.quarter) & (plans.c.kind == wishes.c.kind)
    query = select(wishes.c.quarter, wishes.c.kind, plans.c.text).outerjoin(plans, planned)
    query = query.where(wishes.c.person_id == person_id).order_by(wishes.c.created_at.desc()).limit(most)
    return [Wish(quarter=row.quarter, kind=WishKind(row.kind), plan=row.text) for row in uow.rows(query)]


def wishers(uow: UnitOfWork, quarter: str, kind: WishKind) -> list[str]:
    """Whom to tell what was planned."""
    query = select(wishes.c.person_id).where(wishes.c.quarter == quarter, wishes.c.kind == kind.value)
    return [row.person_id for row in uow.rows(query.order_by(wishes.c.created_at))]


def add_plan(uow: UnitOfWork, quarter: str, kind: WishKind, text: str, planned_by: str) -> bool:
    """Keeps what was planned; False when somebody wrote it before."""
    row = {"quarter": quarter, "kind": kind.value, "text": text, "planned_by": planned_by, "planned_at": uow.now}
    return uow.first(_PLAN[uow.dialect], row) is not None
