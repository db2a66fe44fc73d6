"""What a message wants, as far as its words tell."""

from dataclasses import dataclass
from typing import Literal

from bot.domain.categories import Category, Urgency

CrisisKind = Literal["medical", "violence", "despair", "fire"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The reading of one message.

    ``name`` is one of the ten of tests/corpus/README.md; ``category`` is set for grievance and legal only;
    ``score`` runs from 0 (a guess) to 1; ``evidence`` holds the words and rules that decided, for a reader of
    the log (they come from our own lists, never from the person); ``crisis`` says which number helps first.
    """

    name: str
    category: Category | None
    urgency: Urgency
    score: float
    evidence: tuple[str, ...]
    crisis: CrisisKind | None = None
