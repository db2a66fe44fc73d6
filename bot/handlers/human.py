"""转人工: a human being is asked, and the worker hears who and by when; 回电 leaves a call to be made."""

import re

from bot.core.moments import show_moment
from bot.domain.callbacks import CallbackStatus
from bot.domain.cases import Identity
from bot.flows.case_form import ABOUT_STAFF, UNSURE
from bot.flows.neighbourhood import NO_GRID
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.nlu.times import ImpossibleTime, when_ahead
from bot.services import callbacks as callback_service
from bot.services import human
from bot.services.human import Promise
from bot.store import callbacks
from bot.store.buttons import Action

_ASKS = re.compile(
    r"(?<![不别没])(?:转|找|换|叫|要|接|来|有)(?:我|给我|一)?个?(?:人工|真人|活人|客服)|人工客服|跟人(?:说|讲|聊)"
)
_CALL_ME = re.compile(
    r"(?:打给|打电话给|call|ring|电)我|打我(?:电话|手机)?|给我(?:回|打)|回(?:个)?电|(?:上午|下午|晚上|点)再?打"
)
_LONGEST = 24  # characters; a longer message tells something, and is the matter itself
# What a worker was doing is told to the staff only where it gives nothing of himself away.
_TOLD = frozenset(("grievance", "clinic", "event", "join"))


def ask_human(turn: TurnContext) -> Answers:
    """Asks for a person. What the worker has said stays with him: he passes on what he wants with a button."""
    person = turn.speaker.person
    before = callbacks.open_callback_of(turn.uow, person.id)
    avoided = (*human.avoided_in(turn.uow, turn.text, _grid(turn)), *_accused_now(turn))
    promise = human.ask(turn.uow, turn.house, person.id, _grid(turn), topic=_topic(turn), avoided=avoided)
    if promise is None:
        return turn.answer("human.nobody", go(turn, "grievance"))
    parts = [_promise(turn, promise), turn.say("human.words_not_told")]
    if promise.callback.avoided:
        parts.append(turn.say("human.avoided"))
    verbs = ("write",) if before is None else ("write", "cancel")
    rows = callback_service.callback_buttons(turn.uow, turn.house, promise.callback, person.id, verbs)
    return [Answer(text="\n".join(parts), choices=(*go(turn, "callback"), *rows), tracked=True)]


def hear(turn: TurnContext) -> Answers | None:
    """What short words about being served by a person ask for; None when they are about something else."""
    if not turn.text or len(turn.text) > _LONGEST:
        return None
    if _ASKS.search(turn.text):
        return ask_human(turn)
    if (said := _spared(turn)) is not None:
        return said
    if turn.conversation.form is None and _CALL_ME.search(turn.text) and _names_an_hour(turn):
        return open_flow(turn, "callback", text=turn.text)
    return None


def _spared(turn: TurnContext) -> Answers | None:
    """ "别给我转姓赵的": the request goes to somebody else."""
    person = turn.speaker.person
    request = callbacks.open_callback_of(turn.uow, person.id)
    if request is None:
        return None
    avoided = human.avoided_in(turn.uow, turn.text, _grid(turn), request.assignee_id)
    return None if set(avoided) <= set(request.avoided) else _ask_another(turn, avoided)


def _ask_another(turn: TurnContext, avoided: tuple[str, ...]) -> Answers:
    person = turn.speaker.person
    promise = human.ask(turn.uow, turn.house, person.id, _grid(turn), topic=_topic(turn), avoided=avoided)
    if promise is None:
        return turn.answer("human.nobody", go(turn, "grievance"))
    return turn.answer("human.another", go(turn, "callback"), promise=_promise(turn, promise))


def _promise(turn: TurnContext, promise: Promise) -> str:
    locale = turn.speaker.person.locale
    return turn.say(
        "human.on_duty" if promise.on_duty else "human.off_duty",
        who=f"{turn.say(f'role.{promise.role}')} {promise.name or ''}".strip(),
        due=show_moment(promise.callback.due_at, locale),
        starts=show_moment(promise.starts, locale),
    )


def _names_an_hour(turn: TurnContext) -> bool:
    try:
        return when_ahead(turn.text, turn.uow.now) is not None
    except ImpossibleTime:
        return True


def _grid(turn: TurnContext) -> str | None:
    """His own, or the one that he has just named in the open form."""
    form = turn.conversation.form
    named = form.answered("grid") if form is not None else None
    return turn.speaker.person.grid_id or (None if named == NO_GRID else named)


def _topic(turn: TurnContext) -> str:
    form = turn.conversation.form
    private = form is None or form.flow not in _TOLD or form.answers.get("category") == ABOUT_STAFF
    if form is None or private or form.answers.get("identity") == Identity.SEALED.value:
        return ""
    return turn.say(f"human.topic_{form.flow}")


def _accused_now(turn: TurnContext) -> tuple[str, ...]:
    """Whom the open form is about."""
    form = turn.conversation.form
    accused = form.answered("accused") if form is not None else None
    return (accused,) if accused and accused != UNSURE else ()


def _write(turn: TurnContext, action: Action) -> Answers:
    callback_service.own(turn.uow, action.subject_id, turn.speaker.person.id)
    return open_flow(turn, "callback_words", answers={"callback": action.subject_id})


def _reply(turn: TurnContext, action: Action) -> Answers:
    callback_service.visible(turn.uow, action.subject_id, turn.speaker.person.id)
    return open_flow(turn, "callback_words", answers={"callback": action.subject_id})


def _done(turn: TurnContext, action: Action) -> Answers:
    callback = callback_service.visible(turn.uow, action.subject_id, turn.speaker.person.id)
    callback_service.finish(turn.uow, turn.house, callback, CallbackStatus.DONE, turn.speaker.person.id)
    return turn.answer("callback.done")


def _cancel(turn: TurnContext, action: Action) -> Answers:
    callback = callback_service.own(turn.uow, action.subject_id, turn.speaker.person.id)
    callback_service.finish(turn.uow, turn.house, callback, CallbackStatus.CANCELLED, None)
    return turn.answer("callback.cancelled")


def _change(turn: TurnContext, action: Action) -> Answers:
    callback_service.own(turn.uow, action.subject_id, turn.speaker.person.id)
    return open_flow(turn, "callback")


ACTIONS = {
    "request.write": _write,
    "request.reply": _reply,
    "request.done": _done,
    "request.cancel": _cancel,
    "request.change": _change,
}
