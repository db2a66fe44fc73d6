"""What a message wants, as far as its words tell."""

from dataclasses import dataclass
from typing import Literal

from bot.domain.categories import Category, Urgency

CrisisKind = Literal["medical", "violence", "despair", "fire"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The reading of one message.

    ``name`` is one of the ten of tests/corpus/README.md; ``category`` is set for grievance and legal only;
    ``score`` is its probability from 0 to 1 and ``others`` are the next two intents with theirs; ``evidence`` holds
    what decided, for a reader of the log (pieces of our own lists and sentences, ``#label`` for a group of the lists,
    never the person's own words); ``crisis`` says which number helps first,
    ``outright`` that the lists of words bear it out (the model alone may be misled by a scrap of a longer talk).
    """

    name: str
    category: Category | None
    urgency: Urgency
    score: float
    evidence: tuple[str, ...]
    others: tuple[tuple[str, float], ...]
    crisis: CrisisKind | None = None
    outright: bool = False
