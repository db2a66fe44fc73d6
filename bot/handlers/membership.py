"""Joining, the member's card, leaving, and the tags: what is not a form."""

from collections.abc import Callable

from bot.core.moments import show_moment
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services import membership as service
from bot.services import portrait
from bot.store import membership, tags
from bot.store.buttons import Action

# The side question "am I a member now?" has this key; what is answered depends on who asks.
MEMBER_QUESTION = "join.not_member"


def join(turn: TurnContext, text: str = "") -> Answers:
    """Opens the application; whoever is a member or has applied reads how that stands."""
    person_id = turn.speaker.person.id
    if membership.member_of(turn.uow, person_id) or membership.waiting_application(turn.uow, person_id):
        return show_standing(turn)
    return open_flow(turn, "join", text=text, source=turn.inbound.message_id)


def show_standing(turn: TurnContext) -> Answers:
    """Member, applied or neither, said plainly; with the card, or by when there is an answer."""
    uow, house, person_id = turn.uow, turn.house, turn.speaker.person.id
    if (member := membership.member_of(uow, person_id)) is not None:
        rows = service.own_buttons(uow, house, member, "leave")
        return [Answer(text=service.card_text(uow, house, member), choices=rows)]
    if (waiting := membership.waiting_application(uow, person_id)) is not None:
        due = show_moment(waiting.due_at, turn.speaker.person.locale)
        rows = service.own_buttons(uow, house, waiting, "withdraw")
        return [Answer(text=turn.say("join.applied_not_member", due=due), choices=rows)]
    if any(form.flow == "join" for form in turn.conversation.forms):
        due = show_moment(house.sla.later(uow.now, house.unions.decide_within), turn.speaker.person.locale)
        return turn.answer("join.not_handed_in", due=due)
    return turn.answer(MEMBER_QUESTION, go(turn, "join"))


def show_portrait(turn: TurnContext) -> Answers:
    """The tags; whoever has none is asked the questions."""
    if not tags.tags_of(turn.uow, turn.speaker.person.id):
        return open_flow(turn, "portrait")
    return _page(turn)


def _page(turn: TurnContext) -> Answers:
    text, rows = portrait.page(turn.uow, turn.house, turn.speaker.person.id)
    return [Answer(text=text, choices=rows)]


def _approve(turn: TurnContext, action: Action) -> Answers:
    service.approve(turn.uow, turn.house, action.subject_id, turn.speaker.person.id)
    return turn.answer("join.approved")


def _refuse(turn: TurnContext, action: Action) -> Answers:
    service.decidable(turn.uow, action.subject_id, turn.speaker.person.id)
    return open_flow(turn, "refuse_member", answers={"application": action.subject_id})


def _withdraw(turn: TurnContext, action: Action) -> Answers:
    service.withdraw(turn.uow, turn.speaker.person.id)
    return turn.answer("join.withdrawn", go(turn, "join"))


def _ask_leave(turn: TurnContext, action: Action) -> Answers:
    member = membership.member_of(turn.uow, turn.speaker.person.id)
    if member is None:
        return show_standing(turn)
    rows = service.own_buttons(turn.uow, turn.house, member, "leave_sure", "stay")
    return turn.answer("join.leave_sure", rows)


def _leave(turn: TurnContext, action: Action) -> Answers:
    service.leave(turn.uow, turn.speaker.person.id)
    return turn.answer("join.left", go(turn, "grievance"))


def _drop_tag(turn: TurnContext, action: Action) -> Answers:
    portrait.drop(turn.uow, turn.speaker.person.id, action.subject_id)
    return _page(turn)


def _drop_tags(turn: TurnContext, action: Action) -> Answers:
    portrait.clear(turn.uow, turn.speaker.person.id)
    return _page(turn)


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "member.approve": _approve,
    "member.refuse": _refuse,
    "member.withdraw": _withdraw,
    "member.leave": _ask_leave,
    "member.leave_sure": _leave,
    "member.stay": lambda turn, action: show_standing(turn),
    "tag.drop": _drop_tag,
    "tag.drop_all": _drop_tags,
    "tag.again": lambda turn, action: open_flow(turn, "portrait"),
}
