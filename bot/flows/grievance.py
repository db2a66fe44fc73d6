"""The grievance: from a worker's first words to a case with a number, a name and a deadline."""

import re
from collections.abc import Sequence

from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.cases import Identity
from bot.domain.categories import Category, Urgency
from bot.domain.people import RANK
from bot.flows import parsers
from bot.flows.case_form import ABOUT_STAFF, LEAST_STORY, UNSURE, gather_facts, money_matters, new_case
from bot.flows.consent import consent_step
from bot.flows.corrections import correct as correct_sums
from bot.flows.declining import refuses
from bot.flows.flow import Done, Flow, FlowContext, Invalid, Option, Reject
from bot.flows.form import SKIPPED, Answers, Form
from bot.flows.neighbourhood import NO_GRID, neighbourhood
from bot.flows.retractions import retract
from bot.flows.review import Review
from bot.flows.steps import Ask, Attach, Choose, answered
from bot.nlu.pii import mobile as find_mobile
from bot.services import cases as case_service
from bot.services.people import remember
from bot.store import people


def _categories(ctx: FlowContext, form: Form) -> Sequence[Option]:
    ten = [Option(value=category.value, label=ctx.say(f"category.{category}")) for category in Category]
    return [*ten, Option(value=ABOUT_STAFF, label=ctx.say("category.staff"))]


def _category_from_words(ctx: FlowContext, text: str) -> str | None:
    intent = ctx.house.classifier.classify(text)
    return intent.category.value if intent.category and intent.category is not Category.OTHER else None


def _staff(ctx: FlowContext, form: Form) -> Sequence[Option]:
    """Those whom a worker may mean: the people of his grid and above, by role and name."""
    grid_id = ctx.speaker.person.grid_id or form.answers.get("grid")
    near = [g for g in people.active_grants(ctx.uow) if g.covers(grid_id if grid_id != NO_GRID else None)]
    names = people.people_named(ctx.uow, [grant.person_id for grant in near])
    ranked = sorted({(RANK[g.role], g.role, g.person_id) for g in near})
    seen: dict[str, Option] = {}
    for _, role, person_id in ranked:
        label = f"{ctx.say(f'role.{role}')} {names.get(person_id, '')}".strip()
        seen.setdefault(person_id, Option(value=person_id, label=label))
    return [*seen.values(), Option(value=UNSURE, label=ctx.say("grievance.accused_unsure"))]


def _days(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [
        Option(value=ctx.say(f"grievance.when_{name}"), label=ctx.say(f"grievance.when_{name}"))
        for name in ("today", "yesterday", "this_month", "last_month")
    ]


def _platforms(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=name, label=name) for name in ctx.house.platforms[:8]]


def _platform(ctx: FlowContext, text: str) -> str:
    named = ctx.house.facts.platform(text) if len(text) <= 20 else None
    return named or _place(ctx, text)


def _place(ctx: FlowContext, text: str) -> str:
    """The name of a platform or a station; "实名" is the answer to another question."""
    if _identity_from_words(ctx, text) is not None:
        raise Invalid("flow.short_name", stray=True)
    return parsers.short_name(most=20)(ctx, text)


def _names(ctx: FlowContext, form: Form) -> Sequence[Option]:
    known = people.contact_of(ctx.uow, ctx.speaker.person.id).name if ctx.speaker.person.has_name else None
    return [Option(value=known, label=known)] if known else []


_SHORT = 20  # characters
_NO_PHONE = re.compile(r"(?:电话|手机|号码).{0,3}(?:不|别|甭)(?:留|给|要|方便)|(?:不留|不给|不要)(?:电话|手机|号码)")
_NO_EVIDENCE = re.compile(r"(?:证据|照片|截图|录音|图).{0,3}(?:没有|没得|没|冇)")
_NAMED = ("实名", "真名", "留名", "名字可以", "名字给", "可以看到我", "named")


def _named(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=identity.value, label=ctx.say(f"grievance.identity_{identity}")) for identity in Identity]


def _company(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=value, label=ctx.say(f"grievance.company_{value}")) for value in ("no", "yes")]


def _identity_from_words(ctx: FlowContext, text: str) -> str | None:
    if any(word in text for word in ("匿名", "密封", "不留名", "保密", "anonym", "sealed")):
        return None if "不匿名" in text else Identity.SEALED.value
    return Identity.NAMED.value if any(word in text for word in _NAMED) else None


def _yes_no(ctx: FlowContext, text: str) -> str | None:
    if ctx.house.words.affirmative(text):
        return "yes"
    return "no" if ctx.house.words.negative(text) or refuses(text) else None


def _not_skipped(answers: Answers) -> bool:
    return answers.get("platform") not in (None, SKIPPED)


QUESTIONS = (
    neighbourhood(only_once=True),
    Choose(
        name="category", text="grievance.ask_category", options=_categories, columns=2, understand=_category_from_words
    ),
    Choose(
        name="accused",
        text="grievance.ask_accused",
        options=_staff,
        when=answered("category", ABOUT_STAFF),
        depends_on=("category",),
    ),
    Ask(name="story", text="grievance.ask_story", parse=parsers.words(least=LEAST_STORY, most=parsers.MOST_STORY)),
    Ask(
        name="happened",
        text="grievance.ask_happened",
        parse=parsers.happened,
        shortcuts=_days,
        optional=True,
        shown=parsers.show_days,
        numbered=True,
    ),
    Ask(
        name="platform",
        text="grievance.ask_platform",
        parse=_platform,
        shortcuts=_platforms,
        optional=True,
        numbered=True,
    ),
    Ask(
        name="station",
        text="grievance.ask_station",
        parse=_place,
        optional=True,
        when=_not_skipped,
        depends_on=("platform",),
    ),
    Ask(
        name="amount",
        text="grievance.ask_amount",
        parse=parsers.money,
        optional=True,
        when=money_matters,
        depends_on=("category",),
        shown=lambda ctx, value: ctx.say("flow.yuan", amount=value),
    ),
    Attach(name="evidence", text="grievance.ask_evidence"),
    Choose(name="identity", text="grievance.ask_identity", options=_named, understand=_identity_from_words),
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
    Choose(name="company", text="grievance.ask_company", options=_company, understand=_yes_no),
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
)


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """The facts of the story, and what a short sentence says about the person himself."""
    found = gather_facts(ctx, text, known)
    if len(text) <= _SHORT and (identity := _identity_from_words(ctx, text)):
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
    return Done(text=receipt(ctx, opened))


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
    ]
    return "\n\n".join(line for line in lines if line)


FLOW = Flow(
    name="grievance",
    version=1,
    steps=(
        consent_step(),
        *QUESTIONS,
        Review(text="grievance.review", fields="grievance.field", of=QUESTIONS),
    ),
    submit=submit,
    gather=gather,
    correct=correct,
    story="story",
    told_by=("happened",),
)
