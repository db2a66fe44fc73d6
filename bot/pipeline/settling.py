"""What a send's end means for the row, the address and the clocks."""

from datetime import timedelta

import structlog

from bot.core.errors import Retry, SendError
from bot.core.messages import Address, Purpose
from bot.domain.people import SUPERVISORS, holders
from bot.pipeline.chat_log import CHANNEL
from bot.services import broadcast_sending, fleeting, ladder
from bot.services.house import House
from bot.services.letters import tell
from bot.services.unreachable import worker_unreachable
from bot.store import addresses, endings, people
from bot.store.claims import Claimed
from bot.store.outbox import Status
from bot.store.unit_of_work import UnitOfWork

log = structlog.get_logger()

MOST_TRIES = 10
LONGEST_WAIT = timedelta(minutes=15)
# A wait beyond this is absurd (abuse case 21): the message is parked and the committee hears of it.
ABSURD = timedelta(hours=1)
HALT_WAIT = timedelta(seconds=30)


class Settler:
    """Acts on a send's end, inside the transaction that records it."""

    def __init__(self, house: House) -> None:
        self._house = house

    def arrived(self, uow: UnitOfWork, claimed: Claimed, vendor_id: str) -> None:
        """Sent: only now does a staff answer stop the clock."""
        status = Status.RECALLED if claimed.out.takes_back else Status.SENT
        endings.settle(uow, claimed.id, status, vendor_id=vendor_id[:64] or None)
        broadcast_sending.arrived(uow, claimed, read_here=claimed.out.to.channel == CHANNEL)
        if claimed.fleeting:
            fleeting.said(uow, claimed.id, read_here=claimed.out.to.channel == CHANNEL)
        if claimed.settles:
            ladder.arrived(uow, self._house, claimed.settles)

    def failed(self, uow: UnitOfWork, claimed: Claimed, error: SendError) -> None:
        """Not sent, or perhaps: what the error's policy says."""
        if error.retry is Retry.DONE:
            self.arrived(uow, claimed, "")
        elif error.moved_to is not None:
            self._moved(uow, claimed, error.moved_to)
        elif error.unreachable:
            self._unreachable(uow, claimed, error)
        elif error.retry is Retry.UNCERTAIN:
            self.uncertain(uow, claimed, error.code)
        elif error.retry is Retry.HALT:
            endings.put_back(uow, claimed.id, HALT_WAIT, error=error.code, counts=False, repeated=False)
        elif error.retry is Retry.LATER:
            self._later(uow, claimed, error)
        else:
            self._dead(uow, claimed, error.code)

    def uncertain(self, uow: UnitOfWork, claimed: Claimed, code: str) -> None:
        """Perhaps sent. What must not be missed is said once more; a broadcast is not."""
        if claimed.out.purpose is Purpose.BROADCAST or claimed.repeated:
            endings.settle(uow, claimed.id, Status.UNCERTAIN, error=code)
            broadcast_sending.uncertain(uow, claimed, code)
        else:
            endings.put_back(uow, claimed.id, timedelta(seconds=1), error=code, counts=True, repeated=True)

    def interrupted(self, uow: UnitOfWork, claimed: Claimed) -> None:
        """The process died around the send. Dying again before it proves nothing, so only MOST_TRIES end it."""
        if claimed.out.purpose is Purpose.BROADCAST or claimed.tries >= MOST_TRIES:
            endings.settle(uow, claimed.id, Status.UNCERTAIN, error="interrupted")
            broadcast_sending.uncertain(uow, claimed, "interrupted")
        else:
            endings.put_back(uow, claimed.id, timedelta(0), error="interrupted", counts=True, repeated=claimed.repeated)

    def _later(self, uow: UnitOfWork, claimed: Claimed, error: SendError) -> None:
        if claimed.tries >= MOST_TRIES and not error.free:
            self._dead(uow, claimed, error.code)
            return
        wait = error.after or min(timedelta(seconds=2**claimed.tries), LONGEST_WAIT)
        if wait > ABSURD:
            wait = ABSURD
            self._alarm(uow, "desk.parked", claimed)
        endings.put_back(uow, claimed.id, wait, error=error.code, counts=not error.free, repeated=False)

    def _moved(self, uow: UnitOfWork, claimed: Claimed, user: str) -> None:
        old = claimed.out.to
        moved = Address(channel=old.channel, account=old.account, user=user)
        addresses.change_user(uow, claimed.address_id, moved)
        endings.put_back(uow, claimed.id, timedelta(0), error="moved", counts=False, repeated=False)

    def _unreachable(self, uow: UnitOfWork, claimed: Claimed, error: SendError) -> None:
        endings.settle(uow, claimed.id, Status.UNREACHABLE, error=error.code)
        broadcast_sending.unreachable(uow, claimed)
        person_id = addresses.mark_unreachable(uow, claimed.address_id, error.code)
        endings.give_up_on(uow, claimed.address_id, error.code)
        worker_unreachable(uow, self._house, person_id)

    def _dead(self, uow: UnitOfWork, claimed: Claimed, code: str) -> None:
        if claimed.out.takes_back:  # what the platform lets nobody take back stays said
            endings.settle(uow, claimed.id, Status.SENT, error=code)
            return
        endings.settle(uow, claimed.id, Status.DEAD, error=code)
        broadcast_sending.failed(uow, claimed, code)
        log.error("dead_letter", id=claimed.id, code=code)
        if claimed.recipient is None:  # a broadcast's report tells of its failures, and many stop it
            self._alarm(uow, "desk.dead_alarm", claimed)

    def _alarm(self, uow: UnitOfWork, key: str, claimed: Claimed) -> None:
        # An alarm about an alarm would never end.
        if claimed.out.purpose is Purpose.STAFF and claimed.tries > 1:
            return
        about = claimed.recipient[0] if claimed.recipient else claimed.id
        for person_id in holders(people.active_grants(uow), *SUPERVISORS):
            tell(uow, self._house, person_id, key, mark=about[:8], unique=f"alarm:{about}:{person_id}"[:80])
