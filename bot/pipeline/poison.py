"""Messages that break the code: after three tries they are put aside, encrypted, and the staff is told."""

import json

import structlog

from bot.core import metrics
from bot.core.messages import Inbound, Purpose
from bot.core.texts import best_locale
from bot.domain.people import SUPERVISORS, holders
from bot.pipeline.turn import Delivery
from bot.services.house import House
from bot.services.letters import tell
from bot.store import addresses, audit, outbox, people, poison
from bot.store.outbox import Letter
from bot.store.unit_of_work import UnitOfWork

log = structlog.get_logger()


class Quarantine:
    """Counts failures outside the failed transaction."""

    def __init__(self, house: House) -> None:
        self._house = house

    def count(self, uow: UnitOfWork, delivery: Delivery, error: Exception) -> bool:
        """One more try failed; True when the message is now aside (the platform gets its 200)."""
        if not poison.count_try(uow, delivery.key, type(error).__name__, _payload(delivery.inbound)):
            return False
        metrics.QUARANTINED.inc()
        log.error("message_quarantined", key=delivery.key[:8], error=type(error).__name__)
        audit.record(uow, None, "message_quarantined", "inbox", delivery.key)
        for person_id in holders(people.active_grants(uow), *SUPERVISORS):
            tell(
                uow,
                self._house,
                person_id,
                "desk.quarantined",
                purpose=Purpose.STAFF,
                mark=delivery.key[:8],
                unique=f"poison:{delivery.key}:{person_id}"[:80],
            )
        self._answer(uow, delivery)
        return True

    def _answer(self, uow: UnitOfWork, delivery: Delivery) -> None:
        """Whoever wrote it hears that it failed, also when his session cannot be read: nobody waits in silence."""
        address = delivery.inbound.address
        found = addresses.find_address(uow, address)
        if found is None:
            speaker = people.add_speaker(uow, address, best_locale(delivery.inbound.locale))
            found = speaker.address_id, speaker.person.id
        address_id, person_id = found
        text = self._house.texts.get("talk.broken", people.locale_of(uow, person_id))
        outbox.queue(
            uow,
            Letter(
                address_id=address_id,
                channel=address.channel,
                account=address.account,
                text=text,
                purpose=Purpose.REPLY,
                key=f"poison:{delivery.key}",
            ),
        )


def _payload(inbound: Inbound) -> str:
    return json.dumps(
        {
            "kind": inbound.kind.value,
            "text": inbound.text,
            "choice": inbound.choice,
            "channel": inbound.address.channel,
            "media": len(inbound.media),
        },
        ensure_ascii=False,
    )
