"""Danger and emergencies, at any step of anything: the numbers first, in the same reply, then a human being at once."""

from bot.core.ids import show_case_number
from bot.domain.cases import Case
from bot.domain.categories import Category, Urgency
from bot.flows.case_form import new_case
from bot.flows.consent import consent_version, has_consented
from bot.flows.form import Form
from bot.flows.urgent import called
from bot.handlers.forms import advance_form, open_flow, told_of_himself
from bot.handlers.turn_context import Answer, Answers, TurnContext, go
from bot.services import cases as case_service
from bot.services.people import remember
from bot.store import cases

# Somebody in distress writes in pieces: what follows belongs to the same case.
_KINDS = {"medical", "violence", "despair", "fire"}


def answer_crisis(turn: TurnContext) -> Answers:
    """The numbers that help first, then: the case that was opened (or found), and who comes."""
    assert turn.intent is not None
    first = turn.say(f"crisis.{turn.intent.crisis}" if turn.intent.crisis in _KINDS else "crisis.general")
    running = next(
        (c for c in cases.cases_owned_by(turn.uow, turn.speaker.person.id) if c.urgency is not Urgency.NORMAL), None
    )
    if running is not None:
        return [_passed_on(turn, running, first if turn.intent.outright else "")]
    if turn.intent.urgency is Urgency.URGENT and not _has_agreed(turn):
        return _ask_consent(turn, first)
    return [_opened(turn, first)]


def _has_agreed(turn: TurnContext) -> bool:
    """Also in a form that is not handed in: nobody in danger is asked twice."""
    return has_consented(turn.flow) or told_of_himself(turn).get("privacy") == consent_version(turn.flow)


def _passed_on(turn: TurnContext, case: Case, first: str) -> Answer:
    """The same emergency goes on: its handler is told at once, no second case."""
    _put_form_aside(turn)
    case_service.add_from_worker(
        turn.uow, turn.house, case, turn.text, list(turn.attachments), turn.source, headline="card.urgent_addendum"
    )
    said = turn.say("crisis.passed_on" if first else "case.passed_on", number=show_case_number(case.number))
    return Answer(text=f"{first}\n\n{said}".strip(), urgent=True)


def _opened(turn: TurnContext, first: str) -> Answer:
    """Opens with what is known: the open grievance form, or who he is from any other, and these words."""
    form = _known(turn)
    assert turn.intent is not None
    new = new_case(turn.flow, form, turn.intent.urgency)
    consent = None if has_consented(turn.flow) else form.answered("privacy")
    remember(
        turn.uow,
        turn.speaker,
        consent=consent,
        grid_id=new.grid_id,
        name=form.answered("name"),
        phone=form.answered("phone"),
    )
    files = [*(form.answered("evidence") or []), *(form.answered("evidence+") or []), *turn.attachments]
    opened = case_service.open_case(turn.uow, turn.house, new, files=files, source=turn.source)
    return Answer(text=f"{first}\n\n{called(turn.flow, opened)}", urgent=True, tracked=True)


def _known(turn: TurnContext) -> Form:
    """The grievance that was being filled in becomes this case; else one that knows only who he is. His words are
    added.
    """
    open_form = turn.conversation.form
    if open_form is not None and open_form.flow in ("grievance", "urgent"):
        turn.conversation.drop(open_form)
        form = open_form
    else:
        _put_form_aside(turn)
        form = Form(flow="grievance", version=1, opened_at=turn.uow.now, touched_at=turn.uow.now)
        form.answers |= told_of_himself(turn)
    before = form.answered("story")
    form.answers["story"] = turn.text if not before or before in turn.text else f"{before}\n{turn.text}"
    if form.answered("category") in (None, Category.OTHER.value) and turn.intent is not None:
        form.answers["category"] = (turn.intent.category or Category.OTHER).value
    return form


def _put_form_aside(turn: TurnContext) -> None:
    # No form question until the worker comes back to it of his own accord.
    turn.conversation.pause()


def _ask_consent(turn: TurnContext, first: str) -> Answers:
    """Not a danger to life: the numbers at once, and one tap of consent before anything is stored."""
    open_form = turn.conversation.form
    if open_form is not None and open_form.flow == "urgent":
        said = advance_form(turn, open_form)
        return [Answer(text=f"{first}\n\n{answer.text}", choices=answer.choices, urgent=True) for answer in said]
    turn.conversation.pause()
    asked = open_flow(
        turn,
        "urgent",
        answers={
            "story": turn.text,
            "category": (turn.intent.category or Category.OTHER).value if turn.intent else "other",
            "evidence": list(turn.attachments),
        },
    )
    return [Answer(text=f"{first}\n\n{answer.text}", choices=answer.choices, urgent=True) for answer in asked] or [
        Answer(text=first, choices=go(turn, "grievance"), urgent=True)
    ]
