"""Whom a notice did not reach in a chat: each grid's liaisons hear how many, and who may see them reads the names."""

from datetime import timedelta

from bot.core.cleaning import inline, quote
from bot.core.errors import AccessRefused
from bot.core.messages import Choice, Purpose
from bot.domain.broadcasts import Broadcast
from bot.domain.notices import may_see_untold
from bot.domain.people import Role
from bot.services import presence
from bot.services.house import House
from bot.services.letters import write_to
from bot.store import audit, buttons, grids, people, untold
from bot.store.buttons import Action
from bot.store.outbox import Rows
from bot.store.unit_of_work import UnitOfWork

MOST_NAMES = 40  # of one list; a message holds no more
_BUTTONS_LIVE = timedelta(days=30)
_MOST_QUOTED = 300  # characters


def report(uow: UnitOfWork, house: House, broadcast: Broadcast) -> None:
    """Once, to the liaisons and deputies of every grid in which somebody was not reached."""
    for grid_id, count in untold.untold_by_grid(uow, broadcast.id).items():
        for person_id in sorted(_look_after(uow, grid_id)):
            locale = people.locale_of(uow, person_id)
            text = house.texts.get(
                "untold.letter",
                locale,
                count=count,
                grid=_grid_name(uow, house, grid_id, locale),
                text=quote(broadcast.content.text_for(locale), _MOST_QUOTED),
            )
            rows = ((_names_button(uow, house, broadcast.id, person_id, grid_id, locale),),)
            key = f"untold:{broadcast.id}:{person_id}"
            write_to(uow, person_id, text, purpose=Purpose.STAFF, choices=rows, key=f"{key}:{grid_id}"[:80])


def overview(uow: UnitOfWork, house: House, broadcast: Broadcast, person_id: str, locale: str) -> tuple[str, Rows]:
    """How many of which grid, with a list for those grids whose people this person looks after."""
    found = untold.untold_by_grid(uow, broadcast.id)
    if not found:
        return house.texts.get("untold.nobody", locale), ()
    grants = people.active_grants(uow)
    lines = [
        house.texts.get("untold.line", locale, grid=_grid_name(uow, house, grid_id, locale), count=count)
        for grid_id, count in found.items()
    ]
    rows = tuple(
        (_names_button(uow, house, broadcast.id, person_id, grid_id, locale),)
        for grid_id in found
        if may_see_untold(grid_id, person_id, grants)
    )
    return "\n".join([house.texts.get("untold.title", locale, count=sum(found.values())), *lines]), rows


def names(uow: UnitOfWork, house: House, broadcast_id: str, grid_id: str | None, person_id: str, locale: str) -> str:
    """The people of one grid who are to be told otherwise; audited. Raises AccessRefused for who may not see them."""
    if not may_see_untold(grid_id, person_id, people.active_grants(uow)):
        raise AccessRefused("sending.not_found", broadcast_id)
    found = untold.untold_in(uow, broadcast_id, grid_id, MOST_NAMES + 1)
    audit.record(uow, person_id, "untold_read", "broadcast", broadcast_id, str(len(found)))
    lines = [_person(uow, house, each, locale) for each in found[:MOST_NAMES]]
    more = [house.texts.get("untold.more", locale)] if len(found) > MOST_NAMES else []
    title = house.texts.get("untold.names", locale, grid=_grid_name(uow, house, grid_id, locale))
    return "\n".join([title, *lines, *more])


def _look_after(uow: UnitOfWork, grid_id: str | None) -> set[str]:
    """The liaison and the deputy of a grid, or who stands in for them; people of no grid are the committee's."""
    roles = (Role.LIAISON, Role.DEPUTY) if grid_id else (Role.COMMITTEE,)
    grants = people.active_grants(uow)
    near = {g.person_id for g in grants if g.role in roles and g.covers(grid_id)}
    return set(presence.acting_now(uow, near, lambda person_id: may_see_untold(grid_id, person_id, grants)))


def _person(uow: UnitOfWork, house: House, person_id: str, locale: str) -> str:
    contact = people.contact_of(uow, person_id)
    name = inline(contact.name or house.texts.get("untold.no_name", locale), 30)
    return house.texts.get("untold.person", locale, name=name, phone=contact.phone or "")


def _names_button(
    uow: UnitOfWork, house: House, broadcast_id: str, person_id: str, grid_id: str | None, locale: str
) -> Choice:
    action = Action(name="broadcasts.names", subject_id=broadcast_id, argument=grid_id or "")
    label = house.texts.get("untold.button", locale, grid=_grid_name(uow, house, grid_id, locale))
    return buttons.add_button(uow, person_id, label, action, uow.now + _BUTTONS_LIVE)


def _grid_name(uow: UnitOfWork, house: House, grid_id: str | None, locale: str) -> str:
    grid = grids.grid_by_id(uow, grid_id)
    return grid.name if grid else house.texts.get("card.no_grid", locale)
