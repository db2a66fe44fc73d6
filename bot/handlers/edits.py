"""A message that was changed after it was sent: before the submit it changes the draft, after it becomes an
addendum.
"""

from bot.core.ids import show_case_number
from bot.handlers.forms import advance_form
from bot.handlers.turn_context import Answers, TurnContext
from bot.services import cases as case_service
from bot.store import cases


def take_edit(turn: TurnContext) -> Answers:
    """Finds what the message had become."""
    message_id = turn.inbound.message_id or ""
    form = turn.conversation.form
    if form is not None and message_id in form.sources:
        return advance_form(turn, form)
    case_id = cases.case_of_source(turn.uow, turn.source) if turn.source else None
    if case_id is None or not turn.text:
        return []
    case = case_service.own_case(turn.uow, case_id, turn.speaker.person.id)
    case_service.add_from_worker(turn.uow, turn.house, case, turn.text, [], turn.source, headline="card.edited")
    return turn.answer("case.edit_passed_on", number=show_case_number(case.number))
