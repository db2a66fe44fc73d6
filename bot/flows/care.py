"""困难帮扶: what help, for whom, and where to answer; an officer decides. Sudden hardship becomes a case at once."""

import re
from collections.abc import Sequence

from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.care import SENSITIVE, AidKind, WishKind
from bot.flows import parsers
from bot.flows.consent import consent_step
from bot.flows.contact_words import CONTACTS, contact_in
from bot.flows.corrections import correct as correct_sums
from bot.flows.declining import unsure
from bot.flows.flow import Done, Flow, FlowContext, Invalid, Option
from bot.flows.form import Answers, Form
from bot.flows.neighbourhood import NO_GRID, neighbourhood
from bot.flows.review import Review
from bot.flows.sensitive import PURPOSE, sensitive_step
from bot.flows.steps import Ask, Choose, answered
from bot.nlu.ages import ages_in_answer, children_ages
from bot.nlu.spelling import compact
from bot.services import care as care_service
from bot.services import wishes
from bot.services.care_cards import show_ages
from bot.services.people import remember
from bot.store import people

_LEAST_STORY = 4  # characters
_MONEY = (AidKind.HARDSHIP.value, AidKind.MEDICAL.value)
_INSTEAD = re.compile(r"不对|[说写打]错|改(?:成|为)|应该是")


def _kinds(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=kind.value, label=ctx.say(f"care.kind_{kind}")) for kind in AidKind]


def _kind_from_words(ctx: FlowContext, text: str) -> str | None:
    kind = ctx.house.care.kind_in(compact(text))
    return kind.value if kind else None


def _children(ctx: FlowContext, text: str) -> list[int]:
    ages = ages_in_answer(text)
    if not ages:
        raise Invalid("care.which_ages", stray=True)
    return ages


def _contacts(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=value, label=ctx.say(f"care.contact_{value}")) for value in CONTACTS]


def _phones(ctx: FlowContext, form: Form) -> Sequence[Option]:
    known = people.contact_of(ctx.uow, ctx.speaker.person.id).phone
    return [Option(value=known, label=known)] if known else []


def _sensitive(answers: Answers) -> bool:
    return answers.get("kind") in SENSITIVE


def _contact(ctx: FlowContext, text: str) -> str | None:
    """Whoever does not mind is written to: nobody is called who did not ask for it."""
    return contact_in(text) or ("chat" if unsure(text) else None)


QUESTIONS = (
    neighbourhood(only_once=True),
    Choose(name="kind", text="care.ask_kind", options=_kinds, understand=_kind_from_words),
    sensitive_step(_sensitive),
    Ask(
        name="children",
        text="care.ask_children",
        parse=_children,
        when=answered("kind", AidKind.CHILDCARE.value),
        depends_on=("kind",),
        shown=lambda ctx, value: show_ages(ctx.house, ",".join(map(str, value)), ctx.speaker.person.locale),
    ),
    Ask(name="story", text="care.ask_story", parse=parsers.story(least=_LEAST_STORY)),
    Ask(
        name="amount",
        text="care.ask_amount",
        parse=parsers.money,
        optional=True,
        when=answered("kind", *_MONEY),
        depends_on=("kind",),
        shown=lambda ctx, value: ctx.say("flow.yuan", amount=value),
    ),
    Choose(name="contact", text="care.ask_contact", options=_contacts, understand=_contact),
    Ask(
        name="name",
        text="grievance.ask_name",
        parse=parsers.person_name,
        optional=True,
        asked=lambda ctx: not ctx.speaker.person.has_name,
    ),
    Ask(
        name="phone",
        text="care.ask_phone",
        parse=parsers.mobile,
        shortcuts=_phones,
        takes_contact=True,
        numbered=True,
        when=answered("contact", "phone"),
        depends_on=("contact",),
    ),
)
# The consents are no answers: they are never shown or fixed.
_SHOWN = tuple(step for step in QUESTIONS if step.name != "sensitive")


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """What a sentence says by the way: the kind, the children's ages, a sum, and "别打电话"."""
    found: Answers = {"story": text} if len(text) >= _LEAST_STORY else {}
    if kind := _kind_from_words(ctx, text):
        found["kind"] = kind
    if contact := contact_in(text):
        found["contact"] = contact
    kind = known.get("kind", kind)
    if kind == AidKind.CHILDCARE and (ages := children_ages(text)):
        found["children"] = ages
    if kind in _MONEY and (amount := ctx.house.facts.find_facts(text, ctx.today).amount) and amount >= 100:
        found["amount"] = parsers.yuan(amount)
    return found


def correct(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """What a later sentence adds to the children ("仲有個細佬五歲") or takes back."""
    changed = correct_sums(ctx, text, known)
    ages, before = children_ages(text), known.get("children")
    if ages and isinstance(before, list):
        after = ages if _INSTEAD.search(compact(text)) else [*before, *(age for age in ages if age not in before)]
        changed |= {"children": after} if after != before else {}
    contact = contact_in(text)
    if contact and known.get("contact") not in (None, contact):
        changed["contact"] = contact
    return changed


def submit(ctx: FlowContext, form: Form) -> Done:
    """Opens a case or stores the application, and says who answers by when."""
    kind, grid = AidKind(form.answers["kind"]), form.answered("grid") or ctx.speaker.person.grid_id
    grid_id = None if grid == NO_GRID else grid
    _remember(ctx, form, grid_id)
    if kind is AidKind.SUDDEN:
        return _open_case(ctx, form, grid_id)
    person_id, story = ctx.speaker.person.id, form.answers["story"]
    if kind is AidKind.CHILDCARE:
        wishes.wish(ctx.uow, person_id, WishKind.CHILDCARE, story)
    applied = care_service.apply(ctx.uow, ctx.house, person_id, kind, grid_id, story, _details(form))
    due = show_moment(applied.decide_by, ctx.speaker.person.locale)
    said = ctx.say("care.applied", kind=ctx.say(f"care.kind_{kind}"), role=ctx.say(f"role.{applied.role}"), due=due)
    how = form.answers["contact"]
    return Done(text=f"{said}\n\n{ctx.say(f'care.answer_{how}')}")


def _open_case(ctx: FlowContext, form: Form, grid_id: str | None) -> Done:
    opened = care_service.open_sudden(ctx.uow, ctx.house, ctx.speaker.person.id, grid_id, form.answers["story"])
    due = show_moment(opened.answer_by, ctx.speaker.person.locale)
    lines = (
        ctx.say("grievance.accepted", number=show_case_number(opened.case.number)),
        ctx.say("grievance.promise", role=ctx.say(f"role.{opened.handler_role}"), due=due),
        ctx.say("care.sudden_after"),
    )
    return Done(text="\n\n".join(lines))


def _remember(ctx: FlowContext, form: Form, grid_id: str | None) -> None:
    remember(
        ctx.uow,
        ctx.speaker,
        consent=form.answered("privacy"),
        grid_id=grid_id,
        name=form.answered("name"),
        phone=form.answered("phone"),
    )
    if version := form.answered("sensitive"):
        people.record_consent(ctx.uow, ctx.speaker, PURPOSE, version)


def _details(form: Form) -> dict[str, str]:
    details = {"contact": form.answers["contact"]}
    if children := form.answered("children"):
        details["children"] = ",".join(map(str, children))
    if amount := form.answered("amount"):
        details["amount"] = amount
    return details


FLOW = Flow(
    name="care",
    version=1,
    steps=(consent_step(), *QUESTIONS, Review(text="care.review", fields="care.field", of=_SHOWN)),
    submit=submit,
    gather=gather,
    correct=correct,
    story="story",
)
