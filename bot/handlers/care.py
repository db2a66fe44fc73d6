"""Care: the page that leads to its services, free words about it, and the buttons of officers and workers."""

from collections.abc import Callable

from bot.domain.care import Aid, AidStatus
from bot.domain.people import SUPERVISORS
from bot.handlers.forms import open_flow
from bot.handlers.packs import show_packs
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.nlu.spelling import compact
from bot.services import care as care_service
from bot.services import wishes
from bot.services.care_cards import card_rows, card_text
from bot.store import care, people
from bot.store.buttons import Action

MOST_CARDS = 5
_TO_DO = (AidStatus.SUBMITTED, AidStatus.APPROVED)


def show_page(turn: TurnContext) -> Answers:
    """What there is, one thumb away."""
    return turn.answer("care.page", go(turn, "aid", "pack", "wish"))


def from_words(turn: TurnContext, words: str) -> Answers:
    """Free words about care: an application, the packs of the season, or where such events are found."""
    plain = compact(words)
    if turn.house.care.kind_in(plain) is None:
        if any(word in plain for word in turn.house.care.pack_words):
            return show_packs(turn)
        if any(word in plain for word in turn.house.care.event_words):
            return turn.answer("care.see_events", go(turn, "events"))
    return open_flow(turn, "care", text=words, source=turn.inbound.message_id)


def show_waiting(turn: TurnContext) -> Answers:
    """The oldest applications that this officer may decide on, then those to be handed over, each with its buttons."""
    if not turn.speaker.roles & SUPERVISORS:
        return turn.answer("care.not_found")
    grants, reader = people.active_grants(turn.uow), turn.speaker.person.id
    waiting = [aid for status in _TO_DO for aid in care.aids_at(turn.uow, status)]
    mine = [aid for aid in waiting if care_service.may_decide(aid, reader, grants)]
    if not mine:
        return turn.answer("care.none_waiting")
    more = turn.answer("care.more_waiting", count=len(mine) - MOST_CARDS) if len(mine) > MOST_CARDS else []
    return [*(_card(turn, aid) for aid in mine[:MOST_CARDS]), *more]


def _card(turn: TurnContext, aid: Aid) -> Answer:
    reader = turn.speaker.person.id
    headline = [turn.say("care.card_to_deliver"), ""] if aid.status is AidStatus.APPROVED else []
    text = "\n".join((*headline, card_text(turn.uow, turn.house, aid, reader)))
    return Answer(text=text, choices=card_rows(turn.uow, turn.house, aid, reader))


def _decision(turn: TurnContext, action: Action) -> Answers:
    aid = _visible(turn, action)
    if aid.status is not AidStatus.SUBMITTED:
        return turn.answer("care.decided_before")
    return open_flow(turn, "care_decision", answers={"aid": aid.id, "approved": action.name == "aid.approve"})


def _delivered(turn: TurnContext, action: Action) -> Answers:
    care_service.deliver(turn.uow, turn.house, _visible(turn, action), turn.speaker.person.id)
    return turn.answer("care.staff_delivered")


def _received(turn: TurnContext, action: Action) -> Answers:
    care_service.receive(turn.uow, turn.house, _own(turn, action))
    return turn.answer("care.thanks_received")


def _missing(turn: TurnContext, action: Action) -> Answers:
    care_service.report_missing(turn.uow, turn.house, _own(turn, action))
    return turn.answer("care.looked_after")


def _plan(turn: TurnContext, action: Action) -> Answers:
    wishes.must_plan(turn.uow, turn.speaker.person.id, action.subject_id)
    return open_flow(turn, "care_plan", answers={"quarter": action.subject_id, "kind": action.argument})


def _visible(turn: TurnContext, action: Action) -> Aid:
    return care_service.visible_aid(turn.uow, action.subject_id, turn.speaker.person.id)


def _own(turn: TurnContext, action: Action) -> Aid:
    return care_service.own_aid(turn.uow, action.subject_id, turn.speaker.person.id)


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "aid.approve": _decision,
    "aid.refuse": _decision,
    "aid.delivered": _delivered,
    "aid.received": _received,
    "aid.missing": _missing,
    "wishes.plan": _plan,
}
