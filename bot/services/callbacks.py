"""The verbs of a request for a human being: put it before somebody, talk, call, finish; and climb when nobody does."""

from dataclasses import replace
from datetime import timedelta

from bot.core.cleaning import inline, quote
from bot.core.errors import AccessRefused
from bot.core.messages import Purpose
from bot.core.moments import show_moment, show_window
from bot.core.windows import read_window
from bot.domain import sla
from bot.domain.callbacks import RUNGS, Callback, CallbackKind, CallbackStatus, may_know
from bot.domain.categories import Urgency
from bot.domain.timers import Timer, TimerKind
from bot.services import presence
from bot.services.house import House
from bot.services.letters import tell, write_to
from bot.store import audit, buttons, callbacks, grids, people, timers
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

BUTTONS_LIVE = timedelta(days=30)
_EXACT_LASTS = timedelta(minutes=30)  # "三点打我" is kept until half past
_STAFF_VERBS = ("reply", "done")


def assign(uow: UnitOfWork, house: House, old: Callback, wanted: Callback) -> Callback:
    """Stores a request as it is wanted now, sets its clock, and tells whoever has it; one who is spared hears so."""
    callback = callbacks.change_callback(uow, wanted)
    audit.record(uow, None, "human_asked", "callback", callback.id, callback.kind.value)
    _set_timers(uow, house, callback)
    if old.assignee_id and old.assignee_id != callback.assignee_id:
        tell(uow, house, old.assignee_id, "callback.taken_over")
    if callback.assignee_id:
        _send_card(uow, house, callback, callback.assignee_id, f"callback.card_{callback.kind}")
    return callback


def plan_call(uow: UnitOfWork, house: House, callback: Callback, phone: str | None, window: str) -> Callback:
    """The worker is to be called at a good hour; the present request becomes a call."""
    meant = read_window(window)
    due_at = meant.ends + _EXACT_LASTS if meant.exact else meant.ends
    if not meant.hours_known:  # "随时", "周三": the desk's own promise, from the day that was named
        due_at = house.sla.later(house.duty.next_start(max(uow.now, meant.starts)), house.duty.answer)
    call = replace(callback, kind=CallbackKind.CALL, phone=phone, window=window, due_at=due_at)
    return assign(uow, house, callback, call)


def nobody_there(house: House, window: str, locale: str) -> str:
    """That the desk is closed at the hour of a call, and when it opens, in a line; empty where somebody is there."""
    meant = read_window(window)
    opens = house.duty.next_start(meant.starts)
    if not meant.hours_known or house.duty.open_at(meant.starts) or (opens < meant.ends):
        return ""
    return house.texts.get("callback.nobody_there", locale, starts=show_moment(opens, locale))


def hand_on(uow: UnitOfWork, house: House, callback: Callback, heir: str | None) -> None:
    """Other hands have it (its holder is away, or no longer there); by when it was promised stays."""
    callback = callbacks.change_callback(uow, replace(callback, assignee_id=heir))
    timers.renew_fence(uow, TimerKind.CALLBACK, callback.id, str(callback.version))
    audit.record(uow, None, "human_handed_on", "callback", callback.id)
    if heir:
        _send_card(uow, house, callback, heir, f"callback.card_{callback.kind}")


def pass_on(uow: UnitOfWork, house: House, callback: Callback, words: str) -> None:
    """The worker's words, for whoever has his request."""
    if callback.assignee_id:
        text = quote(words, 1500)
        _send_card(uow, house, callback, callback.assignee_id, "callback.words", text=text)


def answer(uow: UnitOfWork, house: House, callback: Callback, staff_id: str, words: str) -> None:
    """A staff member's words for the worker, who can answer under them."""
    keeper = callback.assignee_id if presence.is_away(uow, staff_id) else staff_id
    callback = callbacks.change_callback(uow, replace(callback, assignee_id=keeper))
    _set_timers(uow, house, callback)
    audit.record(uow, staff_id, "human_answered", "callback", callback.id)
    locale = people.locale_of(uow, callback.person_id)
    name = people.contact_of(uow, staff_id).name or house.texts.get("callback.staff", locale)
    text = house.texts.get("callback.from_staff", locale, name=inline(name, 20), text=quote(words, 1500))
    rows = callback_buttons(uow, house, callback, callback.person_id, ("write",))
    write_to(uow, callback.person_id, text, purpose=Purpose.STAFF, choices=rows)


def finish(uow: UnitOfWork, house: House, callback: Callback, status: CallbackStatus, by: str | None) -> None:
    """It was done, or the worker does not need it any more; the other side hears it. A second press does nothing."""
    if callback.status is not CallbackStatus.OPEN:
        return
    callbacks.change_callback(uow, replace(callback, status=status))
    timers.drop_timers_of(uow, TimerKind.CALLBACK, [callback.id])
    audit.record(uow, by, f"human_{status.value}", "callback", callback.id)
    if status is CallbackStatus.DONE:
        tell(uow, house, callback.person_id, "callback.was_done")
    elif callback.assignee_id:
        tell(uow, house, callback.assignee_id, "callback.was_cancelled", name=_name(uow, house, callback, "zh-CN"))


def own(uow: UnitOfWork, callback_id: str, person_id: str) -> Callback:
    """The request, for the worker whose it is; for everybody else there is no such thing."""
    callback = _load(uow, callback_id)
    if callback.person_id != person_id:
        raise AccessRefused("callback.not_found", callback_id)
    return callback


def visible(uow: UnitOfWork, callback_id: str, person_id: str) -> Callback:
    """The request, for a staff member who may know of it; for everybody else there is no such thing."""
    callback = _load(uow, callback_id)
    if not may_know(callback, person_id, people.active_grants(uow)):
        raise AccessRefused("callback.not_found", callback_id)
    return callback


def look(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """The good hour has come (step 0), or nobody did it in time: the next rung hears of it, and the worker too."""
    callback = callbacks.load_callback(uow, timer.subject_id)
    if callback.status is not CallbackStatus.OPEN or str(callback.version) != timer.fence:
        return
    if timer.step == 0 and callback.assignee_id:
        _send_card(uow, house, callback, callback.assignee_id, "callback.now", purpose=Purpose.REMINDER)
        return
    for step, role in enumerate(RUNGS[timer.step :], timer.step):
        if told := [p for p in presence.callers_now(uow, role, callback) if p != callback.assignee_id]:
            for person_id in told:
                _send_card(uow, house, callback, person_id, "callback.overdue", purpose=Purpose.REMINDER)
            locale = people.locale_of(uow, callback.person_id)
            tell(uow, house, callback.person_id, "callback.climbed", role=house.texts.get(f"role.{role}", locale))
            _climb_later(uow, house, callback, step + 1)
            return


def callback_buttons(uow: UnitOfWork, house: House, callback: Callback, person_id: str, verbs: tuple[str, ...]) -> Rows:
    """Buttons about one request, for one person."""
    locale, until = people.locale_of(uow, person_id), uow.now + BUTTONS_LIVE
    return (
        tuple(
            buttons.add_button(
                uow,
                person_id,
                house.texts.get(f"callback.button_{verb}", locale),
                Action(name=f"request.{verb}", subject_id=callback.id),
                until,
            )
            for verb in verbs
        ),
    )


def describe(uow: UnitOfWork, house: House, callback: Callback, locale: str) -> str:
    """What was asked for and by when, in one line, for the worker."""
    when = when_of(uow, callback, locale)
    due = show_moment(callback.due_at, locale)
    return house.texts.get(f"callback.line_{callback.kind}", locale, when=when, due=due)


def when_of(uow: UnitOfWork, callback: Callback, locale: str) -> str:
    """The good hour in words; empty for one who wants to be written to."""
    return show_window(read_window(callback.window), uow.now, locale) if callback.window else ""


def _set_timers(uow: UnitOfWork, house: House, callback: Callback) -> None:
    timers.drop_timers_of(uow, TimerKind.CALLBACK, [callback.id])
    fence = str(callback.version)
    if callback.window and (starts := read_window(callback.window).starts) > uow.now:
        timers.set_timer(uow, TimerKind.CALLBACK, callback.id, starts, fence=fence)
    at = sla.send_time(house.sla, Urgency.NORMAL, callback.due_at)
    timers.set_timer(uow, TimerKind.CALLBACK, callback.id, at, fence=fence, step=1, planned_at=callback.due_at)


def _climb_later(uow: UnitOfWork, house: House, callback: Callback, step: int) -> None:
    if step < len(RUNGS):
        at = sla.send_time(house.sla, Urgency.NORMAL, house.sla.later(uow.now, house.sla.normal.spacing))
        timers.set_timer(uow, TimerKind.CALLBACK, callback.id, at, fence=str(callback.version), step=step)


def _send_card(
    uow: UnitOfWork,
    house: House,
    callback: Callback,
    person_id: str,
    headline: str,
    *,
    purpose: Purpose = Purpose.STAFF,
    **params: object,
) -> None:
    text, rows = card(uow, house, callback, person_id, headline, **params)
    write_to(uow, person_id, text, purpose=purpose, choices=rows)


def card(
    uow: UnitOfWork, house: House, callback: Callback, person_id: str, headline: str, **params: object
) -> tuple[str, Rows]:
    """A request as one of the staff reads it, and what he can do with it."""
    locale = people.locale_of(uow, person_id)
    say = house.texts.get
    grid = grids.grid_by_id(uow, callback.grid_id)
    lines = [
        say(headline, locale, due=show_moment(callback.due_at, locale), **params),
        say(
            "callback.who",
            locale,
            name=_name(uow, house, callback, locale),
            grid=f"{grid.code} {grid.name}" if grid else say("card.no_grid", locale),
        ),
        say("callback.topic", locale, topic=inline(callback.topic, 80)) if callback.topic else "",
        say("callback.call_at", locale, phone=_phone(uow, house, callback, locale), when=when_of(uow, callback, locale))
        if callback.window
        else "",
    ]
    rows = callback_buttons(uow, house, callback, person_id, _STAFF_VERBS)
    return "\n".join(line for line in lines if line), rows


def _phone(uow: UnitOfWork, house: House, callback: Callback, locale: str) -> str:
    """The number for this call, or the one that the worker has left since."""
    known = callback.phone or people.contact_of(uow, callback.person_id).phone
    return known or house.texts.get("callback.no_number", locale)


def _name(uow: UnitOfWork, house: House, callback: Callback, locale: str) -> str:
    name = people.contact_of(uow, callback.person_id).name
    return inline(name, 40) if name else house.texts.get("card.no_name", locale)


def _load(uow: UnitOfWork, callback_id: str) -> Callback:
    try:
        return callbacks.load_callback(uow, callback_id)
    except KeyError:
        raise AccessRefused("callback.not_found", callback_id) from None
