"""The grievance: from a worker's first words to a case with a number, a name and a deadline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.cases import Identity
from bot.domain.categories import Urgency
from bot.flows import parsers
from bot.flows.case_form import ABOUT_STAFF, UNSURE, gather_facts, new_case
from bot.flows.case_questions import CATEGORY, COMPANY, CONTACT, WHAT_HAPPENED, categories, identity_from_words
from bot.flows.colleagues import ChooseColleague, colleague_options
from bot.flows.consent import consent_step
from bot.flows.corrections import correct as correct_sums
from bot.flows.declining import unsure
from bot.flows.flow import Done, Flow, FlowContext, Option, Prompt, Reject
from bot.flows.form import SKIPPED, Answers, Form
from bot.flows.neighbourhood import NO_GRID, neighbourhood
from bot.flows.retractions import retract
from bot.flows.review import Review
from bot.flows.steps import Ask, Choose, answered
from bot.nlu.pii import mobile as find_mobile
from bot.services import cases as case_service
from bot.services import radar
from bot.services.people import remember
from bot.store import people


def _categories(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [*categories(ctx, form), Option(value=ABOUT_STAFF, label=ctx.say("category.staff"))]


def _staff(ctx: FlowContext, form: Form) -> Sequence[Option]:
    """Those whom a worker may mean: the people of his grid and above, by role and name."""
    grid_id = ctx.speaker.person.grid_id or form.answers.get("grid")
    near = None if grid_id == NO_GRID else grid_id
    able = {grant.person_id for grant in people.active_grants(ctx.uow) if grant.covers(near)}
    named = form.answered("accused")  # said before, perhaps of another grid
    return colleague_options(ctx, able | ({named} if named else set()), (near,))


def _names(ctx: FlowContext, form: Form) -> Sequence[Option]:
    known = people.contact_of(ctx.uow, ctx.speaker.person.id).name if ctx.speaker.person.has_name else None
    return [Option(value=known, label=known)] if known else []


_SHORT = 20  # characters
_MY_NAME = re.compile(r"我(?:的?名字[叫是]|叫(?![他她它你我了人站老公司])|姓)[\u4e00-\u9fff]|my name is", re.IGNORECASE)
_NO_EVIDENCE = re.compile(r"(?:证据|照片|截图|录音|图).{0,3}(?:没有|没得|没|冇)")
_NO_PHONE = re.compile(r"(?:电话|手机|号码).{0,3}(?:不|别|甭)(?:留|给|要|方便)|(?:不留|不给|不要)(?:电话|手机|号码)")


def _named(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=identity.value, label=ctx.say(f"grievance.identity_{identity}")) for identity in Identity]


QUESTIONS = (
    neighbourhood(only_once=True),
    replace(CATEGORY, options=_categories),
    ChooseColleague(
        name="accused",
        text="grievance.ask_accused",
        options=_staff,
        otherwise=(UNSURE, "grievance.accused_unsure"),
        declined=unsure,
        when=answered("category", ABOUT_STAFF),
        depends_on=("category",),
    ),
    *WHAT_HAPPENED,
    Choose(name="identity", text="grievance.ask_identity", options=_named, understand=identity_from_words),
    Ask(
        name="name",
        text="grievance.ask_name",
        parse=parsers.person_name,
        shortcuts=_names,
        optional=True,
        numbered=True,
        when=answered("identity", Identity.NAMED.value),
        depends_on=("identity",),
    ),
    COMPANY,
    Ask(
        name="phone",
        text="grievance.ask_phone",
        parse=parsers.mobile,
        optional=True,
        takes_contact=True,
        numbered=True,
        when=answered("identity", Identity.NAMED.value),
        depends_on=("identity",),
    ),
    CONTACT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReviewCase(Review):
    """The last page; whoever stays unnamed is told when his own words name him."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """All answers in words, and below them what the handler will read there."""
        shown = Review.prompt(self, ctx, form)
        if form.answers.get("identity") != Identity.SEALED.value or not _names_himself(form.answered("story") or ""):
            return shown
        return replace(shown, text=f"{shown.text}\n\n{ctx.say('grievance.sealed_but_named')}")


def _names_himself(story: str) -> bool:
    return find_mobile(story) is not None or _MY_NAME.search(story) is not None


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """The facts of the story, and what a short sentence says about the person himself."""
    found = gather_facts(ctx, text, known)
    if len(text) <= _SHORT and (identity := identity_from_words(ctx, text)):
        found["identity"] = identity
    if len(text) <= _SHORT and _NO_PHONE.search(text):
        found["phone"] = SKIPPED
    elif len(text) <= _SHORT and known.get("identity") == Identity.NAMED.value and (mobile := find_mobile(text)):
        found["phone"] = mobile
    if len(text) <= _SHORT and _NO_EVIDENCE.search(text):
        found["evidence"] = SKIPPED
    return found


def correct(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """What is taken back or said anew."""
    return retract(ctx, text, known) or correct_sums(ctx, text, known)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Opens the case and says who answers by when."""
    new = new_case(ctx, form, Urgency.NORMAL)
    if new.accused_id and new.accused_id not in {grant.person_id for grant in people.active_grants(ctx.uow)}:
        return Reject(step="accused", key="grievance.accused_gone")
    remember(
        ctx.uow,
        ctx.speaker,
        consent=form.answered("privacy"),
        grid_id=new.grid_id,
        name=form.answered("name"),
        phone=form.answered("phone"),
    )
    source = next((message for message, step in form.sources.items() if step == "story"), None)
    opened = case_service.open_case(
        ctx.uow,
        ctx.house,
        new,
        files=form.answered("evidence") or [],
        source=source and f"{ctx.speaker.address.key}:{source}",
    )
    alert, person_id = opened.alert, ctx.speaker.person.id
    rows = radar.join_buttons(ctx.uow, ctx.house, alert, opened.case, person_id) if alert else ()
    return Done(text=receipt(ctx, opened), choices=rows)


def receipt(ctx: FlowContext, opened: case_service.Opened) -> str:
    """The promise in words: number, who, by when; then what evidence helps and who can be called."""
    case, locale = opened.case, ctx.speaker.person.locale
    lines = [
        ctx.say("grievance.accepted", number=show_case_number(case.number)),
        ctx.say(
            "grievance.promise", role=ctx.say(f"role.{opened.handler_role}"), due=show_moment(opened.answer_by, locale)
        ),
        ctx.say("grievance.sealed_note") if case.sealed else "",
        ctx.say("grievance.staff_note") if case.about_staff else "",
        ctx.say(f"evidence.{case.category}"),
        ctx.say(f"hotline.{case.category}"),
        ctx.say("grievance.after"),
        ctx.say("radar.peers", people=opened.alert.people) if opened.alert else "",
    ]
    return "\n\n".join(line for line in lines if line)


FLOW = Flow(
    name="grievance",
    version=1,
    steps=(
        consent_step(),
        *QUESTIONS,
        _ReviewCase(text="grievance.review", fields="grievance.field", of=QUESTIONS),
    ),
    submit=submit,
    gather=gather,
    correct=correct,
    story="story",
    keeps=10,
    told_by=("happened",),
)
