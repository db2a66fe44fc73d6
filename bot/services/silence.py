"""An outcome was given and the worker has not said whether it is solved: two reminders, then the case closes."""

from datetime import datetime

from bot.domain.cases import Closing, Status
from bot.domain.timers import Timer
from bot.services import ladder
from bot.services.case_letters import ask_whether_solved
from bot.services.cases import close
from bot.services.house import House
from bot.store import cases
from bot.store.unit_of_work import UnitOfWork


def remind_or_close(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The next reminder, or after the last one the end; nothing when the worker has spoken meanwhile."""
    case = cases.load_case(uow, timer.subject_id)
    round_, _, stamp = timer.fence.partition(" ")
    if case.status is not Status.ANSWERED or str(case.round) != round_:
        return
    if timer.step > len(house.sla.confirmation.reminders):
        closed = close(uow, case, Closing.UNCONFIRMED)
        ask_whether_solved(uow, house, closed, "case.closed_in_silence")
        return
    ask_whether_solved(uow, house, case, "case.reminder")
    answered_at = datetime.fromtimestamp(float(stamp), tz=uow.now.tzinfo)
    ladder.wait_for_confirmation(uow, house, case, step=timer.step + 1, answered_at=answered_at)
