"""One real thing of every kind that a button of the staff may be about, belonging to a worker of the first grid."""

from datetime import timedelta

from bot.core.messages import Address
from bot.domain.audience import Audience
from bot.domain.broadcasts import Content
from bot.domain.care import AidKind
from bot.domain.cases import Identity
from bot.domain.categories import Category, Urgency
from bot.domain.notices import NoticeKind
from bot.domain.people import Grid, Speaker
from bot.domain.places import SlotKind
from bot.domain.suggestions import SuggestionKind
from bot.services import box, broadcasts, care, cases, events, human, membership, places, posting, suggestions
from bot.services.events import NewEvent
from bot.services.house import House
from bot.store import box as box_store
from bot.store import legs, people
from bot.store import places as place_store
from bot.store.cases import NewCase
from bot.store.unit_of_work import UnitOfWork


def make_things(uow: UnitOfWork, house: House, grid: Grid, author_id: str) -> dict[str, str]:
    """Their ids, by the beginning of the actions that are about them; ``""`` is the case."""
    worker = people.add_speaker(uow, Address(channel="webchat", account="chat", user="worker"), "zh-CN")
    owner = worker.person.id
    return {
        "": _case(uow, house, grid, owner),
        "request.": _request(uow, house, grid, owner),
        "aid.": care.apply(uow, house, owner, AidKind.CHILDCARE, grid.id, "孩子没人看", {}).aid.id,
        "member.": _application(uow, house, grid, owner),
        "suggestions.answer": suggestions.propose(
            uow, house, SuggestionKind.SUGGESTION, owner, grid.id, {"idea": "多放几个充电柜"}
        ).id,
        "suggestions.item_": _item(uow, owner),
        "weekly.": grid.id,
        **_visits(uow, house, worker, grid),
        **_notice(uow, house, grid, author_id),
    }


def _case(uow: UnitOfWork, house: House, grid: Grid, owner: str) -> str:
    new = NewCase(
        owner_id=owner,
        category=Category.WAGES,
        urgency=Urgency.NORMAL,
        identity=Identity.SEALED,
        grid_id=grid.id,
        accused_id=None,
        about_staff=False,
        company_may_know=False,
        story="站长克扣我工资",
        facts={},
    )
    return cases.open_case(uow, house, new, files=[], source=None).case.id


def _request(uow: UnitOfWork, house: House, grid: Grid, owner: str) -> str:
    promise = human.ask(uow, house, owner, grid.id)
    assert promise is not None
    return promise.callback.id


def _application(uow: UnitOfWork, house: House, grid: Grid, owner: str) -> str:
    answers = membership.Answers(work="delivery", platforms=("美团",), area="城东")
    return membership.apply(uow, house, owner, answers, grid.id).id


def _item(uow: UnitOfWork, owner: str) -> str:
    item = box_store.find_item(uow, box.put(uow, owner, "站长乱罚款"))
    assert item is not None
    return item.id


def _visits(uow: UnitOfWork, house: House, worker: Speaker, grid: Grid) -> dict[str, str]:
    """A booking of the reception day and one of an event."""
    starts = uow.now + timedelta(days=7)
    slot_id = place_store.add_slot(
        uow, SlotKind.RECEPTION, "陈刚", place="工会二楼", capacity=1, starts_at=starts, ends_at=starts, parent_id=None
    )
    assert slot_id is not None
    visit = places.take(uow, house, place_store.load_slot(uow, slot_id), worker.person.id, 1)
    new = NewEvent(
        title="急救课", place="文化宫", starts_at=starts, ends_at=starts, capacity=3, grid_id=grid.id, volunteer=True
    )
    event = events.announce(uow, new, None)
    sign_up = places.take(uow, house, event.slot, worker.person.id, 1)
    return {
        "visit.": visit.id,
        "booking.": sign_up.id,
        "events.": event.id,
        "events.verify": sign_up.id,
        "events.feedback": sign_up.id,
        "events.out": sign_up.id,
        "events.pass": sign_up.id,
    }


def _notice(uow: UnitOfWork, house: House, grid: Grid, author_id: str) -> dict[str, str]:
    """A notice, and the sheet of it that the grid's liaison puts up."""
    audience = Audience(grids=frozenset({grid.id}))
    content = Content(kind=NoticeKind.NEWS, texts={"zh-CN": "驿站换了新的充电柜。"}, audience=audience)
    notice = broadcasts.create(uow, author_id, content)
    posting.begin(uow, house, notice)
    return {"broadcasts.": notice.id, "posting.": legs.postings_of(uow, notice.id)[0].id}
