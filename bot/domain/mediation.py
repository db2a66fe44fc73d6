"""第三方调解: tried before anything harder, and only with the worker's consent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.cases import Case
from bot.domain.categories import Category, Urgency


class MediationStatus(StrEnum):
    """How far it has come; a case has one at a time that is asked or running."""

    ASKED = "asked"  # the worker has not said yes
    RUNNING = "running"
    AGREED = "agreed"
    FAILED = "failed"  # no agreement, the time ran out, or the worker left it
    DECLINED = "declined"
    DROPPED = "dropped"  # the case ended in another way


ALIVE = (MediationStatus.ASKED, MediationStatus.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mediation:
    """One attempt; ``due_at`` (set by the worker's yes) is when the worker may go on without it."""

    id: str
    case_id: str
    status: MediationStatus
    asked_by: str
    due_at: datetime | None
    version: int


def is_for(case: Case) -> bool:
    """Whether a case can be mediated: nobody sits down with whoever hurt him, and the union is no third party where
    it is itself accused.
    """
    return case.category is not Category.HARASSMENT and case.urgency is not Urgency.DANGER and not case.about_staff
