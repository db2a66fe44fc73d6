"""One-time codes: taking up a role, and joining a second chat to the same person."""

import re

from bot.core.moments import show_moment
from bot.handlers import on_behalf
from bot.handlers.turn_context import Answers, TurnContext
from bot.services import helpers
from bot.services import people as people_service
from bot.services.menus import show_menu, welcome_key
from bot.store.addresses import person_at
from bot.store.grids import grid_by_id

# What people paste: a deep link's payload, or the code behind a word.
_JOIN = re.compile(r"(?:/start\s+join_|/join\s+|加入码?\s*[:：]?\s*|join\s+)([A-Za-z0-9]{10})", re.IGNORECASE)
# The code is read aloud and written on paper, five characters and five.
_CLAIM = re.compile(
    r"(?:/start\s+claim_|/claim\s+|认领码?\s*[:：]?\s*|claim\s+)([A-Za-z0-9]{5})[\s-]?([A-Za-z0-9]{5})", re.IGNORECASE
)
_HELP = re.compile(r"(?:/start\s+help_|协助码?\s*[:：]?\s*|assist\s+)([A-Za-z0-9]{10})", re.IGNORECASE)
_LINK = re.compile(r"(?:/start\s+link_|/link\s+|绑定码?\s*[:：]?\s*|link\s+)([A-Za-z0-9]{10})", re.IGNORECASE)


def code_in(text: str) -> tuple[str, str] | None:
    """(purpose, code) when the whole message is a one-time code with its word."""
    for purpose, pattern in (("join", _JOIN), ("help", _HELP), ("link", _LINK), ("claim", _CLAIM)):
        if match := pattern.fullmatch(text.strip()):
            return purpose, "".join(match.groups())
    return None


def use(turn: TurnContext, purpose: str, code: str) -> Answers:
    """Uses a code; raises DomainError for one that is no good."""
    if purpose == "claim":
        return on_behalf.join(turn, code)
    if purpose == "link":
        people_service.link(turn.uow, turn.house, turn.speaker, code)
        show_menu(turn.uow, turn.house, person_at(turn.uow, turn.speaker.address_id))
        return turn.answer("link.done")
    if purpose == "help":
        helpers.take_up(turn.uow, turn.house, turn.speaker, code)
        return []  # the summary is on its way
    meaning = people_service.join(turn.uow, turn.speaker, code)
    show_menu(turn.uow, turn.house, turn.speaker.person.id)
    grid = grid_by_id(turn.uow, meaning.grid_id)
    later = meaning.starts_at is not None and meaning.starts_at > turn.uow.now
    return turn.answer(
        "staff.joined_later" if later else welcome_key(meaning.role),
        role=turn.say(f"role.{meaning.role}"),
        grid=grid.name if grid else turn.say("staff.whole_union"),
        starts=show_moment(meaning.starts_at or turn.uow.now, turn.speaker.person.locale),
    )


def show_link_code(turn: TurnContext) -> Answers:
    """A code that joins another chat of the same person to this one."""
    return turn.answer("link.code", code=people_service.offer_link(turn.uow, turn.speaker))
