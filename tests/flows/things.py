"""One real thing of every kind that a button or a form may be about, each belonging to somebody of the cast.

The cast: ``worker`` and ``hidden`` are workers (the second one's case is sealed), ``stranger`` is one more, ``aunt``
helps with the sealed case. ``officer3`` is a second officer of the first grid, ``twin`` is the first officer again with
another account, ``officer2`` and ``liaison2`` look after the second grid. ``removed`` and ``expired`` held every role.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.clock import local_date
from bot.domain.audience import Audience
from bot.domain.broadcasts import Content, RecipientState
from bot.domain.care import AidKind, WishKind, quarter_of
from bot.domain.cases import Identity
from bot.domain.categories import Category
from bot.domain.helpers import HelperRole
from bot.domain.liaison import week_of
from bot.domain.membership import Work
from bot.domain.notices import NoticeKind
from bot.domain.people import Grid, Role
from bot.domain.places import BookingStatus, SlotKind
from bot.domain.radar import Pattern
from bot.domain.suggestions import SuggestionKind
from bot.services import (
    box,
    broadcasts,
    care,
    cases,
    clinic,
    events,
    human,
    mediation,
    membership,
    on_behalf,
    packs,
    places,
    posting,
    suggestions,
)
from bot.services import helpers as helper_service
from bot.services.events import NewEvent
from bot.services.house import House
from bot.store import absences, digests, evidence, helpers, legs, people, radar, tables, tags
from bot.store import box as box_store
from bot.store import care as care_store
from bot.store import events as event_store
from bot.store import places as place_store
from bot.store.attachments import add_made
from bot.store.cases import NewCase
from bot.store.unit_of_work import UnitOfWork
from bot.store.unsealings import ask_unsealing
from tests.flows.stage import address_of
from tests.support.opened import UNPAID_WAGES, speaker

# A worker who tries what words can do: nothing of it may be clicked or look like a line of ours in front of staff.
HOSTILE = "看 https://evil.example @boss /claim"
HOSTILE_STORY = f"站长克扣我工资 {HOSTILE}\n【系统】已结案"
# What nobody may read who has anything to do with the sealed case.
SECRET_NAME, SECRET_PHONE = "封不住", "13911112222"
TWIN_PHONE = "13933334444"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What a button is about: the id, and what stands beside it."""

    id: str
    argument: str = ""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody's id by name, and where they are."""

    ids: dict[str, str]
    grid: Grid
    other_grid: Grid


def add_cast(uow: UnitOfWork, staff: dict[str, str], grid: Grid, other_grid: Grid) -> Cast:
    """Adds to the union's staff whoever tests of rights need besides."""
    new = ("worker", "hidden", "stranger", "aunt", "officer2", "officer3", "twin", "auditor", "removed", "expired")
    ids = {**staff, **{name: people.add_speaker(uow, address_of(name), "zh-CN").person.id for name in new}}
    for name, called, phone in (
        ("worker", HOSTILE, "13800001111"),
        ("hidden", SECRET_NAME, SECRET_PHONE),
        ("aunt", HOSTILE, "13822223333"),
        ("officer", "张敏", TWIN_PHONE),
        ("twin", "张小敏", TWIN_PHONE),
    ):
        people.remember(uow, ids[name], consent_version=None, grid_id=None, name=called, phone=phone)
    given = {"consent_version": None, "name": None, "phone": None}
    people.remember(uow, ids["worker"], grid_id=grid.id, **given)
    for name, at in (("officer2", other_grid.id), ("officer3", grid.id), ("twin", grid.id)):
        people.add_grant(uow, ids[name], Role.OFFICER, at, None)
    for role, where in ((Role.LIAISON, grid.id), (Role.OFFICER, grid.id), (Role.COMMITTEE, None)):
        people.add_grant(uow, ids["removed"], role, where, None)
        people.add_grant(uow, ids["expired"], role, where, None, ends_at=uow.now)
    people.revoke_grants(uow, ids["removed"], None)
    people.add_grant(uow, ids["auditor"], Role.AUDITOR, None, None)
    return Cast(ids=ids, grid=grid, other_grid=other_grid)


def make_things(uow: UnitOfWork, house: House, cast: Cast) -> dict[str, Thing]:
    """The things, by name."""
    ids, grid = cast.ids, cast.grid
    owner = ids["worker"]
    return {
        **_cases(uow, house, cast),
        **_visits(uow, house, cast),
        **_notice(uow, house, cast),
        "request": Thing(id=_request(uow, house, grid, owner)),
        **_aids(uow, house, cast),
        "application": Thing(id=_application(uow, house, grid, owner)),
        "own_application": Thing(id=_application(uow, house, grid, ids["officer"])),
        "suggestion": Thing(id=_suggestion(uow, house, grid, owner)),
        "item": Thing(id=_item(uow, owner)),
        "pack": Thing(id=_pack(uow, house, owner)),
        "tag": Thing(id=_tag(uow, owner)),
        "week": Thing(id=grid.id, argument=_week(uow)),
        "quarter": Thing(id=quarter_of(uow.now), argument=WishKind.CHILDCARE.value),
        "alert": Thing(id=radar.add_alert(uow, Pattern(platform="美团", place=HOSTILE, category=Category.WAGES), 5).id),
        "list": Thing(id=ids["liaison"], argument="all 0"),
        "kind": Thing(id=NoticeKind.NEWS.value),
        "self": Thing(id=owner),
    }


def _cases(uow: UnitOfWork, house: House, cast: Cast) -> dict[str, Thing]:
    """A sealed case with a helper, which its liaison was away from; one about staff; one of somebody without a chat."""
    ids, grid = cast.ids, cast.grid
    new = _new_case(ids["hidden"], grid)
    sealed = cases.open_case(uow, house, new, files=[], source=None).case
    about = replace(new, about_staff=True, accused_id=ids["committee"])
    complaint = cases.open_case(uow, house, about, files=[], source=None).case
    helpers.add_helper(uow, sealed.id, HelperRole.VOLUNTEER, ids["liaison"], ids["aunt"])
    part = helpers.helpers_of(uow, sealed.id)[0]
    helper_service.report(uow, house, sealed, part, HOSTILE_STORY)
    mediation.propose(uow, house, sealed, ids["liaison"])
    before = uow.now - timedelta(days=2)
    own = ids["liaison"]
    away = absences.add_absence(uow, own, None, before, before + timedelta(days=1), reason=None, entered_by=own)
    absences.note_stand_in(uow, away.id, sealed.id)
    absences.end_absence(uow, away.id)
    told = on_behalf.Worker(name=HOSTILE, phone="13855556666", consent="1", heard_at=uow.now)
    new, liaison = _new_case("", grid), speaker(uow, "liaison")
    offline = on_behalf.enter(uow, house, new, told, liaison, [], None).case
    alert = radar.add_alert(uow, Pattern(platform="饿了么", place="站", category=Category.WAGES), 5)
    return {
        "case": Thing(id=sealed.id, argument=sealed.number),
        "complaint": Thing(id=complaint.id, argument=complaint.number),
        "offline": Thing(id=offline.id),
        "wanted_pack": Thing(id=sealed.id, argument=evidence.add_pack(uow, sealed.id, staff_id=own).id),
        "unsealing": Thing(id=sealed.id, argument=ask_unsealing(uow, sealed.id, ids["committee"], "要陪他去劳动局")),
        "joined": Thing(id=sealed.id, argument=alert.id),
    }


def _new_case(owner: str, grid: Grid) -> NewCase:
    facts = {"station": HOSTILE, "platform": HOSTILE}
    return replace(
        UNPAID_WAGES, owner_id=owner, identity=Identity.SEALED, grid_id=grid.id, story=HOSTILE_STORY, facts=facts
    )


def _request(uow: UnitOfWork, house: House, grid: Grid, owner: str) -> str:
    promise = human.ask(uow, house, owner, grid.id)
    assert promise is not None
    return promise.callback.id


def _application(uow: UnitOfWork, house: House, grid: Grid, owner: str) -> str:
    answers = membership.Answers(work=Work.DELIVERY.value, platforms=("美团",), area=HOSTILE)
    return membership.apply(uow, house, owner, answers, grid.id).id


def _aids(uow: UnitOfWork, house: House, cast: Cast) -> dict[str, Thing]:
    """An application that waits, one that the officer approved and delivered, and one of the officer himself."""
    asked, given = (
        care.apply(uow, house, cast.ids["worker"], kind, cast.grid.id, HOSTILE_STORY, {}).aid
        for kind in (AidKind.CHILDCARE, AidKind.HOMETOWN)
    )
    officer = cast.ids["officer"]
    care.decide(uow, house, given, officer, approved=True, reason="符合条件")
    care.deliver(uow, house, care_store.load_aid(uow, given.id), officer)
    own = care.apply(uow, house, officer, AidKind.HARDSHIP, cast.grid.id, "家里要用钱", {}).aid
    return {"aid": Thing(id=asked.id), "given_aid": Thing(id=given.id), "own_aid": Thing(id=own.id)}


def _suggestion(uow: UnitOfWork, house: House, grid: Grid, owner: str) -> str:
    fields = {"idea": HOSTILE_STORY}
    return suggestions.propose(uow, house, SuggestionKind.SUGGESTION, owner, grid.id, fields).id


def _item(uow: UnitOfWork, owner: str) -> str:
    item = box_store.find_item(uow, box.put(uow, owner, HOSTILE_STORY))
    assert item is not None
    return item.id


def _pack(uow: UnitOfWork, house: House, owner: str) -> str:
    packs.stock(uow, house)
    _, slot, _ = packs.offers(uow, house, owner)[0]
    return packs.take(uow, house, slot.id, owner).booking.id


def _week(uow: UnitOfWork) -> str:
    week = week_of(local_date(uow.now))
    digests.plan_week(uow, week)
    return week


def _tag(uow: UnitOfWork, owner: str) -> str:
    tags.add_tags(uow, owner, [("children", "school")])
    return tags.tags_of(uow, owner)[0].id


def _visits(uow: UnitOfWork, house: House, cast: Cast) -> dict[str, Thing]:
    """A booking of the reception day, and one of an event that the liaison runs and whose doors are open."""
    starts, ends = uow.now + timedelta(hours=1), uow.now + timedelta(hours=2)
    worker = cast.ids["worker"]
    slot_id = place_store.add_slot(
        uow, SlotKind.RECEPTION, "陈刚", place="工会二楼", capacity=1, starts_at=starts, ends_at=ends, parent_id=None
    )
    assert slot_id is not None
    _brief(uow, house, worker, starts)
    visit = places.take(uow, house, place_store.load_slot(uow, slot_id), worker, 1)
    new = NewEvent(
        title="急救课",
        place="文化宫",
        starts_at=starts,
        ends_at=ends,
        capacity=3,
        grid_id=cast.grid.id,
        organiser_id=cast.ids["liaison"],
        questions=("对什么过敏",),
        volunteer=True,
    )
    event = events.announce(uow, new, None)
    party = events.Party(answers=(HOSTILE,))
    sign_up = events.sign_up(uow, house, event, worker, party, may_wait=False)
    places.mark(uow, sign_up, BookingStatus.ATTENDED)
    event_store.come(uow, sign_up.id)
    return {"visit": Thing(id=visit.id), "event": Thing(id=event.id), "sign_up": Thing(id=sign_up.id)}


def _brief(uow: UnitOfWork, house: House, worker: str, starts: datetime) -> None:
    """A time with the lawyer, who may read what it is about."""
    slot_id = place_store.add_slot(
        uow, SlotKind.CLINIC, "林律师", place="工会二楼", capacity=1, starts_at=starts, ends_at=starts, parent_id=None
    )
    assert slot_id is not None
    slot = place_store.load_slot(uow, slot_id)
    booking = places.take(uow, house, slot, worker, 1)
    brief = clinic.Brief(topic=HOSTILE_STORY, category=Category.WAGES.value, shared=True)
    place_store.write_note(uow, booking.id, brief.dump())
    clinic.booked(uow, house, slot, booking)


def _notice(uow: UnitOfWork, house: House, cast: Cast) -> dict[str, Thing]:
    """A notice that its author has handed in and the worker did not get, and the sheet that the liaison puts up."""
    author = cast.ids["officer"]
    audience = Audience(grids=frozenset({cast.grid.id}))
    content = Content(kind=NoticeKind.NEWS, texts={"zh-CN": "驿站换了新的充电柜。"}, audience=audience)
    notice = broadcasts.submit(uow, broadcasts.create(uow, author, content).id, author)
    posting.begin(uow, house, notice)
    not_reached = {"broadcast_id": notice.id, "person_id": cast.ids["worker"], "state": RecipientState.FAILED.value}
    uow.execute(tables.broadcast_recipients.insert(), not_reached)
    return {
        "notice": Thing(id=notice.id, argument=notice.fingerprint),
        "untold": Thing(id=notice.id, argument=cast.grid.id),
        "sheet": Thing(id=legs.postings_of(uow, notice.id)[0].id, argument=add_made(uow, b"a photo", "image/png")),
    }
