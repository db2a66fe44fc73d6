"""Switching kinds of notice off and on: from 我的, and from the button under every notice."""

from collections.abc import Callable

from bot.core.messages import Choice
from bot.domain.notices import REQUIRED, NoticeKind
from bot.handlers.turn_context import Answer, Answers, TurnContext, go, topic
from bot.services import notices
from bot.store.buttons import Action


def show_notices(turn: TurnContext) -> Answers:
    """The page of all kinds; under a notice, only the question about its own kind."""
    named = topic(turn)
    if named in tuple(NoticeKind):
        return _ask(turn, NoticeKind(named))
    person = turn.speaker.person
    text, rows = notices.page(turn.uow, turn.house, person.id, person.locale)
    more = go(turn, "texts") if turn.house.sms is not None else ()
    return [Answer(text=text, choices=(*rows, *more))]


def _ask(turn: TurnContext, kind: NoticeKind) -> Answers:
    name = turn.say(f"notice.kind_{kind}")
    if kind in REQUIRED:
        return turn.answer("notice.why_required", kind=name)
    return turn.answer("notice.sure", ((_switch(turn, "off", kind), _switch(turn, "keep", kind)),), kind=name)


def _off(turn: TurnContext, action: Action) -> Answers:
    kind = NoticeKind(action.subject_id)
    notices.switch_off(turn.uow, turn.speaker.person.id, kind)
    return turn.answer("notice.is_off", ((_switch(turn, "on", kind),),), kind=turn.say(f"notice.kind_{kind}"))


def _on(turn: TurnContext, action: Action) -> Answers:
    kind = NoticeKind(action.subject_id)
    notices.switch_on(turn.uow, turn.speaker.person.id, kind)
    return turn.answer("notice.is_on", kind=turn.say(f"notice.kind_{kind}"))


def _keep(turn: TurnContext, action: Action) -> Answers:
    return turn.answer("notice.kept", kind=turn.say(f"notice.kind_{NoticeKind(action.subject_id)}"))


def _switch(turn: TurnContext, verb: str, kind: NoticeKind) -> Choice:
    person = turn.speaker.person
    return notices.switch(turn.uow, turn.house, person.id, verb, kind, person.locale)


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "notices.off": _off,
    "notices.on": _on,
    "notices.keep": _keep,
}
