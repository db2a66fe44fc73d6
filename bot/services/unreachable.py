"""When a worker can no longer be reached, those who work on his cases must know: a promise cannot be kept in
silence.
"""

from bot.core.ids import show_case_number
from bot.services.house import House
from bot.services.letters import tell
from bot.store import audit, cases
from bot.store.unit_of_work import UnitOfWork


def worker_unreachable(uow: UnitOfWork, house: House, person_id: str) -> None:
    """Tells the handler of each open case of this person; the case stays open and its clocks go on."""
    for case in cases.cases_owned_by(uow, person_id):
        audit.record(uow, None, "worker_unreachable", "case", case.id)
        if case.assignee_id and case.assignee_id != person_id:
            tell(
                uow,
                house,
                case.assignee_id,
                "card.worker_unreachable",
                number=show_case_number(case.number),
                unique=f"unreachable:{case.id}:{uow.now:%Y%m%d}",
            )
