"""Buttons that outlive a question: looked up by token, checked against who presses and what he may do now.

Those about a case are here; the others (``clinic.cancel``) are the ``ACTIONS`` of the handler that is named before the
point. Each checks for itself what this person may do with ``subject_id``.
"""

from collections.abc import Callable

from bot.core.cleaning import quote
from bot.core.ids import show_case_number
from bot.core.messages import Purpose
from bot.core.moments import show_moment
from bot.domain.cases import Author, Case
from bot.handlers import (
    acknowledge,
    broadcasts,
    care,
    clinic,
    desk,
    digests,
    event_desk,
    events,
    evidence,
    helpers,
    human,
    mediation,
    membership,
    notices,
    on_behalf,
    packs,
    places,
    posting,
    radar,
    staff_desk,
    suggestions,
    texts,
)
from bot.handlers.forms import leave_forms_of_staff, open_flow
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import cases as case_service
from bot.services import sealing
from bot.services.cards import card_buttons, card_text
from bot.services.letters import send_files
from bot.store import attachments, audit, cases
from bot.store.buttons import Action, find_button

MOST_HISTORY = 12


def find_action(turn: TurnContext) -> Action | None:
    """What the pressed button means for this person; None when it is not his, too old or not of this kind."""
    token, person_id = turn.inbound.choice or "", turn.speaker.person.id
    return find_button(turn.uow, token, person_id) or acknowledge.find_acknowledgement(turn)


def act(turn: TurnContext, action: Action) -> Answers:
    """Does it; raises DomainError when the person may not, or no longer."""
    if action.name in _OTHERS:
        leave_forms_of_staff(turn)
        return _OTHERS[action.name](turn, action)
    if action.name in _WORKER:
        leave_forms_of_staff(turn)
        case = case_service.own_case(turn.uow, action.subject_id, turn.speaker.person.id)
        return _WORKER[action.name](turn, case)
    if action.name == "unseal_agree":
        sealing.agree(turn.uow, turn.house, action.subject_id, action.argument, turn.speaker)
        return turn.answer("unseal.agreed")
    leave_forms_of_staff(turn)
    case = case_service.visible_case(turn.uow, action.subject_id, turn.speaker.person.id)
    return _STAFF[action.name](turn, case) if action.name in _STAFF else _form(turn, case, action.name)


def _form(turn: TurnContext, case: Case, name: str) -> Answers:
    return open_flow(turn, name, answers={"case": case.id, "number": show_case_number(case.number)})


def _claim(turn: TurnContext, case: Case) -> Answers:
    case = case_service.claim(turn.uow, turn.house, case, turn.speaker.person.id)
    rows = card_buttons(turn.uow, turn.house, case, turn.speaker.person.id, turn.speaker.person.locale)
    return [Answer(text=turn.say("staff.claimed", number=show_case_number(case.number)), choices=rows)]


def show_card(turn: TurnContext, case: Case) -> Answers:
    """The whole card again."""
    locale, person_id = turn.speaker.person.locale, turn.speaker.person.id
    return [
        Answer(
            text=card_text(turn.uow, turn.house, case, locale, person_id),
            choices=card_buttons(turn.uow, turn.house, case, person_id, locale),
        )
    ]


def _history(turn: TurnContext, case: Case) -> Answers:
    audit.record(turn.uow, turn.speaker.person.id, "history_read", "case", case.id)
    said = cases.messages_of(turn.uow, case.id)[-MOST_HISTORY:]
    lines = [
        turn.say(
            "card.said_by_worker" if message.author is Author.WORKER else "card.said_by_staff",
            at=show_moment(message.said_at, turn.speaker.person.locale),
            text=quote(message.text, 600),
        )
        for message in said
    ]
    title = turn.say("card.history", number=show_case_number(case.number))
    return [
        Answer(
            text="\n\n".join([title, *lines]),
            choices=card_buttons(turn.uow, turn.house, case, turn.speaker.person.id, turn.speaker.person.locale),
        )
    ]


def _evidence(turn: TurnContext, case: Case) -> Answers:
    """The checked copies, one after the other; what is still being checked follows by itself."""
    audit.record(turn.uow, turn.speaker.person.id, "evidence_read", "case", case.id)
    found = [a for a in attachments.attachments_of(turn.uow, case.id) if a.status != "refused"]
    number = show_case_number(case.number)
    send_files(turn.uow, turn.speaker.person.id, number, found, purpose=Purpose.STAFF)
    return turn.answer("card.evidence_coming", count=len(found), number=number)


def solved(turn: TurnContext, case: Case) -> Answers:
    """The worker says that it is solved: the case is closed, and he may rate it."""
    case = case_service.confirm(turn.uow, turn.house, case)
    return _form(turn, case, "rate")


def unsolved(turn: TurnContext, case: Case) -> Answers:
    """The worker says that it is not solved: it goes into other hands."""
    opened = case_service.dispute(turn.uow, turn.house, case)
    due = show_moment(opened.answer_by, turn.speaker.person.locale)
    return [
        Answer(
            text=turn.say(
                "case.reopened",
                number=show_case_number(case.number),
                due=due,
                role=turn.say(f"role.{opened.handler_role}"),
            ),
            tracked=True,
        )
    ]


def _answer(turn: TurnContext, case: Case) -> Answers:
    return _form(turn, case, "answer")


Handler = Callable[[TurnContext, Case], Answers]
_WORKER: dict[str, Handler] = {
    "solved": solved,
    "unsolved": unsolved,
    "answer": _answer,
    **mediation.WORKER,
}
_STAFF: dict[str, Handler] = {
    "claim": _claim,
    "card": show_card,
    "history": _history,
    "evidence": _evidence,
    "helpers": helpers.show,
    **mediation.STAFF,
}
_OTHERS: dict[str, Callable[[TurnContext, Action], Answers]] = {
    **acknowledge.ACTIONS,
    **clinic.ACTIONS,
    **desk.ACTIONS,
    **digests.ACTIONS,
    **helpers.ACTIONS,
    **places.ACTIONS,
    **human.ACTIONS,
    **events.ACTIONS,
    **event_desk.ACTIONS,
    **care.ACTIONS,
    **packs.ACTIONS,
    **suggestions.ACTIONS,
    **membership.ACTIONS,
    **staff_desk.ACTIONS,
    **on_behalf.ACTIONS,
    **evidence.ACTIONS,
    **notices.ACTIONS,
    **posting.ACTIONS,
    **texts.ACTIONS,
    **radar.ACTIONS,
    **broadcasts.ACTIONS,
}
