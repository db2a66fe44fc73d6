"""Who helps with one case without being on the staff: a mediator, a volunteer. They need to know this case only."""

from dataclasses import dataclass
from enum import StrEnum


class HelperRole(StrEnum):
    """What somebody was asked for."""

    MEDIATOR = "mediator"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """One person's part in one case; ``person_id`` is None until he has used his one-time code."""

    id: str
    case_id: str
    role: HelperRole
    person_id: str | None
    added_by: str
