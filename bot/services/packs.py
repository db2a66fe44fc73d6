"""The packs of the seasons: one for each person of a campaign, kept under a code, handed out by staff who type it."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.core.cleaning import clean
from bot.core.clock import local_date
from bot.core.errors import DomainError
from bot.core.ids import new_code
from bot.core.messages import Purpose
from bot.domain.care import Campaign
from bot.domain.people import CASEWORKERS, roles_of
from bot.domain.places import LIVING, Booking, BookingStatus, Slot, SlotKind
from bot.services import places as place_service
from bot.services.house import House
from bot.services.letters import tell
from bot.store import audit, packs, people, places
from bot.store.unit_of_work import UnitOfWork

CODE_LENGTH = 8  # of 31 signs: 39 bits, kept as a keyed hash, typed by staff only
_NO_SIGN = re.compile(r"[^0-9A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One person's pack: of which campaign, where it waits, and by which code it is handed out."""

    campaign: Campaign
    slot: Slot
    booking: Booking
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """A code that was typed; ``again`` says that its pack had been handed out before."""

    campaign: Campaign
    slot: Slot
    again: bool


def stock(uow: UnitOfWork, house: House) -> None:
    """Brings the packs of config/care.yaml into the store; the stock of those that are there is the officers'."""
    if uow.dialect == "postgresql":
        uow.lock_address("packs")  # two replicas that start together must not stock twice
    for campaign in house.care.campaigns:
        there = {slot.place for slot in places.slots_of(uow, SlotKind.PACK, parent_id=campaign.key)}
        for each in campaign.places:
            if each.place not in there:
                title = campaign.names["zh-CN"]
                places.add_slot(
                    uow, SlotKind.PACK, title, place=each.place, capacity=each.stock, parent_id=campaign.key
                )


def stocked(uow: UnitOfWork, house: House) -> list[tuple[Campaign, Slot, int]]:
    """Every place of the campaigns that are not over, and how many packs are left there."""
    living = [campaign for campaign in house.care.campaigns if uow.now < campaign.ends_at]
    slots = [(each, slot) for each in living for slot in places.slots_of(uow, SlotKind.PACK, parent_id=each.key)]
    return [(campaign, slot, place_service.free_places(uow, slot)) for campaign, slot in slots]


def restock(uow: UnitOfWork, slot_id: str, stock: int, officer_id: str) -> int:
    """Sets how many packs a place has in all; returns how many are left.

    Raises DomainError ``restock.too_few`` when somebody holds one beyond that number.
    """
    slot = places.lock_slot(uow, slot_id)
    if stock < (least := places.highest_taken(uow, slot_id)):
        raise DomainError("restock.too_few", least=least)
    places.change_slot(uow, slot.id, capacity=stock)
    audit.record(uow, officer_id, "restocked", "slot", slot.id, str(stock))
    return place_service.free_places(uow, places.load_slot(uow, slot.id))


def offers(uow: UnitOfWork, house: House, person_id: str) -> list[tuple[Campaign, Slot, int]]:
    """Where this person can still take a pack today, and how many are left."""
    found = []
    for campaign in _running(house, uow.now):
        if not _has_one(uow, campaign, person_id):
            named = {each.place for each in campaign.places}
            slots = places.slots_of(uow, SlotKind.PACK, parent_id=campaign.key)
            left = [(slot, place_service.free_places(uow, slot)) for slot in slots if slot.place in named]
            found += [(campaign, slot, free) for slot, free in left if free]
    return found


def take(uow: UnitOfWork, house: House, slot_id: str, person_id: str) -> Pack:
    """Keeps one pack for a person. Raises DomainError ``place.full``, ``pack.closed`` or ``pack.only_one``."""
    try:
        slot = places.load_slot(uow, slot_id)
    except KeyError:
        raise DomainError("pack.closed") from None
    campaign = house.care.campaign(slot.parent_id or "")
    if slot.kind is not SlotKind.PACK or campaign not in _running(house, uow.now):
        raise DomainError("pack.closed")
    _drop_void_claim(uow, campaign, person_id)
    booking = place_service.take(uow, house, slot, person_id, 1)
    if not packs.claim(uow, campaign.key, person_id, booking.id):
        raise DomainError("pack.only_one")  # another chat of the same person was faster
    code = new_code(CODE_LENGTH)
    places.write_code(uow, booking.id, code)
    audit.record(uow, None, "pack_taken", "booking", booking.id)
    return Pack(campaign=campaign, slot=slot, booking=booking, code=code)


def packs_of(uow: UnitOfWork, house: House, person_id: str) -> list[Pack]:
    """The packs that wait for a person."""
    return [
        Pack(campaign=campaign, slot=slot, booking=booking, code=code)
        for slot, booking in place_service.bookings_of(uow, person_id, SlotKind.PACK)
        if (campaign := house.care.campaign(slot.parent_id or "")) and (code := places.read_code(uow, booking.id))
    ]


def give_back(uow: UnitOfWork, house: House, booking_id: str, person_id: str) -> None:
    """The person does not want it any more: somebody else can have it, and he may take another one."""
    booking = place_service.own_booking(uow, booking_id, person_id)
    if place_service.cancel(uow, house, booking).status is not BookingStatus.CANCELLED:
        raise DomainError("pack.handed_out")
    audit.record(uow, None, "pack_given_back", "booking", booking.id)


def hand_out(uow: UnitOfWork, house: House, code: str, staff_id: str) -> HandedOut:
    """Staff types the code: the pack is handed out, once. Raises DomainError ``pack.no_such_code`` for all others."""
    if not roles_of(people.grants_of(uow, [staff_id]).get(staff_id, ())) & CASEWORKERS:
        raise DomainError("pack.no_such_code")
    found = places.booking_by_code(uow, _NO_SIGN.sub("", clean(code)).upper())
    if found is None:
        raise DomainError("pack.no_such_code")
    slot = places.lock_slot(uow, found.slot_id)
    booking, campaign = places.load_booking(uow, found.id), house.care.campaign(slot.parent_id or "")
    if slot.kind is not SlotKind.PACK or campaign is None:
        raise DomainError("pack.no_such_code")
    if booking.status is BookingStatus.ATTENDED:
        return HandedOut(campaign=campaign, slot=slot, again=True)
    if booking.status is not BookingStatus.BOOKED or booking.person_id == staff_id:
        raise DomainError("pack.no_such_code")
    place_service.mark(uow, booking, BookingStatus.ATTENDED)
    audit.record(uow, staff_id, "pack_handed_out", "booking", booking.id)
    name = campaign.names[people.locale_of(uow, booking.person_id)]
    tell(uow, house, booking.person_id, "pack.worker_handed", purpose=Purpose.REPLY, name=name)
    return HandedOut(campaign=campaign, slot=slot, again=False)


def _has_one(uow: UnitOfWork, campaign: Campaign, person_id: str) -> bool:
    """Whether a pack of the campaign is kept for the person or was handed out to him; one given back is neither."""
    booking_id = packs.claimed_booking(uow, campaign.key, person_id)
    return booking_id is not None and places.load_booking(uow, booking_id).status in LIVING


def _drop_void_claim(uow: UnitOfWork, campaign: Campaign, person_id: str) -> None:
    """Makes room for a new claim where the pack was given back; raises DomainError ``pack.only_one`` otherwise."""
    booking_id = packs.claimed_booking(uow, campaign.key, person_id)
    if booking_id is None:
        return
    if places.load_booking(uow, booking_id).status in LIVING:
        raise DomainError("pack.only_one")
    packs.release(uow, booking_id)


def _running(house: House, now: datetime) -> list[Campaign]:
    return [each for each in house.care.campaigns if each.first <= local_date(now) and now < each.ends_at]
