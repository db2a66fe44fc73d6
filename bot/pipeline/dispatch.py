"""Runs the handler of a message. Everything that it says comes back as answers; everything that it does is in
the turn.
"""

from collections.abc import Callable

from bot.core.messages import Kind
from bot.flows.catalog import flow_named
from bot.flows.engine import asks_to_cancel
from bot.flows.form import Form
from bot.handlers import (
    about_staff,
    actions,
    board,
    broadcasts,
    calling_off,
    care,
    change_of_mind,
    clinic,
    crisis,
    desk,
    edits,
    event_desk,
    events,
    human,
    joining,
    knowledge,
    membership,
    menu,
    mine,
    notices,
    numbers,
    oversight,
    packs,
    radar,
    second_matter,
    small_talk,
    staff_desk,
    status,
    suggestions,
    texts,
)
from bot.handlers.forms import (
    advance_form,
    ask_again,
    leave_forms_of_staff,
    leave_forms_without_role,
    open_flow,
    resume,
)
from bot.handlers.turn_context import Answers, TurnContext, go
from bot.pipeline.router import Route, command_of, route
from bot.store.outbox import Rows

Command = Callable[[TurnContext], Answers]

_COMMANDS: dict[str, Command] = {
    "start": menu.welcome,
    "menu": menu.welcome,
    "help": menu.help_page,
    "tools": menu.tools_page,
    "language": menu.switch_language,
    "status": status.show_status,
    "resume": resume,
    "grievance": lambda turn: open_flow(turn, "grievance"),
    "on_behalf": lambda turn: open_flow(turn, "on_behalf"),
    "grid": lambda turn: open_flow(turn, "grid"),
    "clinic": clinic.open_clinic,
    "reception": clinic.open_reception,
    "sessions": clinic.show_sessions,
    "announce": lambda turn: open_flow(turn, "announce"),
    "care": care.show_page,
    "aid": lambda turn: open_flow(turn, "care"),
    "wish": lambda turn: open_flow(turn, "wish"),
    "pack": packs.show_packs,
    "handout": lambda turn: open_flow(turn, "handout"),
    "aids": care.show_waiting,
    "events": lambda turn: [*event_desk.show_run(turn), *events.show_events(turn)],
    "new_event": lambda turn: open_flow(turn, "new_event"),
    "new_session": lambda turn: open_flow(turn, "new_session"),
    "restock": packs.restock,
    "call_off": calling_off.ask_which,
    "suggest": lambda turn: open_flow(turn, "suggestion"),
    "proposal": lambda turn: open_flow(turn, "proposal"),
    "receipt": suggestions.read_receipt,
    "box": suggestions.show_box,
    "join": membership.join,
    "card": membership.show_standing,
    "portrait": membership.show_portrait,
    "link": joining.show_link_code,
    "cases": desk.show_cases,
    "dead": desk.show_dead_letters,
    "human": human.ask_human,
    "callback": lambda turn: open_flow(turn, "callback"),
    "faq": knowledge.show_topics,
    "mine": mine.show_mine,
    "texts": texts.show_texts,
    "absence": staff_desk.ask_for_leave,
    "returned": staff_desk.come_back,
    "rota": staff_desk.show_rota,
    "set_rota": lambda turn: open_flow(turn, "set_rota"),
    "invite": lambda turn: open_flow(turn, "invite"),
    "remove_staff": lambda turn: open_flow(turn, "remove_staff"),
    "record": oversight.ask_record,
    "counts": oversight.show_counts,
    "radar": radar.show_alerts,
    "board": board.show_board,
    "notices": notices.show_notices,
    "broadcast": lambda turn: open_flow(turn, "broadcast"),
    "broadcasts": broadcasts.show_broadcasts,
}
# Words of a form that mean something without one too: "没有" and "等一下" to whoever asks, "取消" of what is booked.
_ANSWERS = frozenset(("nothing", "later", "cancel", "withdraw"))
# These look and come back: the open question is put again behind them.
_LOOKS = frozenset(
    ("board", "cases", "tools", "status", "help", "language", "human", "faq", "mine", "notices", "receipt")
)


def handle(turn: TurnContext) -> Answers:
    """The answers to one message. A form that is no longer the open one keeps nothing from others."""
    leave_forms_without_role(turn)
    before = turn.conversation.form
    answers = _routed(turn)
    after = turn.conversation.form
    if before is not None and (after is None or after.id != before.id):
        flow_named(before.flow).release(turn.flow, before)
    return answers


def _routed(turn: TurnContext) -> Answers:  # noqa: C901 (one line for each route)
    match route(turn):
        case Route.CRISIS:
            return crisis.answer_crisis(turn)
        case Route.COMMAND:
            return _command(turn, command_of(turn) or "start")
        case Route.BUTTON:
            return _button(turn)
        case Route.PLACED:
            return small_talk.placed(turn, turn.conversation.offer.chosen(turn.inbound.choice or "") or "")
        case Route.FORM:
            return _form(turn)
        case Route.EDIT:
            return edits.take_edit(turn)
        case Route.LEFT:
            return []
        case Route.UNSUPPORTED:
            return _unsupported(turn)
        case Route.FREE:
            return _free(turn)


def _command(turn: TurnContext, name: str) -> Answers:
    if (code := joining.code_in(turn.text)) is not None:
        return joining.use(turn, *code)
    if (said := event_desk.at_the_door(turn)) is not None:
        return said
    form = turn.conversation.form
    if (said := knowledge.show(turn, name)) is not None:
        return said if form is None else [*said, *ask_again(turn, form)]
    name = name.partition(".")[0]  # what follows is the command's topic
    command = _COMMANDS.get(name)
    if form is None and name in _ANSWERS and turn.inbound.kind is Kind.TEXT:
        return _free(turn)
    if form is None and name == "cancel":
        return small_talk.nothing_open(turn)
    if command is None:
        return _form(turn) if form is not None else small_talk.fallback(turn)
    if name in _LOOKS:
        said = command(turn)
        note = "flow.not_handed_in" if name == "status" else None
        return said if form is None else [*said, *ask_again(turn, form, note)]
    leave_forms_of_staff(turn)
    return command(turn)


def _button(turn: TurnContext) -> Answers:
    action = actions.find_action(turn)
    if action is not None:
        return actions.act(turn, action)
    form = turn.conversation.form
    if form is not None:
        return ask_again(turn, form, note="flow.old_button")
    return turn.answer("talk.old_button", go(turn, "grievance", "status"))


def _form(turn: TurnContext) -> Answers:
    form = turn.conversation.form
    assert form is not None
    if turn.inbound.kind is Kind.TEXT and (code := joining.code_in(turn.text)) is not None:
        return joining.use(turn, *code)
    if turn.inbound.kind is Kind.TEXT and (said := event_desk.at_the_door(turn)) is not None:
        return said
    # What staff write into a form is meant for somebody else: a notice about lawyers asks for none.
    for_himself = turn.inbound.kind is Kind.TEXT and flow_named(form.flow).roles is None
    if for_himself and (said := _beside(turn, form)) is not None:
        return said
    control = turn.house.words.global_word(turn.text) if turn.inbound.kind is Kind.TEXT else None
    misses, was_leaving = form.misses, asks_to_cancel(form)
    answers = advance_form(turn, form, control)
    if control in _COMMANDS and (was_leaving or form.misses > misses):
        form.misses = misses  # "心愿" is no answer to a consent: it is the way to another service
        return _command(turn, control)
    if form.misses > misses and for_himself and (said := _no_answer_but(turn, form)) is not None:
        form.misses = misses
        return said
    return answers


def _no_answer_but(turn: TurnContext, form: Form) -> Answers | None:
    """What words that were a slip are surely about: where it stands (it is not handed in yet), or another service."""
    if (said := status.hear(turn)) is not None:
        return [*said, *ask_again(turn, form, note="flow.not_handed_in")]
    return second_matter.show_the_way(turn, form)


def _beside(turn: TurnContext, form: Form) -> Answers | None:
    """Words within a form that are no answer to it: a question, another wish, a call for a human being."""
    if (said := about_staff.comes_up(turn, form)) is not None:
        return said
    if (said := about_staff.asked(turn, form) or suggestions.by_the_way(turn, form)) is not None:
        return [*said, *ask_again(turn, form)]
    if (said := numbers.hand_in(turn, form)) is not None:
        return said
    # In a form without a story (a word after the stars, a word to the liaison) a thank-you is what he wants to say.
    answer = side_answer(turn)
    if answer is not None and (answer != "talk.thanks" or flow_named(form.flow).story is not None):
        return [*_aside(turn, answer), *ask_again(turn, form)]
    if (said := change_of_mind.hear(turn, form) or second_matter.hear(turn, form)) is not None:
        return said
    if (said := _looked_up(turn)) is not None:
        return [*said, *ask_again(turn, form)]
    return None


def _unsupported(turn: TurnContext) -> Answers:
    form = turn.conversation.form
    return ask_again(turn, form, note="flow.unsupported") if form is not None else small_talk.fallback(turn)


def _free(turn: TurnContext) -> Answers:
    if (code := joining.code_in(turn.text)) is not None:
        return joining.use(turn, *code)
    if (said := event_desk.at_the_door(turn)) is not None:
        return said
    if turn.inbound.kind is Kind.TEXT and (answer := side_answer(turn)) is not None:
        return _aside(turn, answer, go(turn, "grievance", "status"))
    if turn.inbound.kind is Kind.TEXT and (said := oversight.hear_number(turn) or staff_desk.hear_leave(turn)):
        return said
    if turn.inbound.kind is Kind.TEXT and (said := _looked_up(turn) or numbers.hear(turn)) is not None:
        return said
    return small_talk.place(turn)


def _looked_up(turn: TurnContext) -> Answers | None:
    """What is answered beside an open question, which is put again behind it."""
    return knowledge.asked(turn) or clinic.about_the_seat(turn) or human.hear(turn)


def _aside(turn: TurnContext, key: str, rows: Rows = ()) -> Answers:
    """The answer to a side question; some depend on who asks, or on what is free."""
    if key == clinic.LAWYER_QUESTION:
        return clinic.when_lawyer(turn)
    return membership.show_standing(turn) if key == membership.MEMBER_QUESTION else turn.answer(key, rows)


def side_answer(turn: TurnContext) -> str | None:
    """The text key that answers a side question; None when it is none that we know."""
    return turn.house.questions.answer_to(turn.text)
