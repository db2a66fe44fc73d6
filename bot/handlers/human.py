"""转人工: a human being is asked, and the worker hears who and by when; 回电 leaves a call to be made."""

import re

from bot.core.moments import show_moment, show_window
from bot.core.windows import Window, read_window
from bot.domain.callbacks import CallbackStatus
from bot.domain.cases import Identity
from bot.flows.case_form import ABOUT_STAFF, UNSURE
from bot.flows.neighbourhood import NO_GRID
from bot.handlers.forms import open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.nlu.pii import mobile
from bot.nlu.times import ImpossibleTime, when_ahead
from bot.services import callbacks as callback_service
from bot.services import human
from bot.services import places as place_service
from bot.services.human import Promise
from bot.services.people import remember
from bot.store import callbacks, people
from bot.store.buttons import Action

_ASKS = re.compile(
    r"(?<![不别没])(?:转|找|换|叫|要|接|来|有)(?:我|给我|一)?个?(?:人工|真人|活人|客服)|人工客服|跟人(?:说|讲|聊)"
)
_CALL_ME = re.compile(
    r"(?:打给|打电话给|call|ring|电)我|(?:call|ring|phone) me\b|(?<![他她长人们板司管])打我(?:电话|手机)?"
    r"|给我(?:回(?!钱|款)|打(?!钱|款|工资|薪|卡|折|分|包|过|骂|差))|回(?:个)?电|(?:上午|下午|晚上|点)再?打"
)
# About our own desk, not the station's: "现在没人值班？", "你们几点有人上班".
_ON_DUTY = re.compile(
    r"(?:那|现在|这会儿?|你们|工会|今晚|晚上|周末|明天|请问)*"
    r"(?:(?:有|没|没有|有没有)人(?:在)?(?:值班|在岗|上班|当班)|(?:几点|什么时候|啥时候)(?:有人)?(?:值班|上班|在))(?:吗|没|么|了|不)*"
    r"|(?:is )?(?:anybody|somebody|nobody) (?:there|on duty)(?: now)?",
    re.IGNORECASE,
)
# Who else calls or pays: "站长说明天给我打电话" is part of a story.
_OTHERS = re.compile(r"他|她|老板|站长|公司|平台|客服|对方|经理|组长|队长|劳务|中介|boss|manager")
_ANOTHER_HOUR = re.compile("改成|改到|改为|换成|换到|推到|推迟到|提前到|change it to|make it", re.IGNORECASE)
_NO_CALL = re.compile(
    r"(?:算了)?(?:不用|别|不要)(?:再)?(?:给我)?(?:打(?:电话)?(?:来|过来)?|回(?:电|电话))了?|don'?t call(?: me)?"
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
    if _ON_DUTY.fullmatch(turn.text.strip(" ?？。.!！")):
        return _who_is_there(turn)
    if _CALL_ME.search(turn.text) and not _OTHERS.search(turn.text) and _names_an_hour(turn):
        return _call_at(turn)
    return _about_the_call(turn) if turn.conversation.form is None else None


def _about_the_call(turn: TurnContext) -> Answers | None:
    """ "改成晚上八点", "不用打了" from somebody who is to be called and has booked nothing that could be meant too."""
    not_at_all = _NO_CALL.fullmatch(turn.text.strip(" ，。,.!！")) is not None
    if not not_at_all and _ANOTHER_HOUR.search(turn.text) is None:
        return None
    person = turn.speaker.person
    call = callbacks.open_callback_of(turn.uow, person.id)
    if call is None or call.window is None or place_service.bookings_of(turn.uow, person.id):
        return None
    if not_at_all:
        callback_service.finish(turn.uow, turn.house, call, CallbackStatus.CANCELLED, None)
        return turn.answer("callback.cancelled")
    window = _asked_hour(turn, about=read_window(call.window))
    if window is None:
        return None
    return open_flow(turn, "callback", answers={"when": window.stored(), "phone": call.phone})


def _who_is_there(turn: TurnContext) -> Answers:
    """Whether somebody is at the desk now; whoever has asked before hears again who answers, and by when."""
    request = callbacks.open_callback_of(turn.uow, turn.speaker.person.id)
    grants = people.active_grants(turn.uow)
    promise = human.promise_of(turn.uow, turn.house, request, grants) if request is not None else None
    if promise is not None:
        key = "human.still_on_duty" if promise.on_duty else "human.still_off_duty"
        return [Answer(text=turn.say(key, **_words(turn, promise)))]
    if turn.house.duty.open_at(turn.uow.now):
        return turn.answer("human.desk_open", go(turn, "human"))
    starts = show_moment(turn.house.duty.next_start(turn.uow.now), turn.speaker.person.locale)
    return turn.answer("human.desk_closed", go(turn, "human"), starts=starts)


def _call_at(turn: TurnContext) -> Answers:
    """A call at the hour that was named; in the middle of a form it is booked beside it, for the form goes on."""
    form, person = turn.conversation.form, turn.speaker.person
    consent = form.answered("privacy") if form is not None else None
    window = _asked_hour(turn)
    if form is None or window is None or not (consent or person.consent_version):
        return open_flow(turn, "callback", text=turn.text)
    promise = human.ask(turn.uow, turn.house, person.id, _grid(turn), topic=_topic(turn), avoided=_accused_now(turn))
    if promise is None:
        return turn.answer("human.nobody")
    remember(turn.uow, turn.speaker, consent=consent, grid_id=None, name=None, phone=None)
    phone = mobile(turn.text) or form.answered("phone") or people.contact_of(turn.uow, person.id).phone
    call = callback_service.plan_call(turn.uow, turn.house, promise.callback, phone, window.stored())
    booked = turn.say(
        "callback.booked" if phone else "callback.booked_without_number",
        when=show_window(window, turn.uow.now, person.locale),
        who=_who(turn, promise),
        phone=phone,
        due=show_moment(call.due_at, person.locale),
    )
    closed = callback_service.nobody_there(turn.house, window.stored(), person.locale)
    return [Answer(text="\n".join(line for line in (booked, closed) if line))]


def _spared(turn: TurnContext) -> Answers | None:
    """ "别给我转姓赵的": the request goes to somebody else."""
    person = turn.speaker.person
    request = callbacks.open_callback_of(turn.uow, person.id)
    if request is None:
        return None
    avoided = human.avoided_in(turn.uow, turn.text, _grid(turn), request.assignee_id)
    if set(avoided) <= set(request.avoided):
        return None
    return _ask_another(turn, avoided, "human.another" if request.assignee_id in avoided else "human.spared")


def _ask_another(turn: TurnContext, avoided: tuple[str, ...], key: str) -> Answers:
    person = turn.speaker.person
    promise = human.ask(turn.uow, turn.house, person.id, _grid(turn), topic=_topic(turn), avoided=avoided)
    if promise is None:
        return turn.answer("human.nobody", go(turn, "grievance"))
    return turn.answer(key, go(turn, "callback"), promise=_promise(turn, promise))


def _promise(turn: TurnContext, promise: Promise) -> str:
    return turn.say("human.on_duty" if promise.on_duty else "human.off_duty", **_words(turn, promise))


def _words(turn: TurnContext, promise: Promise) -> dict[str, str]:
    locale = turn.speaker.person.locale
    return {
        "who": _who(turn, promise),
        "due": show_moment(promise.callback.due_at, locale),
        "starts": show_moment(promise.starts, locale),
    }


def _who(turn: TurnContext, promise: Promise) -> str:
    return f"{turn.say(f'role.{promise.role}')} {promise.name or ''}".strip()


def _asked_hour(turn: TurnContext, about: Window | None = None) -> Window | None:
    try:
        return when_ahead(turn.text, turn.uow.now, about=about)
    except ImpossibleTime:
        return None


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
