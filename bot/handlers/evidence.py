"""Evidence: the list of what a case still lacks, and the pack that is made of what there is."""

from collections.abc import Callable

from bot.core.errors import DomainError
from bot.core.ids import show_case_number
from bot.domain.cases import Case, MessageKind
from bot.handlers.forms import open_flow, resume
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import cases as case_service
from bot.services import checklists, evidence_packs
from bot.services.cards import case_button
from bot.store import cases, people
from bot.store.buttons import Action
from bot.store.on_behalf import waits_for_chat


def _page(turn: TurnContext, action: Action) -> Answers:
    """The worker's own page."""
    return _list(turn, _own(turn, action), "evidence_pack.page", ("checklist",), ("pack_own",))


def _staff_page(turn: TurnContext, action: Action) -> Answers:
    case = _visible(turn, action)
    if waits_for_chat(turn.uow, case):
        return _list(turn, case, "evidence_pack.page_staff", ("checklist_aloud",), ("pack_aloud",))
    return _list(turn, case, "evidence_pack.page_staff", ("checklist_ask",), ("pack_ask",))


def _list(turn: TurnContext, case: Case, key: str, *rows: tuple[str, ...]) -> Answers:
    locale = turn.speaker.person.locale
    lines = "\n".join(checklists.lines(turn.uow, turn.house, case, locale))
    return _say(turn, case, key, *rows, lines=lines)


def _fill_in(turn: TurnContext, action: Action) -> Answers:
    return _open(turn, _own(turn, action), aloud=False)


def _fill_in_aloud(turn: TurnContext, action: Action) -> Answers:
    return _open(turn, _offline(turn, action), aloud=True)


def _open(turn: TurnContext, case: Case, *, aloud: bool) -> Answers:
    """The list is asked from where it was left; photos of a form that was put aside are still in it."""
    forms = turn.conversation.forms
    begun = next((form for form in forms if form.flow == "checklist" and form.answers["case"] == case.id), None)
    if begun is not None:
        return resume(turn, begun)
    return open_flow(turn, "checklist", answers={"case": case.id, "aloud": aloud, "passed": [], "captions": []})


def _ask_for_the_list(turn: TurnContext, action: Action) -> Answers:
    """The worker is asked to go through the list: ready words, which keep no promise."""
    case, staff_id = _visible(turn, action), turn.speaker.person.id
    text = turn.house.texts.get("evidence_pack.request", people.locale_of(turn.uow, cases.owner_of(turn.uow, case)))
    case_service.reply(turn.uow, turn.house, case, staff_id, text, [], MessageKind.REQUEST, canned=True)
    return turn.answer("staff.request_sent", number=show_case_number(case.number))


def _make_own(turn: TurnContext, action: Action) -> Answers:
    return _say(turn, _own(turn, action), "evidence_pack.please_declare", ("pack_declare",), ("checklist",))


def _declare(turn: TurnContext, action: Action) -> Answers:
    evidence_packs.make_own(turn.uow, turn.house, _own(turn, action), turn.speaker.person.id)
    return turn.answer("evidence_pack.making")


def _ask(turn: TurnContext, action: Action) -> Answers:
    case = _visible(turn, action)
    evidence_packs.ask(turn.uow, turn.house, case, turn.speaker.person.id)
    return _say(turn, case, "evidence_pack.asked")


def _agree(turn: TurnContext, action: Action) -> Answers:
    case = _own(turn, action)
    evidence_packs.answer(turn.uow, turn.house, case, action.argument, agrees=True)
    return _say(turn, case, "evidence_pack.agreed")


def _refuse(turn: TurnContext, action: Action) -> Answers:
    case = _own(turn, action)
    evidence_packs.answer(turn.uow, turn.house, case, action.argument, agrees=False)
    return _say(turn, case, "evidence_pack.refused")


def _read_aloud(turn: TurnContext, action: Action) -> Answers:
    return _say(turn, _offline(turn, action), "evidence_pack.please_read_aloud", ("pack_heard",))


def _heard(turn: TurnContext, action: Action) -> Answers:
    evidence_packs.make_aloud(turn.uow, turn.house, _offline(turn, action), turn.speaker.person.id)
    return turn.answer("evidence_pack.making")


def _say(turn: TurnContext, case: Case, key: str, *rows: tuple[str, ...], lines: str = "") -> Answers:
    person = turn.speaker.person
    text = turn.say(key, number=show_case_number(case.number), lines=lines)
    buttons = (
        tuple(case_button(turn.uow, turn.house, case, person.id, name, person.locale) for name in row) for row in rows
    )
    return [Answer(text=text, choices=tuple(buttons))]


def _own(turn: TurnContext, action: Action) -> Case:
    return case_service.own_case(turn.uow, action.subject_id, turn.speaker.person.id)


def _visible(turn: TurnContext, action: Action) -> Case:
    return case_service.visible_case(turn.uow, action.subject_id, turn.speaker.person.id)


def _offline(turn: TurnContext, action: Action) -> Case:
    """A case whose worker has no chat: everybody else speaks for himself."""
    case = _visible(turn, action)
    if not waits_for_chat(turn.uow, case):
        raise DomainError("on_behalf.has_chat")
    return case


ACTIONS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    "proofs": _page,
    "pack": _staff_page,
    "checklist": _fill_in,
    "checklist_aloud": _fill_in_aloud,
    "checklist_ask": _ask_for_the_list,
    "pack_own": _make_own,
    "pack_declare": _declare,
    "pack_ask": _ask,
    "pack_agree": _agree,
    "pack_refuse": _refuse,
    "pack_aloud": _read_aloud,
    "pack_heard": _heard,
}
