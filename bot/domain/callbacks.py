"""Somebody asked for a human being: to be written to in the chat, or to be called at a good hour."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.access import handlers, may_see, staff_with
from bot.domain.people import Grant, Role

RUNGS = (Role.LIAISON, Role.DEPUTY, Role.OFFICER, Role.COMMITTEE)


class CallbackKind(StrEnum):
    """How the person wants to be answered."""

    TALK = "talk"
    CALL = "call"


class CallbackStatus(StrEnum):
    """Whether somebody still has to do it."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A request with a clock. ``window`` is when to call (:meth:`bot.core.windows.Window.stored`), ``topic`` what the
    person was doing, in his language. ``avoided`` are the staff he does not want to talk to. It is what
    :mod:`bot.domain.access` calls a matter.
    """

    id: str
    kind: CallbackKind
    status: CallbackStatus
    person_id: str
    grid_id: str | None
    assignee_id: str | None
    avoided: tuple[str, ...]
    phone: str | None
    window: str | None
    topic: str
    due_at: datetime
    version: int
    accused_id: str | None = None
    about_staff: bool = False


def may_know(callback: Callback, person_id: str, grants: Collection[Grant]) -> bool:
    """Whether a staff member may learn of it: never one who is avoided, nor those who answer to him."""
    return all(may_see(view, person_id, grants) for view in _views(callback))


def staff_for(role: Role, callback: Callback, grants: Collection[Grant]) -> tuple[str, ...]:
    """Who holds ``role`` for it and may know of it."""
    return tuple(p for p in staff_with(role, callback, grants) if may_know(callback, p, grants))


def candidates(callback: Callback, grants: Collection[Grant]) -> tuple[str, ...]:
    """Who may be asked, the lowest rung first; empty where nobody is left."""
    return tuple(person for person in handlers(callback, grants) if may_know(callback, person, grants))


def _views(callback: Callback) -> list[Callback]:
    return [replace(callback, accused_id=avoided) for avoided in callback.avoided or (None,)]
