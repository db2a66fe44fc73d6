"""Some cases of the sample union in different states, so that nobody's list is empty."""

from dataclasses import dataclass
from datetime import timedelta

from bot.demo.people import SampleUnion
from bot.domain.cases import Case, Identity
from bot.domain.categories import Category, Urgency
from bot.domain.people import Speaker
from bot.services import cases as case_service
from bot.services.house import House
from bot.store.cases import NewCase, load_case
from bot.store.grids import grid_by_code
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One case: how many hours ago it was opened, and how far it has come since, in ``steps`` of one hour."""

    grid: str
    hours_ago: float
    category: Category
    story: str
    identity: Identity = Identity.NAMED
    facts: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()


# All younger than twelve hours (when the first reminder goes out), unless closed: the demo begins in peace.
SAMPLES = (
    Sample(
        grid="G01",
        hours_ago=0.6,
        category=Category.WAGES,
        facts=(("platform", "美团"), ("amount", "2860")),
        story="站点说系统结算出错，上个月的跑单费少发了两千八百六，问了三次都说下周补。",
    ),
    Sample(
        grid="G01",
        hours_ago=5,
        category=Category.PENALTY,
        identity=Identity.SEALED,
        facts=(("platform", "饿了么"),),
        story="暴雨天超时十二分钟，一单罚了五十，申诉两次都被机器驳回。",
        steps=("claim",),
    ),
    Sample(
        grid="G01",
        hours_ago=9,
        category=Category.INSURANCE,
        facts=(("platform", "达达"),),
        story="每天扣三块钱保险费，出险以后打电话说我不在保，想问问这钱交到哪去了。",
        steps=("claim", "reply"),
    ),
    Sample(
        grid="G02",
        hours_ago=10,
        category=Category.DISMISSAL,
        facts=(("station", "东门站"),),
        story="站长把我踢出群，说不用来了，也没给个说法，干了一年多。",
        steps=("claim", "reply", "outcome"),
    ),
    Sample(
        grid="G05",
        hours_ago=72,
        category=Category.HOURS,
        facts=(("platform", "滴滴"),),
        story="连着十四天没排休，请假说扣全勤。",
        steps=("claim", "outcome", "confirm", "rate"),
    ),
)
_REPLY = "我看了你的情况，今天下午去站点核对结算单，明天中午之前告诉你结果。"
_OUTCOME = "已经和站点谈妥：书面说明今天补上，钱跟这个月的一起发，发之前我会再盯一次。"


def add_cases(uow: UnitOfWork, house: House, union: SampleUnion) -> None:
    """Tells the story of every sample by the real services, each at its own hour."""
    now = uow.now
    for number, sample in enumerate(SAMPLES):
        owner, handler = union.members[sample.grid][number % 5], union.liaisons[sample.grid]
        # With a faster clock the past is shorter too: the deadlines still lie ahead.
        hour = timedelta(hours=1) / house.sla.speed
        uow.now = now - sample.hours_ago * hour
        case = _open(uow, house, sample, owner)
        for step in sample.steps:
            uow.now = min(now, uow.now + hour)
            case = _take(uow, house, case, handler, step)
    uow.now = now


def _open(uow: UnitOfWork, house: House, sample: Sample, owner: Speaker) -> Case:
    grid = grid_by_code(uow, sample.grid)
    new = NewCase(
        owner_id=owner.person.id,
        category=sample.category,
        urgency=Urgency.NORMAL,
        identity=sample.identity,
        grid_id=grid.id if grid else None,
        accused_id=None,
        about_staff=False,
        company_may_know=False,
        story=sample.story,
        facts=dict(sample.facts),
    )
    return case_service.open_case(uow, house, new, files=[], source=None).case


def _take(uow: UnitOfWork, house: House, case: Case, handler: Speaker, step: str) -> Case:
    """One step of a case's way."""
    who = handler.person.id
    if step == "claim":
        case_service.claim(uow, house, case, who)
    elif step == "reply":
        case_service.reply(uow, house, case, who, _REPLY, [])
    elif step == "outcome":
        case_service.give_outcome(uow, house, case, who, _OUTCOME)
    elif step == "confirm":
        case_service.confirm(uow, house, case)
    else:
        case_service.rate(uow, case, 5, "办得快，谢谢。")
    return load_case(uow, case.id)
