"""Texts to one's own phone: on, off, and to which number."""

from datetime import timedelta

from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answers, TurnContext
from bot.services import texts
from bot.store import people
from bot.store.buttons import Action

_BUTTON_LIVES = timedelta(days=14)


def show_texts(turn: TurnContext) -> Answers:
    """The form for who has none yet; the switch for everybody else."""
    person_id = turn.speaker.person.id
    if turn.house.sms is None:
        return turn.answer("sms.not_here")
    if not texts.wants(turn.uow, person_id):
        return open_flow(turn, "texts")
    phone = texts.show_phone(people.contact_of(turn.uow, person_id).phone or "")
    action = Action(name="texting.stop", subject_id=person_id)
    return turn.answer("sms.is_on", ((turn.button(turn.say("sms.button_stop"), action, _BUTTON_LIVES),),), phone=phone)


def _stop(turn: TurnContext, action: Action) -> Answers:
    """His own, whatever the button says."""
    texts.stop(turn.uow, turn.speaker.person.id)
    return turn.answer("sms.stopped")


ACTIONS = {"texting.stop": _stop}
