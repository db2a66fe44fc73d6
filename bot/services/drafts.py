"""Half-filled forms expire seven days after their last touch, and say so; so do words that never found a place."""

from datetime import datetime, timedelta

from bot.core.messages import Choice, Purpose
from bot.domain import sla
from bot.domain.categories import Urgency
from bot.domain.timers import Timer, TimerKind
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import addresses, attachments, people, sessions, timers
from bot.store.unit_of_work import UnitOfWork


def expire(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """Erases the draft with its words and files; one that was touched meanwhile gets its time again."""
    state = sessions.load_state(uow, timer.subject_id)
    if state.get("held", {}).get("id") == timer.fence:
        attachments.abandon(uow, state.pop("held")["files"])
        sessions.save_state(uow, timer.subject_id, state)
        return
    forms = state.get("forms", [])
    draft = next((form for form in forms if form["id"] == timer.fence), None)
    if draft is None:
        return
    expires = house.sla.later(datetime.fromisoformat(draft["touched_at"]), house.sla.draft_expires)
    if expires > uow.now + timedelta(seconds=1):
        timers.set_timer(uow, TimerKind.DRAFT, timer.subject_id, expires, fence=timer.fence)
        return
    state["forms"] = [form for form in forms if form["id"] != timer.fence]
    sessions.save_state(uow, timer.subject_id, state)
    attachments.abandon(uow, _files(draft["answers"]))
    person_id = addresses.person_at(uow, timer.subject_id)
    locale = people.locale_of(uow, person_id)
    again = Choice(label=house.texts.get("menu.grievance", locale), token="go:grievance")  # noqa: S106 (a button's)
    write_to(
        uow,
        person_id,
        house.texts.get("flow.draft_expired", locale),
        purpose=Purpose.REMINDER,
        choices=((again,),),
        due_at=sla.send_time(house.sla, Urgency.NORMAL, uow.now),
    )


def watch(uow: UnitOfWork, house: House, address_id: str, draft_id: str) -> None:
    """Looks at a draft again when it may have expired."""
    at = house.sla.later(uow.now, house.sla.draft_expires)
    timers.set_timer(uow, TimerKind.DRAFT, address_id, at, fence=draft_id)


def _files(answers: dict[str, object]) -> list[str]:
    kept = [value for name, value in answers.items() if name.rstrip("+") == "evidence" and isinstance(value, list)]
    return [attachment for files in kept for attachment in files]
