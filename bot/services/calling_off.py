"""A session of the clinic, a reception day or an event that does not take place after all.

Nobody can book it any more, and whoever has a place in it, or waits for one, hears so with the reason.
"""

from collections import defaultdict
from collections.abc import Hashable

from bot.core.clock import local_date
from bot.core.errors import DomainError
from bot.domain.events import runs
from bot.domain.people import SUPERVISORS, Speaker
from bot.domain.places import FUTURE, LAPSING, Booking, BookingStatus, Slot, SlotKind
from bot.services import events as event_service
from bot.services import place_letters
from bot.services.house import House
from bot.store import audit, events, places
from bot.store.unit_of_work import UnitOfWork

Gathering = tuple[Slot, ...]  # what takes place or not as one: the times of one day with the same lawyer, an event


def gatherings(uow: UnitOfWork, speaker: Speaker) -> list[Gathering]:
    """What is still to come and this person may call off, the earliest first."""
    if not speaker.roles & SUPERVISORS:
        return []
    found = [
        slot for kind in (SlotKind.CLINIC, SlotKind.RECEPTION) for slot in places.slots_of(uow, kind, after=uow.now)
    ]
    own = (event for event in events.coming_events(uow) if runs(event, speaker.person.id, speaker.grants))
    together: dict[Hashable, list[Slot]] = defaultdict(list)
    for slot in [*found, *(event.slot for event in own)]:
        together[_one_of(slot)].append(slot)
    return sorted((tuple(each) for each in together.values()), key=lambda each: (str(each[0].starts_at), each[0].id))


def people_in(uow: UnitOfWork, gathering: Gathering) -> int:
    """How many people have a place there, or wait for one."""
    return len({booking.person_id for slot in gathering for booking in places.bookings_in(uow, slot.id, FUTURE)})


def call_off(uow: UnitOfWork, house: House, speaker: Speaker, slot_id: str, reason: str) -> int:
    """Calls off what the slot belongs to; how many people hear of it.

    Raises DomainError ``call_off.gone`` for what has begun, was called off before, or is not this person's to call off.
    """
    wanted = _one_of(places.load_slot(uow, slot_id))
    gathering = next((each for each in gatherings(uow, speaker) if _one_of(each[0]) == wanted), None)
    if gathering is None:
        raise DomainError("call_off.gone")
    told = {person for slot in gathering for person in _close(uow, house, places.lock_slot(uow, slot.id), reason)}
    audit.record(uow, speaker.person.id, "called_off", "slot", slot_id, str(len(told)))
    return len(told)


def _one_of(slot: Slot) -> Hashable:
    return slot.kind, slot.parent_id, slot.title, slot.starts_at and local_date(slot.starts_at)


def _close(uow: UnitOfWork, house: House, slot: Slot, reason: str) -> list[str]:
    """Closes a locked slot; the ids of those who are told."""
    bookings = places.bookings_in(uow, slot.id, FUTURE | LAPSING) if slot.open else []
    places.change_slot(uow, slot.id, open=False)
    for booking in bookings:
        _free(uow, house, slot, booking, reason)
    if (event := events.event_of_slot(uow, slot.id)) is not None:
        event_service.erase_parties(uow, event)
    return [booking.person_id for booking in bookings if booking.status in FUTURE]


def _free(uow: UnitOfWork, house: House, slot: Slot, booking: Booking, reason: str) -> None:
    """What somebody only kept while he fills in a form is let go without a word: his form will tell him."""
    places.free_numbers_of(uow, booking.id)
    places.change_booking(uow, booking, BookingStatus.CANCELLED)
    if booking.status in FUTURE:
        place_letters.called_off(uow, house, slot, booking, reason)
