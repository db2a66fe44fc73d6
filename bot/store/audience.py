"""Looks an audience up: the rule as SQL over ``people``, and how many it means now."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, select

from bot.domain.audience import Audience, HeadCount
from bot.domain.notices import REQUIRED, NoticeKind
from bot.domain.places import LIVING, SlotKind
from bot.store.tables import addresses, bookings, members, notice_opt_outs, people, slots, traits
from bot.store.traits import Trait, trait_index
from bot.store.unit_of_work import UnitOfWork


def meant(uow: UnitOfWork, audience: Audience) -> ColumnElement[bool]:
    """Whether a row of ``people`` is meant; nobody is who never agreed to be kept in our records (PIPL Art. 13)."""
    conditions: list[ColumnElement[bool]] = [people.c.consent_version.is_not(None)]
    if audience.grids:
        conditions.append(people.c.grid_id.in_(sorted(audience.grids)))
    if audience.member is not None:
        conditions.append(_is_member() if audience.member else not_(_is_member()))
    for trait, values in (
        (Trait.PLATFORM, audience.platforms),
        (Trait.WORK, audience.works),
        (Trait.TAG, audience.tags),
    ):
        if values:
            conditions.append(_has_trait(uow, trait, values))
    if audience.events:
        conditions.append(_takes_part(audience.events))
    return and_(*conditions)


def opted_out(kind: NoticeKind) -> ColumnElement[bool]:
    """Whether a row of ``people`` has switched this kind of notice off; required ones cannot be."""
    if kind in REQUIRED:
        return false()
    return exists().where(notice_opt_outs.c.person_id == people.c.id, notice_opt_outs.c.kind == kind.value)


def reachable() -> ColumnElement[bool]:
    """Whether a row of ``people`` has a chat in which something arrives."""
    return exists().where(addresses.c.person_id == people.c.id, addresses.c.unreachable_at.is_(None))


def count_people(uow: UnitOfWork, audience: Audience) -> int:
    """How many people a rule means now: what an approval is compared with."""
    return _count(uow, select(func.count()).select_from(people).where(meant(uow, audience)))


def head_count(uow: UnitOfWork, audience: Audience, kind: NoticeKind) -> HeadCount:
    """How many people a rule means now, and how many of them can be reached where.

    Counted from the small sides (those who switched it off, addresses by their index): it runs in an officer's turn.
    """
    rule, out = meant(uow, audience), opted_out(kind)
    everybody = count_people(uow, audience)
    off = 0
    if kind not in REQUIRED:
        chose = notice_opt_outs.join(people, people.c.id == notice_opt_outs.c.person_id)
        off = _count(uow, select(func.count()).select_from(chose).where(notice_opt_outs.c.kind == kind.value, rule))
    there = (
        select(addresses.c.person_id, addresses.c.channel)
        .join(people, people.c.id == addresses.c.person_id)
        .where(addresses.c.unreachable_at.is_(None), rule, not_(out))
        .distinct()
        .subquery()
    )
    found = uow.rows(select(there.c.channel, func.count().label("people")).group_by(there.c.channel))
    reached = (
        found[0].people
        if len(found) == 1
        else _count(uow, select(func.count(there.c.person_id.distinct())).select_from(there))
    )
    return HeadCount(
        people=everybody,
        opted_out=off,
        unreachable=everybody - off - reached,
        by_channel={each.channel: each.people for each in found},
    )


def _count(uow: UnitOfWork, query: Select[int]) -> int:
    return int(uow.execute(query).scalar_one())


def _is_member() -> ColumnElement[bool]:
    return exists().where(members.c.person_id == people.c.id, members.c.left_at.is_(None))


def _has_trait(uow: UnitOfWork, trait: Trait, values: Iterable[str]) -> ColumnElement[bool]:
    indexes = sorted(trait_index(uow, trait, value) for value in values)
    return exists().where(traits.c.person_id == people.c.id, traits.c.trait_index.in_(indexes))


def _takes_part(events: Iterable[str]) -> ColumnElement[bool]:
    taking_part = (
        select(bookings.c.person_id)
        .join(slots, slots.c.id == bookings.c.slot_id)
        .where(
            slots.c.kind == SlotKind.EVENT.value,
            slots.c.parent_id.in_(sorted(events)),
            bookings.c.status.in_(sorted(LIVING)),
        )
    )
    return people.c.id.in_(taking_part)
