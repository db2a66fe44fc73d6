"""Buttons about sheets of paper: the photo of one, and where all of them hang."""

from bot.core.messages import Purpose
from bot.core.moments import show_moment
from bot.domain.legs import Posting, PostingState
from bot.domain.people import Grid
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import posting
from bot.services.letters import send_file
from bot.store import attachments, audit, grids
from bot.store.buttons import Action

_MOST_PHOTOS = 12


def _photo(turn: TurnContext, action: Action) -> Answers:
    sheet = posting.posting_for(turn.uow, action.subject_id, turn.speaker.person.id)
    if sheet.state is not PostingState.OPEN:
        return turn.answer("posting.no_longer_open")
    grid = next(grid for grid in grids.all_grids(turn.uow) if grid.id == sheet.grid_id)
    return open_flow(turn, "posting", answers={"posting": sheet.id, "grid": grid.name})


def _list(turn: TurnContext, action: Action) -> Answers:
    """Where a notice hangs, for those who may send it."""
    person = turn.speaker.person
    sheets = posting.postings_to_see(turn.uow, action.subject_id, person.id)
    hanging = sum(sheet.state is PostingState.POSTED for _, sheet in sheets)
    lines = [_state(turn, grid, sheet) for grid, sheet in sheets]
    rows = posting.posting_buttons(turn.uow, turn.house, person.id, action.subject_id, ("photos",), person.locale)
    title = turn.say("posting.list", hanging=hanging, all=len(sheets))
    return [Answer(text="\n".join([title, *lines]), choices=rows if hanging else ())]


def _state(turn: TurnContext, grid: Grid, sheet: Posting) -> str:
    at = show_moment(sheet.posted_at, turn.speaker.person.locale) if sheet.posted_at else ""
    return turn.say(f"posting.state_{sheet.state}", grid=grid.name, at=at)


def _photos(turn: TurnContext, action: Action) -> Answers:
    """The photos, one after the other; one that is still being checked follows by itself."""
    person_id = turn.speaker.person.id
    sheets = posting.postings_to_see(turn.uow, action.subject_id, person_id)
    audit.record(turn.uow, person_id, "posting_photos_read", "broadcast", action.subject_id)
    names = {sheet.photo_id: grid.name for grid, sheet in sheets if sheet.photo_id}
    found = [each for each in attachments.load_attachments(turn.uow, list(names)) if each.status != "refused"]
    for each in found[:_MOST_PHOTOS]:
        ready = each.status == "ready"
        send_file(turn.uow, person_id, names[each.id], each.id, purpose=Purpose.STAFF, ready=ready)
    return turn.answer("posting.photos_coming", count=len(found[:_MOST_PHOTOS]))


ACTIONS = {
    "sheets.photo": _photo,
    "sheets.list": _list,
    "sheets.photos": _photos,
}
