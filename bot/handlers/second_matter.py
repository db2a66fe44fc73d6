""" "仲有個暑期托管" on the last page of a form: another service opens, and both are handed in together at its end."""

import re
from dataclasses import replace

from bot.flows.asking import current
from bot.flows.catalog import flow_named
from bot.flows.form import Form
from bot.flows.review import REVIEW
from bot.handlers.forms import ask_again
from bot.handlers.turn_context import Answers, TurnContext, go, with_words_above
from bot.handlers.unsure import serve, service_command

_LONGEST = 80  # characters
_SURE = 0.75  # probability from which words ask for another service
_ALSO = re.compile(r"\s*(?:还有|仲有|另外|再有|顺便|順便|对了|對了|除了|also|and also|another thing)", re.IGNORECASE)
# The intent that is a form's own: words that mean it are about the form.
OWN = {
    "grievance": "grievance",
    "clinic": "legal",
    "care": "care",
    "event": "event",
    "join": "join",
}
_CERTAIN = 0.9  # probability from which words that are no answer are shown another way
_SERVICES = frozenset(("grievance", "legal", "care", "event", "join", "suggestion"))
_OTHERS = _SERVICES - {"grievance"}  # in a form, a wrong that somebody tells is mostly his answer


def hear(turn: TurnContext, form: Form) -> Answers | None:
    """Opens the other service beside a form that waits only to be handed in; None when the words are about the form."""
    if form.flow not in OWN or len(turn.text) > _LONGEST or not _asks_for_another(turn, form):
        return None
    wanted = turn.intent.name if turn.intent else ""
    said = serve(turn, wanted, turn.text, turn.inbound.message_id)
    opened = turn.conversation.form
    if opened is None or opened.id == form.id:
        return said
    form.handed_in_with = opened.id
    return with_words_above(said, turn.say("flow.second_matter", what=turn.say(f"flow.name_{form.flow}")))


def show_the_way(turn: TurnContext, form: Form) -> Answers | None:
    """Words that answer nothing but are surely about another service: the way there, beside the open question."""
    intent = turn.intent
    if intent is None or intent.score < _CERTAIN or intent.name not in _OTHERS - {OWN.get(form.flow)}:
        return None
    way, asked = go(turn, service_command(intent.name)), ask_again(turn, form)[0]
    beside = [replace(asked, choices=(*asked.choices, *way))]
    return with_words_above(beside, turn.say("flow.another_service", what=way[0][0].label))


def _asks_for_another(turn: TurnContext, form: Form) -> bool:
    """Where a form has a story, a sentence adds to it unless it says itself that it is something else."""
    flow, intent = flow_named(form.flow), turn.intent
    if intent is None or intent.name not in _SERVICES - {OWN[form.flow]} or intent.score < _SURE:
        return False
    if flow.story is not None and _ALSO.match(turn.text) is None:
        return False
    return current(flow, turn.flow, form).name == REVIEW and not flow.correct(turn.flow, turn.text, form.answers)
