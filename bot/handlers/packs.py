"""Packs: those that wait for a person, those he can still take, and the button that gives one back."""

from collections.abc import Callable

from bot.domain.people import SUPERVISORS
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services import packs
from bot.services.pack_letters import pack_rows, pack_text
from bot.store.buttons import Action


def show_packs(turn: TurnContext) -> Answers:
    """His own packs with their codes; then what there is to take."""
    person, locale = turn.speaker.person, turn.speaker.person.locale
    said: Answers = []
    if held := packs.packs_of(turn.uow, turn.house, person.id):
        text = "\n\n".join(pack_text(turn.house, pack, locale) for pack in held)
        said.append(Answer(text=text, choices=pack_rows(turn.uow, turn.house, held, person.id, locale)))
    if packs.offers(turn.uow, turn.house, person.id):
        return [*said, *open_flow(turn, "pack")]
    return said or turn.answer("pack.none", go(turn, "wish", "aid"))


def _give_back(turn: TurnContext, action: Action) -> Answers:
    packs.give_back(turn.uow, turn.house, action.subject_id, turn.speaker.person.id)
    return turn.answer("pack.given_back")


def restock(turn: TurnContext) -> Answers:
    """补货, where there is something to stock; the flow knows who may."""
    officers = turn.speaker.roles & SUPERVISORS
    if officers and not packs.stocked(turn.uow, turn.house):
        return turn.answer("restock.none")
    return open_flow(turn, "restock")


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {"packs.give_back": _give_back}
