"""The tags that members gave themselves: sealed, because some tell of hardship."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from bot.core.ids import new_id
from bot.domain.membership import Tag
from bot.store.tables import tags
from bot.store.unit_of_work import UnitOfWork


def add_tags(uow: UnitOfWork, person_id: str, told: Iterable[tuple[str, str]]) -> None:
    """Adds tags, each a question and its answer."""
    for question, answer in told:
        tag_id = new_id()
        sealed = uow.vault.seal("tags.tag", tag_id, f"{question}:{answer}")
        uow.execute(tags.insert(), {"id": tag_id, "person_id": person_id, "tag_sealed": sealed, "created_at": uow.now})


def tags_of(uow: UnitOfWork, person_id: str) -> list[Tag]:
    """All tags of a person, in the order of their questions."""
    found = []
    for row in uow.rows(select(tags).where(tags.c.person_id == person_id)):
        question, _, answer = uow.vault.open("tags.tag", row.id, row.tag_sealed).partition(":")
        found.append(Tag(id=row.id, question=question, answer=answer))
    return sorted(found, key=lambda tag: tag.question)


def drop_tag(uow: UnitOfWork, person_id: str, tag_id: str) -> bool:
    """Deletes one tag of this person; False when he has no such tag."""
    return uow.execute(delete(tags).where(tags.c.id == tag_id, tags.c.person_id == person_id)).rowcount == 1


def drop_tags(uow: UnitOfWork, person_id: str) -> None:
    """Deletes all tags of a person."""
    uow.execute(delete(tags).where(tags.c.person_id == person_id))
