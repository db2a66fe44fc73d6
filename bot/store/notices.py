"""Which kinds of notice somebody has switched off."""

from sqlalchemy import delete, select

from bot.domain.notices import NoticeKind
from bot.store.tables import notice_opt_outs
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_ignore


def opt_outs_of(uow: UnitOfWork, person_id: str) -> frozenset[NoticeKind]:
    """The kinds that this person does not want."""
    query = select(notice_opt_outs.c.kind).where(notice_opt_outs.c.person_id == person_id)
    return frozenset(NoticeKind(row.kind) for row in uow.rows(query))


def opt_out(uow: UnitOfWork, person_id: str, kind: NoticeKind) -> None:
    """Switches a kind off; once more changes nothing."""
    row = {"person_id": person_id, "kind": kind.value, "at": uow.now}
    uow.execute(insert_or_ignore(notice_opt_outs, ["person_id", "kind"])[uow.dialect], row)


def opt_in(uow: UnitOfWork, person_id: str, kind: NoticeKind) -> None:
    """Switches a kind on again."""
    of = (notice_opt_outs.c.person_id == person_id, notice_opt_outs.c.kind == kind.value)
    uow.execute(delete(notice_opt_outs).where(*of))
