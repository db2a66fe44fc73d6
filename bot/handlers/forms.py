"""Opening, continuing and leaving guided forms within a conversation."""

from typing import Any

from bot.core.messages import Choice, Kind
from bot.domain.categories import Category
from bot.flows import editing, engine
from bot.flows.asking import Outcome, ask
from bot.flows.catalog import flow_named
from bot.flows.declining import command_within, says_that_is_all
from bot.flows.flow import Flow, Heard, Prompt
from bot.flows.form import Form, Offer
from bot.flows.review import SUBMIT
from bot.flows.steps import files_of
from bot.handlers.turn_context import Answer, Answers, TurnContext, go, with_words_above
from bot.services import drafts
from bot.store import attachments

# What a person says of himself is the same in every form: it is not asked twice.
_OF_THE_PERSON = ("privacy", "grid", "name", "phone")


def open_flow(
    turn: TurnContext, name: str, *, answers: dict[str, Any] | None = None, text: str = "", source: str | None = None
) -> Answers:
    """Begins a flow; one that is open waits as a draft, and the same flow already begun is taken up again."""
    flow = flow_named(name)
    if flow.roles is not None and not flow.roles & turn.speaker.roles:
        return turn.answer("case.not_found")
    begun = next((form for form in turn.conversation.forms if form.flow == name), None)
    if begun is not None and flow.resumable and not text and not answers:
        return resume(turn, begun)
    if begun is not None and not flow.resumable:
        turn.conversation.drop(begun)
    known = {**_told_before(turn, flow, text), **(answers or {})}
    outcome = engine.begin(flow, turn.flow, answers=known, text=text, source=source)
    if outcome.form is not None:
        turn.conversation.push(outcome.form)
        if flow.resumable:
            drafts.watch(turn.uow, turn.house, turn.speaker.address_id, outcome.form.id)
    return _say(turn, flow, outcome, outcome.form)


def advance_form(turn: TurnContext, form: Form, control: str | None = None) -> Answers:
    """Gives a message to the open form; ``control`` is the command that the whole message means, if it means one."""
    flow = flow_named(form.flow)
    if flow.resumable and control is None and turn.inbound.kind is Kind.TEXT:
        control = command_within(turn.house.words, turn.text)
    if control == "withdraw":  # "不告了" in a word to the liaison is what he is to read
        control = "cancel" if flow.resumable else None
    if flow.resumable and control == "later":
        turn.conversation.pause()
        return turn.answer("flow.put_aside", go(turn, "resume"))
    if control is None and turn.inbound.kind is Kind.TEXT and says_that_is_all(turn.text):
        return _say(turn, flow, engine.leave_open(flow, turn.flow, form), form)
    before = files_of(form)
    heard = Heard(inbound=turn.inbound, text=turn.text, attachments=turn.attachments, intent=turn.intent)
    if turn.inbound.kind is Kind.EDITED:
        outcome = editing.edit(flow, turn.flow, form, heard)
    else:
        outcome = engine.advance(flow, turn.flow, form, heard, control)
    kept = files_of(outcome.form) if outcome.form is not None else []
    # What was taken back, or came when there was no room, is not kept; what a submit gave to a case stays.
    attachments.abandon(turn.uow, [file for file in (*before, *turn.attachments) if file not in kept])
    return _say(turn, flow, outcome, form)


def ask_again(turn: TurnContext, form: Form, note: str | None = None) -> Answers:
    """Puts the open question again."""
    flow = flow_named(form.flow)
    return _say(turn, flow, ask(flow, turn.flow, form, note=note, again=True), form)


def resume(turn: TurnContext, draft: Form | None = None) -> Answers:
    """Takes a draft up where it was; the open form, if there is one, goes on."""
    found = draft or turn.conversation.form or turn.conversation.draft
    if found is None:
        return turn.answer("flow.nothing_to_resume", go(turn, "grievance", "status"))
    turn.conversation.drop(found)
    turn.conversation.push(found)
    found.paused, found.handed_in_with = False, None
    found.offer = Offer()  # nobody sees the old buttons any more
    return ask_again(turn, found, note="flow.resumed")


def told_of_himself(turn: TurnContext) -> dict[str, Any]:
    """What unfinished forms know of the speaker: consent, grid, name and phone, as far as he gave them."""
    forms = _forms_of_his_own(turn)
    return {name: form.answered(name) for form in forms for name in _OF_THE_PERSON if form.answered(name) is not None}


def _told_before(turn: TurnContext, flow: Flow, text: str) -> dict[str, Any]:
    """What goes along into ``flow``: also the kind of a matter whose story goes along in ``text``."""
    if flow.roles is not None:
        return {}
    told = told_of_himself(turn)
    for form in _forms_of_his_own(turn):
        if _tells(form, text) and form.answered("category") in list(Category):
            told["category"] = form.answered("category")
    return {name: answer for name, answer in told.items() if flow.step(name) is not None}


def _forms_of_his_own(turn: TurnContext) -> list[Form]:
    """Forms of staff are left out: they may be about somebody else."""
    return [form for form in turn.conversation.forms if flow_named(form.flow).roles is None]


def _tells(form: Form, text: str) -> bool:
    story = flow_named(form.flow).story
    return story is not None and str(form.answered(story) or "\0") in text


def leave_forms_of_staff(turn: TurnContext) -> None:
    """The small forms (a reply) do not wait: whoever goes elsewhere has left them."""
    form = turn.conversation.form
    if form is not None and not flow_named(form.flow).resumable:
        abandon(turn, form)


def leave_forms_without_role(turn: TurnContext) -> None:
    """A role that is gone takes along the forms that were begun in it, drafts too, also if it ran out a moment ago."""
    for form in turn.conversation.forms:
        roles = flow_named(form.flow).roles
        if roles is not None and not roles & turn.speaker.roles:
            abandon(turn, form)


def abandon(turn: TurnContext, form: Form) -> None:
    """Erases a form with everything in it."""
    turn.conversation.drop(form)
    attachments.abandon(turn.uow, files_of(form))


def show(prompt: Prompt, form: Form) -> Answer:
    """A question with its buttons as they go out."""
    position = 0
    rows = []
    for row in prompt.options:
        rows.append(tuple(Choice(label=o.label, token=form.offer.token(position + i)) for i, o in enumerate(row)))
        position += len(row)
    return Answer(text=prompt.text, choices=tuple(rows), ask_location=prompt.ask_location)


def _say(turn: TurnContext, flow: Flow, outcome: Outcome, form: Form | None) -> Answers:
    if outcome.form is None and form is not None:
        turn.conversation.drop(form) if outcome.submitted else abandon(turn, form)
    if outcome.silent:
        return []
    if outcome.prompt is not None and outcome.form is not None:
        return _with_others(turn, outcome.form, [show(outcome.prompt, outcome.form)])
    if outcome.done is None:
        return []
    done = outcome.done
    said = [Answer(text=done.text, tracked=done.tracked, choices=done.choices, fleeting=done.fleeting)]
    if form is not None and (waiting := _waiting_for(turn, form)):
        return [*said, *(more for other in waiting for more in _come_back(turn, other, outcome.submitted))]
    return said if turn.conversation.draft is None else _offer_draft(turn, said)


def _waiting_for(turn: TurnContext, form: Form) -> list[Form]:
    """The finished forms that are handed in together with this one."""
    return [other for other in turn.conversation.forms if other.handed_in_with == form.id]


def _with_others(turn: TurnContext, form: Form, said: Answers) -> Answers:
    """On its last page it says what else is handed in with it."""
    waiting = _waiting_for(turn, form) if SUBMIT in form.offer.values else []
    names = "、".join(turn.say(f"flow.name_{other.flow}") for other in waiting)
    return with_words_above(said, turn.say("flow.handed_in_together", what=names)) if names else said


def _come_back(turn: TurnContext, form: Form, submitted: bool) -> Answers:
    """A form that waited is handed in too; where the other one was given up, it asks again for itself."""
    if not submitted:
        return resume(turn, form)
    form.handed_in_with = None
    flow = flow_named(form.flow)
    outcome = engine.hand_in(flow, turn.flow, form)
    if outcome.form is not None:
        turn.conversation.push(outcome.form)
    return _say(turn, flow, outcome, form)


def _offer_draft(turn: TurnContext, said: Answers) -> Answers:
    last = said[-1]
    return [*said[:-1], Answer(text=last.text, tracked=last.tracked, choices=(*last.choices, *go(turn, "resume")))]
