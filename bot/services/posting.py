"""张贴: the liaison of each grid gets the sheet, puts it up and sends a photo of it. Nobody is asked who is away; the
author sees how far it is.
"""

from datetime import timedelta

from bot.core.errors import AccessRefused, DomainError
from bot.core.messages import Purpose
from bot.domain.audience import may_address
from bot.domain.broadcasts import Broadcast
from bot.domain.categories import Urgency
from bot.domain.legs import Posting, PostingState
from bot.domain.people import CASEWORKERS, Grant, Grid, Role, holders
from bot.domain.sla import send_time
from bot.domain.timers import Timer, TimerKind
from bot.services import documents, presence, wall_notice
from bot.services.broadcast_words import title
from bot.services.broadcasts import visible
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import audit, broadcasts, buttons, grids, legs, people, timers
from bot.store.buttons import Action
from bot.store.outbox import Rows, Status
from bot.store.unit_of_work import UnitOfWork

_BUTTONS_LIVE = timedelta(days=60)
_REMINDED_AFTER = timedelta(days=1)
_REMIND, _TELL_AUTHOR = 0, 1  # steps of the timer
_NEAR = (Role.LIAISON, Role.DEPUTY)


def begin(uow: UnitOfWork, house: House, broadcast: Broadcast) -> None:
    """Asks every grid of the audience to put the sheet up; one sheet is set for all of them."""
    document_id = documents.request(uow, wall_notice.KIND, broadcast.id, "zh-CN")
    meant = broadcast.content.audience.grids
    for grid in grids.all_grids(uow):
        if not meant or grid.id in meant:
            posting_id = legs.add_posting(uow, broadcast.id, grid.id, document_id)
            _ask(uow, house, broadcast, grid, posting_id, document_id)


def confirm(uow: UnitOfWork, house: House, posting_id: str, photo_id: str, person_id: str) -> bool:
    """It hangs: the photo shows it. The last one of a notice is told to its author.

    False when it hangs already or is not wanted any more. Raises AccessRefused for a grid that is not his.
    """
    posting = posting_for(uow, posting_id, person_id)
    if not legs.note_posted(uow, posting.id, photo_id, person_id):
        return False
    timers.drop_timers_of(uow, TimerKind.POSTING, [posting.id])
    audit.record(uow, person_id, "notice_posted", "posting", posting.id)
    broadcast = broadcasts.load_broadcast(uow, posting.broadcast_id)
    if all(each.state is PostingState.POSTED for each in legs.postings_of(uow, broadcast.id)):
        _tell_author(uow, house, broadcast, "posting.all_hang")
    return True


def posting_for(uow: UnitOfWork, posting_id: str, person_id: str) -> Posting:
    """A sheet of a grid that somebody works for; AccessRefused for everybody else."""
    posting = legs.load_posting(uow, posting_id)
    if posting is None:
        raise DomainError("posting.not_found")
    if not _works_for(people.active_grants(uow), person_id, posting.grid_id):
        raise AccessRefused("posting.not_found", posting_id)
    return posting


def postings_to_see(uow: UnitOfWork, broadcast_id: str, person_id: str) -> list[tuple[Grid, Posting]]:
    """Where a notice hangs, grid by grid, for those who may see the notice; AccessRefused for everybody else."""
    visible(uow, broadcast_id, person_id)
    known = {grid.id: grid for grid in grids.all_grids(uow)}
    return [(known[each.grid_id], each) for each in legs.postings_of(uow, broadcast_id)]


def look(uow: UnitOfWork, house: House, timer: Timer) -> None:
    """A day later: who has not put it up is reminded; one more day and the author hears of it."""
    posting = legs.load_posting(uow, timer.subject_id)
    if posting is None or posting.state is not PostingState.OPEN:
        return
    broadcast = broadcasts.load_broadcast(uow, posting.broadcast_id)
    grid = _grid(uow, posting.grid_id)
    if timer.step == _TELL_AUTHOR:
        _tell_author(uow, house, broadcast, "posting.still_open", grid=grid.name)
        return
    for person_id in readers(uow, grid.id):
        _write(uow, house, person_id, "posting.reminder", broadcast, posting.id, ("photo",), grid=grid.name)
    _set_timer(uow, house, posting.id, _TELL_AUTHOR)


def tell_cancelled(uow: UnitOfWork, house: House, broadcast: Broadcast, posting: Posting) -> None:
    """The notice was called off before the sheet hung."""
    timers.drop_timers_of(uow, TimerKind.POSTING, [posting.id])
    for person_id in readers(uow, posting.grid_id):
        _write(uow, house, person_id, "posting.not_needed", broadcast, posting.id, ())


def readers(uow: UnitOfWork, grid_id: str) -> tuple[str, ...]:
    """Who is asked: the grid's liaison, else its deputy, else its officers or the committee; no one who is away."""
    grants = people.active_grants(uow)
    own = tuple(grant for grant in grants if grant.grid_id == grid_id)
    for role in _NEAR:
        if found := presence.acting_now(uow, holders(own, role), lambda person: _works_for(grants, person, grid_id)):
            return found
    return presence.deciders_now(uow, grid_id, lambda person: _works_for(grants, person, grid_id))[1]


def _works_for(grants: tuple[Grant, ...], person_id: str, grid_id: str) -> bool:
    return any(g.person_id == person_id and g.role in CASEWORKERS and g.covers(grid_id) for g in grants)


def _ask(uow: UnitOfWork, house: House, broadcast: Broadcast, grid: Grid, posting_id: str, document_id: str) -> None:
    for person_id in readers(uow, grid.id):
        _write(uow, house, person_id, "posting.ask", broadcast, posting_id, ("photo",), document_id, grid=grid.name)
    _set_timer(uow, house, posting_id, _REMIND)


def _set_timer(uow: UnitOfWork, house: House, posting_id: str, step: int) -> None:
    at = send_time(house.sla, Urgency.NORMAL, uow.now + _REMINDED_AFTER)
    timers.set_timer(uow, TimerKind.POSTING, posting_id, at, step=step)


def _write(
    uow: UnitOfWork,
    house: House,
    person_id: str,
    key: str,
    broadcast: Broadcast,
    posting_id: str,
    verbs: tuple[str, ...],
    document_id: str | None = None,
    **params: object,
) -> None:
    locale = people.locale_of(uow, person_id)
    write_to(
        uow,
        person_id,
        house.texts.get(key, locale, title=_headline(broadcast), **params),
        purpose=Purpose.STAFF,
        choices=posting_buttons(uow, house, person_id, posting_id, verbs, locale),
        attachment_id=document_id,
        status=Status.WAITING if document_id else Status.READY,
        due_at=None if broadcast.content.at_once else send_time(house.sla, Urgency.NORMAL, uow.now),
    )


def _tell_author(uow: UnitOfWork, house: House, broadcast: Broadcast, key: str, **params: object) -> None:
    """Only while the author may still see it."""
    if not may_address(broadcast.content.audience, broadcast.author_id, people.active_grants(uow)):
        return
    _write(uow, house, broadcast.author_id, key, broadcast, broadcast.id, ("list",), None, **params)


def posting_buttons(
    uow: UnitOfWork, house: House, person_id: str, subject_id: str, verbs: tuple[str, ...], locale: str
) -> Rows:
    """Buttons about one sheet (``photo``) or about all sheets of a notice (``list``, ``photos``)."""
    return tuple(
        (
            buttons.add_button(
                uow,
                person_id,
                house.texts.get(f"posting.button_{verb}", locale),
                Action(name=f"sheets.{verb}", subject_id=subject_id),
                uow.now + _BUTTONS_LIVE,
            ),
        )
        for verb in verbs
    )


def _grid(uow: UnitOfWork, grid_id: str) -> Grid:
    return next(grid for grid in grids.all_grids(uow) if grid.id == grid_id)


def _headline(broadcast: Broadcast) -> str:
    """What stands in large letters on the sheet, or how the notice begins."""
    headline, _ = wall_notice.split_title(broadcast.content.text_for("zh-CN"))
    return headline or title(broadcast.content)
