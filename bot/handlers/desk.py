"""What staff call up: 我的网格 with its open cases, and (officers) the messages that could not be delivered."""

from bot.core.ids import show_case_number
from bot.core.messages import Choice
from bot.core.moments import show_moment
from bot.domain.people import SUPERVISORS
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import callbacks as callback_service
from bot.services import desk
from bot.services.cards import BUTTONS_LIVE
from bot.services.desk import Item, View
from bot.store import audit, backlog
from bot.store.buttons import Action
from bot.store.callbacks import open_callbacks_at
from bot.store.grids import codes_by_id
from bot.store.outbox import Rows

PAGE = 8  # cases: two lines each and half a row of buttons fit on a phone


def show_cases(turn: TurnContext) -> Answers:
    """The open cases this person works on or answers for: urgent ones first, then by what falls due next."""
    return _show(turn, View.ALL, 1)


def _look(turn: TurnContext, action: Action) -> Answers:
    view, _, page = action.argument.partition(" ")
    return _show(turn, View(view), int(page))


def _show(turn: TurnContext, view: View, page: int) -> Answers:
    if not turn.speaker.is_staff:
        return turn.answer("case.not_found")
    items = desk.items_of(turn.uow, turn.speaker.person.id, turn.speaker.grants)
    day = desk.show_day(turn.uow, turn.house, turn.speaker.grants, turn.speaker.person.locale)
    if not items:
        return [Answer(text="\n\n".join((turn.say("desk.no_cases"), *day)), choices=_requests(turn))]
    counted = {each: _of(turn, items, each) for each in View}
    pages = -(-len(counted[view]) // PAGE) or 1
    page = min(page, pages)
    shown = counted[view][(page - 1) * PAGE : page * PAGE]
    audit.record(turn.uow, turn.speaker.person.id, "list_read", "person", turn.speaker.person.id, str(len(shown)))
    codes = _codes(turn)
    blocks = [_title(turn, view, len(counted[view]), page, pages), *(_line(turn, item, codes) for item in shown)]
    below = day if view is View.ALL and page == 1 else []
    rows = (*_cards(turn, shown), *_turning(turn, view, page, pages), *_views(turn, view, counted), *_requests(turn))
    return [Answer(text="\n\n".join(("\n".join(blocks), *below)), choices=rows)]


def _of(turn: TurnContext, items: list[Item], view: View) -> list[Item]:
    return desk.view_of(items, view, turn.uow.now, turn.house.liaison.due_soon.nominal / turn.house.sla.speed)


def _title(turn: TurnContext, view: View, count: int, page: int, pages: int) -> str:
    locale = turn.speaker.person.locale
    return turn.say(
        "desk.cases",
        where=desk.show_where(turn.uow, turn.house, turn.speaker.grants, locale),
        view=turn.say(f"desk.view_{view}"),
        count=count,
        page=page,
        pages=pages,
    )


def _codes(turn: TurnContext) -> dict[str, str]:
    """The names of the grids, for whoever looks after more than one."""
    reach = desk.grid_ids_of(turn.speaker.grants)
    several = reach is None or len(reach) > 1
    return codes_by_id(turn.uow) if several else {}


def _line(turn: TurnContext, item: Item, codes: dict[str, str]) -> str:
    grid = codes.get(item.case.grid_id or "", "")
    return desk.show_item(turn.house, item, turn.uow.now, turn.speaker.person.locale, grid)


def _cards(turn: TurnContext, items: list[Item]) -> Rows:
    """A button for each case, two in a row."""
    made = [_card_button(turn, item) for item in items]
    return tuple(tuple(made[start : start + 2]) for start in range(0, len(made), 2))


def _card_button(turn: TurnContext, item: Item) -> Choice:
    label = turn.say("button.card", number=show_case_number(item.case.number))
    return turn.button(label, Action(name="card", subject_id=item.case.id), BUTTONS_LIVE)


def _turning(turn: TurnContext, view: View, page: int, pages: int) -> Rows:
    ways = ((page - 1, "desk.page_before"), (page + 1, "desk.page_next"))
    row = tuple(view_button(turn, view, to, turn.say(key)) for to, key in ways if 1 <= to <= pages)
    return (row,) if row else ()


def _views(turn: TurnContext, view: View, counted: dict[View, list[Item]]) -> Rows:
    """The other ways of looking at the list, each with how many there are."""
    made = [
        view_button(turn, each, 1, f"{turn.say(f'desk.view_{each}')} {len(items)}")
        for each, items in counted.items()
        if each is not view
    ]
    return (tuple(made),)


def _requests(turn: TurnContext) -> Rows:
    """A button to the people who wait for his call or his word; none when nobody does."""
    waiting = open_callbacks_at(turn.uow, turn.speaker.person.id)
    if not waiting:
        return ()
    action = Action(name="list.requests", subject_id=turn.speaker.person.id)
    return ((turn.button(turn.say("desk.requests", count=len(waiting)), action, BUTTONS_LIVE),),)


def _show_requests(turn: TurnContext, action: Action) -> Answers:
    """Their cards, what falls due first before the others."""
    if not turn.speaker.is_staff:
        return turn.answer("case.not_found")
    person_id = turn.speaker.person.id
    cards = [
        callback_service.card(turn.uow, turn.house, each, person_id, f"callback.card_{each.kind}")
        for each in open_callbacks_at(turn.uow, person_id)[:PAGE]
    ]
    return [Answer(text=text, choices=rows) for text, rows in cards] or turn.answer("desk.no_requests")


def view_button(turn: TurnContext, view: View, page: int, label: str) -> Choice:
    """A button to a page of the list."""
    action = Action(name="list.look", subject_id=turn.speaker.person.id, argument=f"{view} {page}")
    return turn.button(label, action, BUTTONS_LIVE)


def show_dead_letters(turn: TurnContext) -> Answers:
    """Officers see what did not arrive: when and why, never the words."""
    if not turn.speaker.roles & SUPERVISORS:
        return turn.answer("case.not_found")
    letters = backlog.dead_letters(turn.uow, 20)
    if not letters:
        return turn.answer("desk.no_dead_letters")
    lines = [
        turn.say(
            "desk.dead_letter",
            id=letter_id[:8],
            status=status,
            error=error,
            at=show_moment(at, turn.speaker.person.locale),
        )
        for letter_id, status, error, at in letters
    ]
    return [Answer(text="\n".join([turn.say("desk.dead_letters", count=len(letters)), *lines]))]


ACTIONS = {"list.look": _look, "list.requests": _show_requests}
