"""Needs that many share: counted by the quarter, ranked for the committee, and answered to everybody who wished."""

from datetime import datetime, timedelta

from bot.core.errors import AccessRefused, DomainError
from bot.core.messages import Purpose
from bot.domain.care import WishKind, quarter_end, quarter_of
from bot.domain.people import SUPERVISORS, holders
from bot.domain.timers import Timer, TimerKind
from bot.services.house import House
from bot.services.letters import tell
from bot.store import audit, buttons, people, timers, wishes
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

BUTTONS_LIVE = timedelta(days=90)


def wish(uow: UnitOfWork, person_id: str, kind: WishKind, note: str) -> datetime:
    """Counts a wish; returns when the quarter's wishes go to the committee."""
    quarter = quarter_of(uow.now)
    if not wishes.any_wish(uow, quarter):
        timers.set_timer(uow, TimerKind.CARE_QUARTER, quarter, quarter_end(quarter))
    wishes.add_wish(uow, quarter, kind, person_id, note)
    return quarter_end(quarter)


def tell_ranking(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The quarter is over: committee and officers read what was wished for, as counts, and plan with a button."""
    quarter, ranked = timer.subject_id, wishes.ranking(uow, timer.subject_id)
    for person_id in _planners(uow):
        locale = people.locale_of(uow, person_id)
        lines = [
            house.texts.get(
                "wish.line", locale, kind=house.texts.get(f"wish.kind_{kind}", locale), count=show_count(house, n)
            )
            for kind, n in ranked
        ]
        tell(
            uow,
            house,
            person_id,
            "wish.ranking",
            choices=_plan_buttons(uow, house, person_id, quarter, [kind for kind, _ in ranked]),
            unique=f"wishes:{quarter}:{person_id}",
            quarter=quarter,
            lines="\n".join(lines),
        )


def plan(uow: UnitOfWork, house: House, quarter: str, kind: WishKind, person_id: str, text: str) -> int:
    """Keeps what was planned and tells everybody who wished for it; returns how many. Once for each kind."""
    must_plan(uow, person_id, quarter)
    if not wishes.add_plan(uow, quarter, kind, text, person_id):
        raise DomainError("wish.planned_before")
    audit.record(uow, person_id, "wishes_planned", "quarter", quarter, kind.value)
    told = wishes.wishers(uow, quarter, kind)
    for wisher in told:
        tell(
            uow,
            house,
            wisher,
            "wish.planned",
            purpose=Purpose.BROADCAST,
            unique=f"plan:{quarter}:{kind}:{wisher}",
            kind=house.texts.get(f"wish.kind_{kind}", people.locale_of(uow, wisher)),
            text=text,
        )
    return len(told)


def must_plan(uow: UnitOfWork, person_id: str, quarter: str) -> None:
    """Raises the DomainError of no such thing for everybody but officers and the committee."""
    if person_id not in _planners(uow):
        raise AccessRefused("care.not_found", quarter)


def _planners(uow: UnitOfWork) -> tuple[str, ...]:
    return holders(people.active_grants(uow), *SUPERVISORS)


def show_count(house: House, count: int) -> str:
    """Small counts are never shown: together with a neighbourhood they point at somebody."""
    least = house.care.smallest_count
    return str(count) if count >= least else f"<{least}"


def _plan_buttons(uow: UnitOfWork, house: House, person_id: str, quarter: str, kinds: list[WishKind]) -> Rows:
    locale, rows = people.locale_of(uow, person_id), []
    for kind in kinds:
        action = Action(name="wishes.plan", subject_id=quarter, argument=kind.value)
        label = house.texts.get("wish.plan_for", locale, kind=house.texts.get(f"wish.kind_{kind}", locale))
        rows.append((buttons.add_button(uow, person_id, label, action, uow.now + BUTTONS_LIVE),))
    return tuple(rows)
