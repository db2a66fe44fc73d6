"""Messages whose words are not kept once they are said: a receipt of the anonymous box, and what it opens."""

from datetime import timedelta

from bot.domain.timers import Timer, TimerKind
from bot.services.house import House
from bot.store import blanking, timers
from bot.store.unit_of_work import UnitOfWork

# A web chat page reads what was said from our own rows; ten minutes are enough to read and to copy it.
READ_WITHIN = timedelta(minutes=10)


def said(uow: UnitOfWork, letter_id: str, *, read_here: bool) -> None:
    """The message has left: its words are erased, at once or, where the chat reads them here, in ten minutes."""
    if read_here:
        timers.set_timer(uow, TimerKind.FLEETING, letter_id, uow.now + READ_WITHIN)
    else:
        blanking.blank(uow, letter_id)


def erase(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The time to read it is over."""
    blanking.blank(uow, timer.subject_id)
