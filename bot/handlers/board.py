"""看板: today's numbers with a picture; from each number a button leads to its cases."""

from bot.domain.people import SUPERVISORS
from bot.handlers.desk import view_button
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import board as board_service
from bot.services.desk import View
from bot.services.documents import send_document
from bot.store import audit

_VIEWS = (View.SOON, View.URGENT, View.ALL)


def show_board(turn: TurnContext) -> Answers:
    """For officers and the committee; the picture follows when it is drawn."""
    person, uow, house = turn.speaker.person, turn.uow, turn.house
    if not turn.speaker.roles & SUPERVISORS:
        return turn.answer("case.not_found")
    board = board_service.board_for(uow, person.id)
    audit.record(uow, person.id, "board_read", "person", person.id)
    caption = turn.say("board.caption", days=board_service.DAYS)
    send_document(uow, person.id, board_service.KIND, person.id, caption)
    text = board_service.show_board(house, board, uow.now, person.locale)
    row = tuple(view_button(turn, view, 1, turn.say(f"desk.view_{view}")) for view in _VIEWS)
    return [Answer(text=text, choices=(row,))]
