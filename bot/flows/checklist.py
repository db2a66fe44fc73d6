"""一项一项补: what the evidence of a case still lacks, asked one thing at a time. Every answer is kept at once."""

from dataclasses import dataclass
from typing import Any

from bot.core.cleaning import clean
from bot.core.errors import DomainError
from bot.domain.cases import Case
from bot.domain.evidence import Item, ItemState
from bot.domain.knowledge import in_words
from bot.flows.asking import SKIP
from bot.flows.declining import postpones, says_nothing, unsure
from bot.flows.flow import Done, Flow, FlowContext, Heard, Invalid, Option, Prompt, Reject
from bot.flows.form import SKIPPED, Form
from bot.flows.parsers import MOST_STORY
from bot.flows.steps import Attach, collected, take_collected
from bot.services import cases as case_service
from bot.services import checklists
from bot.store import audit
from bot.store.on_behalf import waits_for_chat

NONE, STOP = "none", "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneThing(Attach):
    """Photos and files for one line, or words; "没有" is an answer, "以后再说" asks again next time."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The line that is open; after the first photo, how many there are."""
        if collected(form, self.name):
            return Attach.prompt(self, ctx, form)
        case, item = _open(ctx, form)
        stop = (Option(value=STOP, label=ctx.say("checklist.stop")),)
        if item is None:  # answered in another chat meanwhile
            return Prompt(text=ctx.say("checklist.complete"), options=(stop,))
        number, count = checklists.position(ctx.house, case, item)
        words = in_words(item.words, ctx.speaker.person.locale)
        none, later = ctx.say("checklist.none"), ctx.say("checklist.later")
        return Prompt(
            text=ctx.say("checklist.ask", number=number, count=count, item=words),
            options=((Option(value=NONE, label=none), Option(value=SKIP, label=later)), stop),
        )

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """``{"text": ..., "files": [...]}``, "none", "stop" or SKIPPED; photos are collected until "发完了"."""
        if heard.value == STOP and collected(form, self.name):
            return {"text": "\n".join(form.answers["captions"]), "files": take_collected(form, self.name), STOP: True}
        if heard.value in (NONE, STOP):
            return heard.value
        text = clean(heard.text)
        if heard.attachments or collected(form, self.name):
            files = Attach.read(self, ctx, form, heard)
            if heard.attachments and text:
                form.answers["captions"] = [*form.answers["captions"], text]
            return None if files is None else {"text": "\n".join(form.answers["captions"]), "files": files}
        return _in_words(ctx, text)


def _in_words(ctx: FlowContext, text: str) -> Any:
    if not text:
        raise Invalid("flow.words_or_picture")
    if ctx.house.words.negative(text):
        return NONE
    if postpones(text) or unsure(text):
        return SKIPPED
    if says_nothing(text) or ctx.house.words.affirmative(text):
        raise Invalid("checklist.send_it")
    if len(text) > MOST_STORY:
        raise Invalid("flow.too_long", most=MOST_STORY)
    return {"text": text, "files": []}


def _case(ctx: FlowContext, form: Form) -> Case:
    """The worker's own case; or the one that a staff member fills in for him, as long as he has no chat."""
    case_id, person_id = form.answers["case"], ctx.speaker.person.id
    if not form.answers["aloud"]:
        return case_service.own_case(ctx.uow, case_id, person_id)
    case = case_service.visible_case(ctx.uow, case_id, person_id)
    if not waits_for_chat(ctx.uow, case):
        raise DomainError("on_behalf.has_chat")
    return case


def _open(ctx: FlowContext, form: Form) -> tuple[Case, Item | None]:
    case = _case(ctx, form)
    return case, checklists.next_item(ctx.uow, ctx.house, case, form.answers["passed"])


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Keeps the answer and asks for the next thing, until there is none."""
    case, item = _open(ctx, form)
    said = form.answers["evidence"]
    if item is None or said == STOP:
        return Done(text=ctx.say("checklist.stopped", number=case_service.number_of(case)), tracked=False)
    note = _keep(ctx, form, case, item)
    form.answers.update(passed=[*form.answers["passed"], item.id], captions=[])
    if said != NONE and STOP in said:  # photos that were sent before he stopped
        return Done(text=ctx.say("checklist.stopped", number=case_service.number_of(case)), tracked=False)
    if checklists.next_item(ctx.uow, ctx.house, case, form.answers["passed"]) is None:
        return Done(text=ctx.say("checklist.finished", number=case_service.number_of(case)), tracked=False)
    return Reject(step="evidence", key=note)


def _keep(ctx: FlowContext, form: Form, case: Case, item: Item) -> str:
    said = form.answers["evidence"]
    if said in (SKIPPED, NONE):
        later = said == SKIPPED
        checklists.note(ctx.uow, case, item, ItemState.LATER if later else ItemState.NONE)
        return "checklist.noted_later" if later else "checklist.noted_none"
    if form.answers["aloud"]:
        audit.record(ctx.uow, ctx.speaker.person.id, "addendum_entered", "case", case.id)
    checklists.give(ctx.uow, ctx.house, case, item, said["text"], said["files"])
    return "checklist.noted_given"


FLOW = Flow(
    name="checklist",
    version=1,
    submit=submit,
    steps=(OneThing(name="evidence", text="grievance.ask_evidence"),),
    ends_with=STOP,
)
