"""Forms about a thing, filled in by somebody who might when he opened them: who may still hand them in.

The rows are those of tests/flows/rights.py. Forms about nothing but the person himself stand under ``OF_ONESELF``,
those for which the role alone decides under ``BY_ROLE``.
"""

from collections.abc import Callable
from typing import Any

from bot.domain.broadcasts import Broadcast
from bot.domain.people import Role
from bot.domain.places import SlotKind
from bot.flows.broadcast import answers_of
from bot.flows.form import SKIPPED
from bot.store import places
from bot.store.broadcasts import load_broadcast
from bot.store.unit_of_work import UnitOfWork
from tests.flows.rights import BUTTONS, COMMITTEE, DECIDERS, EVERYWHERE, HAS_CHAT, NEAR, SAME_HUMAN, STAFF, Row
from tests.flows.stage import GRIDS
from tests.flows.things import HOSTILE_STORY, Cast, Thing

Answers = dict[str, Any]

_MESSAGE: Answers = {"text": "我们下午就去站里问清楚，晚上回你。", "files": [], "source": None}
_WORDS = "我们下午就去站里问清楚，晚上回你，材料先留好。"
_HOSTILE: Answers = {"text": HOSTILE_STORY, "files": [], "source": None}
_NEXT_WEEK = "2026-11-30T09:00/2026-11-30T18:00"

OF_ONESELF = frozenset(
    (
        *(
            "event",
            "join",
            "portrait",
            "grievance",
            "clinic",
            "reception",
            "grid",
            "callback",
            "urgent",
            "care",
            "wish",
        ),
        *("pack", "suggestion", "proposal", "texts"),
    )
)
BY_ROLE = frozenset(("on_behalf", "announce", "new_event", "new_session", "restock"))

Filled = Callable[[UnitOfWork, Cast, Thing], Answers]


def _about(key: str, **answers: object) -> Filled:
    """The same answers for everybody, about the thing under ``key``."""
    return lambda uow, cast, thing: {key: thing.id, "number": "", **answers}


def _handed_to(name: str) -> Filled:
    return lambda uow, cast, thing: {"case": thing.id, "to": cast.ids[name], "reason": "我明天不在"}


def _helped_by(name: str) -> Filled:
    return lambda uow, cast, thing: {"case": thing.id, "role": "volunteer", "who": cast.ids[name]}


def _liaison_away(uow: UnitOfWork, cast: Cast, thing: Thing) -> Answers:
    return {"person": cast.ids["liaison"], "when": _NEXT_WEEK, "deputy": "nobody", "reason": SKIPPED}


def _away_himself(uow: UnitOfWork, cast: Cast, thing: Thing) -> Answers:
    return {"when": _NEXT_WEEK, "deputy": "nobody", "reason": SKIPPED}


def _removed(name: str) -> Filled:
    return lambda uow, cast, thing: {"person": cast.ids[name]}


def _wanted(role: Role) -> Filled:
    dates = {"starts": SKIPPED, "ends": SKIPPED}
    where = {} if role is Role.COMMITTEE else {"grid": GRIDS[0].id}
    return lambda uow, cast, thing: {"role": role.value, **where, **dates}


def _rota(uow: UnitOfWork, cast: Cast, thing: Thing) -> Answers:
    return {"grid": cast.grid.id, "days": "all", "person": "nobody"}


def _code(uow: UnitOfWork, cast: Cast, thing: Thing) -> Answers:
    return {"code": places.read_code(uow, thing.id)}


def _gathering(uow: UnitOfWork, cast: Cast, thing: Thing) -> Answers:
    slot = places.slots_of(uow, SlotKind.EVENT, parent_id=thing.id)[0]
    return {"gathering": slot.id, "reason": "场地漏水"}


def _photo(uow: UnitOfWork, cast: Cast, thing: Thing) -> Answers:
    return {"posting": thing.id, "photo": thing.argument, "grid": cast.grid.name}


def _notice(uow: UnitOfWork, cast: Cast, thing: Thing) -> Answers:
    broadcast: Broadcast = load_broadcast(uow, thing.id)
    return answers_of(broadcast) | {"text": "驿站换了新的充电柜，明天起用。"}


_NO = "case.cannot_transfer"
_CANNOT = dict.fromkeys(NEAR, _NO)
_NO_HELPER = dict.fromkeys(NEAR, "helper.cannot")
_ALOUD = {"aloud": True, "passed": [], "captions": [], "evidence": "none"}
_DECISION = {"approved": True, "reason": "符合条件"}
_REFUSAL = {"reason": "不在本区", "next_step": "请找城西工会"}

# A row for each form, or several: what follows the name of the flow tells them apart.
FILLED: dict[str, tuple[Row, Filled]] = {
    **{name: (BUTTONS[name], _about("case", message=_MESSAGE)) for name in ("reply", "request")},
    "reply, to one without a chat": (Row(about="offline", may=NEAR), _about("case", message=_MESSAGE)),
    "outcome": (BUTTONS["outcome"], _about("case", outcome=_WORDS)),
    "note": (BUTTONS["note"], _about("case", note=_WORDS)),
    "superior": (BUTTONS["superior"], _about("case", reason=_WORDS)),
    "transfer": (BUTTONS["transfer"], _handed_to("deputy")),
    "transfer, to one who was removed": (Row(about="case", told=_CANNOT), _handed_to("removed")),
    "transfer, to whom it is about": (Row(about="complaint", told={"committee2": _NO}), _handed_to("committee")),
    "unseal": (BUTTONS["unseal"], _about("case", reason=_WORDS)),
    "helper": (BUTTONS["helping.add"], _about("case", role="volunteer", who="new")),
    "helper, the worker himself": (Row(about="case", told=_NO_HELPER), _helped_by("hidden")),
    "helper, whom it is about": (Row(about="complaint", told={"committee2": "helper.cannot"}), _helped_by("committee")),
    "helper_report": (BUTTONS["helping.report"], _about("case", words=HOSTILE_STORY)),
    "answer": (BUTTONS["answer"], _about("case", message=_HOSTILE)),
    "rate": (BUTTONS["solved"], _about("case", stars="5", comment=SKIPPED)),
    "checklist": (BUTTONS["checklist_aloud"], _about("case", **_ALOUD)),
    "checklist, of one with a chat": (Row(about="case", told=HAS_CHAT), _about("case", **_ALOUD)),
    "callback_words": (Row(about="request", may=NEAR | {"worker"}), _about("callback", words=HOSTILE_STORY)),
    "care_decision": (BUTTONS["aid.approve"], _about("aid", **_DECISION)),
    "care_decision, for himself": (Row(about="own_aid", may=DECIDERS - SAME_HUMAN), _about("aid", **_DECISION)),
    "care_plan": (BUTTONS["wishes.plan"], _about("quarter", kind="childcare", plan=_WORDS)),
    "box_answer": (BUTTONS["suggestions.item_answer"], _about("item", words=_WORDS)),
    "suggestion_answer": (BUTTONS["suggestions.answer"], _about("suggestion", words=_WORDS)),
    "refuse_member": (BUTTONS["member.refuse"], _about("application", **_REFUSAL)),
    "refuse_member, himself": (
        Row(about="own_application", may=DECIDERS - SAME_HUMAN),
        _about("application", **_REFUSAL),
    ),
    "send_back": (BUTTONS["broadcasts.send_back"], _about("broadcast", reason=_WORDS)),
    "broadcast": (BUTTONS["broadcasts.edit"], _notice),
    "posting": (BUTTONS["sheets.photo"], _photo),
    "visit_outcome": (Row(about="visit", may=EVERYWHERE), _about("booking", outcome=_WORDS)),
    "feedback": (BUTTONS["events.feedback"], _about("booking", stars="5", again=SKIPPED, comment=SKIPPED)),
    "cancel_booking": (BUTTONS["booking.cancel"], _about("booking", sure="give_up")),
    "absence": (Row(about="self", may=DECIDERS | {"liaison"}), _liaison_away),
    "absence, his own": (Row(about="self", may=STAFF), _away_himself),
    "invite": (Row(about="self", may=DECIDERS), _wanted(Role.LIAISON)),
    "invite, an officer": (Row(about="self", may=COMMITTEE), _wanted(Role.OFFICER)),
    "invite, one of the committee": (Row(about="self", may=COMMITTEE), _wanted(Role.COMMITTEE)),
    "remove_staff": (Row(about="self", may=DECIDERS), _removed("liaison")),
    "remove_staff, an officer": (Row(about="self", may=COMMITTEE), _removed("officer3")),
    "remove_staff, one of the committee": (Row(about="self", may=frozenset({"committee"})), _removed("committee2")),
    "remove_staff, somebody of none": (Row(about="self"), _removed("worker")),
    "set_rota": (Row(about="self", may=DECIDERS), _rota),
    "handout": (Row(about="pack", may=STAFF), _code),
    "call_off": (Row(about="event", may=DECIDERS), _gathering),
}


def flow_of(name: str) -> str:
    """The flow that a row is about."""
    return name.partition(",")[0]
