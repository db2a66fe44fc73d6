"""What members are (platform, kind of work, tags), as keyed fingerprints: enough to choose among them, no more.

The words themselves stay sealed where they were told. A fingerprint goes when they go.
"""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import delete

from bot.store.tables import traits
from bot.store.unit_of_work import UnitOfWork
from bot.store.upserts import insert_or_ignore

_ADD = insert_or_ignore(traits, ["person_id", "trait_index", "source"])


class Source(StrEnum):
    """Where somebody told it."""

    MEMBERSHIP = "membership"
    PORTRAIT = "portrait"


class Trait(StrEnum):
    """What may be asked for in an audience."""

    PLATFORM = "platform"
    WORK = "work"
    TAG = "tag"


def trait_index(uow: UnitOfWork, trait: Trait, value: str) -> str:
    """The fingerprint of one trait, the same for everybody who has it."""
    return uow.vault.index("traits.trait", f"{trait}:{value}")


def add_traits(uow: UnitOfWork, person_id: str, source: Source, told: Iterable[tuple[Trait, str]]) -> None:
    """Notes what a person told; what was known already stays."""
    rows = [
        {"person_id": person_id, "trait_index": trait_index(uow, trait, value), "source": source.value}
        for trait, value in told
    ]
    if rows:
        uow.execute(_ADD[uow.dialect], rows)


def drop_traits(uow: UnitOfWork, person_id: str, source: Source) -> None:
    """Forgets what a person told there."""
    uow.execute(delete(traits).where(traits.c.person_id == person_id, traits.c.source == source.value))
