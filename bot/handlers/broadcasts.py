"""Notices to many, for officers: the list, and the buttons under cards and under the message that follows a sending.

Whoever may address the people of a notice may act on it; everybody else reads that there is no such thing.
"""

from collections.abc import Callable

from bot.core.moments import show_moment
from bot.domain.broadcasts import Broadcast, BroadcastStatus
from bot.domain.people import SUPERVISORS
from bot.flows.broadcast import answers_of
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services import broadcast_desk as desk
from bot.services import broadcasts, untold
from bot.services.broadcast_cards import broadcast_buttons, card_text, send_card
from bot.services.broadcast_watch import watch
from bot.services.broadcast_words import title
from bot.store.buttons import Action

MOST_LISTED = 8
_ON_ITS_WAY = frozenset(BroadcastStatus) - {BroadcastStatus.DRAFT, BroadcastStatus.SUBMITTED}


def show_broadcasts(turn: TurnContext) -> Answers:
    """The latest notices that this person may see, each with a button that opens it."""
    if not turn.speaker.roles & SUPERVISORS:
        return turn.answer("sending.not_found")
    person = turn.speaker.person
    found = broadcasts.shown_to(turn.uow, person.id, *BroadcastStatus)[:MOST_LISTED]
    if not found:
        return turn.answer("broadcast.none", go(turn, "broadcast"))
    lines = [
        turn.say(
            "broadcast.line",
            number=number,
            title=title(each.content),
            state=turn.say(f"broadcast.state_{each.status}"),
            at=show_moment(each.created_at, person.locale),
        )
        for number, each in enumerate(found, 1)
    ]
    rows = tuple(
        tuple(type(choice)(label=f"{number} {title(each.content)}"[:20], token=choice.token) for choice in row)
        for number, each in enumerate(found, 1)
        for row in broadcast_buttons(turn.uow, turn.house, each, person.id, "open")
    )
    return [Answer(text="\n".join([turn.say("broadcast.list"), *lines]), choices=(*rows, *go(turn, "broadcast")))]


def _open(turn: TurnContext, action: Action) -> Answers:
    """One notice: on its way, the message that follows it; before that, what it says and what can be done."""
    broadcast = _visible(turn, action)
    person = turn.speaker.person
    if broadcast.status in _ON_ITS_WAY:
        watch(turn.uow, turn.house, broadcast, person.id)
        return []
    if broadcast.author_id != person.id and broadcast.status is BroadcastStatus.SUBMITTED:
        send_card(turn.uow, turn.house, broadcast, person.id)
        return []
    verbs = ("edit", "cancel") if broadcast.author_id == person.id else ("cancel",)
    text = card_text(turn.uow, turn.house, broadcast, person.locale)
    rows = broadcast_buttons(turn.uow, turn.house, broadcast, person.id, *verbs)
    return [Answer(text=f"{turn.say(f'broadcast.state_{broadcast.status}')}\n\n{text}", choices=rows)]


def _edit(turn: TurnContext, action: Action) -> Answers:
    broadcast = desk.changeable(turn.uow, action.subject_id, turn.speaker.person.id)
    return open_flow(turn, "broadcast", answers=answers_of(broadcast))


def _approve(turn: TurnContext, action: Action) -> Answers:
    desk.agree(turn.uow, turn.house, action.subject_id, turn.speaker.person.id, action.argument)
    return turn.answer("approval.thanks")


def _ask_reason(turn: TurnContext, action: Action) -> Answers:
    broadcast = _visible(turn, action)
    return open_flow(turn, "send_back", answers={"broadcast": broadcast.id})


def _pause(turn: TurnContext, action: Action) -> Answers:
    desk.pause(turn.uow, turn.house, action.subject_id, turn.speaker.person.id)
    return turn.answer("broadcast.paused")


def _resume(turn: TurnContext, action: Action) -> Answers:
    desk.resume(turn.uow, turn.house, action.subject_id, turn.speaker.person.id)
    return turn.answer("broadcast.resumed")


def _ask_cancel(turn: TurnContext, action: Action) -> Answers:
    broadcast = _visible(turn, action)
    verbs = ("stop", "recall", "keep") if broadcast.started_at else ("call_off", "keep")
    rows = broadcast_buttons(turn.uow, turn.house, broadcast, turn.speaker.person.id, *verbs)
    key = "broadcast.cancel_sure" if broadcast.started_at else "broadcast.cancel_unsent"
    return turn.answer(key, rows, title=title(broadcast.content))


def _ask_recall(turn: TurnContext, action: Action) -> Answers:
    broadcast = _visible(turn, action)
    rows = broadcast_buttons(turn.uow, turn.house, broadcast, turn.speaker.person.id, "recall", "keep")
    return turn.answer("broadcast.recall_sure", rows, title=title(broadcast.content))


def _stop(turn: TurnContext, action: Action) -> Answers:
    desk.cancel(turn.uow, turn.house, action.subject_id, turn.speaker.person.id)
    return turn.answer("broadcast.cancelled")


def _recall(turn: TurnContext, action: Action) -> Answers:
    desk.recall(turn.uow, turn.house, action.subject_id, turn.speaker.person.id)
    return turn.answer("broadcast.recalling")


def _keep(turn: TurnContext, action: Action) -> Answers:
    return turn.answer("broadcast.kept", title=title(_visible(turn, action).content))


def _untold(turn: TurnContext, action: Action) -> Answers:
    person = turn.speaker.person
    text, rows = untold.overview(turn.uow, turn.house, _visible(turn, action), person.id, person.locale)
    return [Answer(text=text, choices=rows)]


def _names(turn: TurnContext, action: Action) -> Answers:
    """The liaison's own list: he need not see the notice's figures for that."""
    person = turn.speaker.person
    grid_id = action.argument or None
    return [Answer(text=untold.names(turn.uow, turn.house, action.subject_id, grid_id, person.id, person.locale))]


def _visible(turn: TurnContext, action: Action) -> Broadcast:
    return broadcasts.visible(turn.uow, action.subject_id, turn.speaker.person.id)


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "broadcasts.open": _open,
    "broadcasts.edit": _edit,
    "broadcasts.approve": _approve,
    "broadcasts.send_back": _ask_reason,
    "broadcasts.pause": _pause,
    "broadcasts.resume": _resume,
    "broadcasts.cancel": _ask_cancel,
    "broadcasts.take_back": _ask_recall,
    "broadcasts.stop": _stop,
    "broadcasts.call_off": _stop,
    "broadcasts.recall": _recall,
    "broadcasts.keep": _keep,
    "broadcasts.untold": _untold,
    "broadcasts.names": _names,
}
