"""看板: today's numbers with a picture; from each number a button leads to its cases."""

from bot.core.messages import Choice
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import board as board_service
from bot.services.cards import BUTTONS_LIVE
from bot.services.desk import View
from bot.services.documents import send_document
from bot.store import audit, buttons
from bot.store.buttons import Action

_VIEWS = (View.SOON, View.URGENT, View.ALL)


def show_board(turn: TurnContext) -> Answers:
    """For officers and the committee; the picture follows when it is drawn."""
    person, uow, house = turn.speaker.person, turn.uow, turn.house
    if not turn.speaker.roles & board_service.READERS:
        return turn.answer("case.not_found")
    board = board_service.board_for(uow, person.id)
    audit.record(uow, person.id, "board_read", "person", person.id)
    caption = turn.say("board.caption", days=board_service.DAYS)
    send_document(uow, person.id, board_service.KIND, person.id, caption)
    text = board_service.show_board(house, board, uow.now, person.locale)
    return [Answer(text=text, choices=(tuple(_button(turn, view) for view in _VIEWS),))]


def _button(turn: TurnContext, view: View) -> Choice:
    action = Action(name="list.look", subject_id=turn.speaker.person.id, argument=f"{view} 1")
    token = buttons.add_button(turn.uow, turn.speaker.person.id, action, turn.uow.now + BUTTONS_LIVE)
    return Choice(label=turn.say(f"desk.view_{view}"), token=token)
