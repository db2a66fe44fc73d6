"""入会: an application with the least data (no identity number), and an honest "applied, not yet a member"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.core.errors import DomainError
from bot.core.moments import show_moment
from bot.flows import parsers
from bot.flows.choices import kinds_of_work, work_said
from bot.flows.consent import consent_step
from bot.flows.declining import says_nothing
from bot.flows.flow import Done, Flow, FlowContext, Heard, Invalid, Option
from bot.flows.form import SKIPPED, Answers, Form
from bot.flows.neighbourhood import NO_GRID, grid_named, neighbourhood
from bot.flows.of_age import AgreeOfAge, agreed_to
from bot.flows.review import Review
from bot.flows.steps import Ask, Choose
from bot.nlu.normalize import normalize
from bot.nlu.person_names import name_said, respell
from bot.nlu.pii import contains_id_number
from bot.nlu.pii import mobile as find_mobile
from bot.services import membership
from bot.services.people import remember
from bot.store import people

PURPOSE = "membership"
LEAST_AGE = 16  # 劳动法 Art. 15: nobody younger may be employed
_SEVERAL = re.compile(
    r"(?:[两二三四五六七八九几多]|\d|好几|所有|全部)个?平台|平台都(?:有|跑|做)|哪个都跑|several|all of them"
)
_NUMBER = re.compile(r"(?:我的?)?(?:电话|手机|電話|手機|phone|mobile)?(?:号码?|號碼?)?[是係:：\s]*\+?\d[\d\s-]{10,}")
_LONGEST_CORRECTION = 40  # characters
_PAUSE = re.compile(r"[,，、/;；\s]+|和|跟|还有|同埋")


@dataclass(frozen=True, slots=True, kw_only=True)
class _WorkStep(Choose):
    """The kind of work; what is said of platforms in the same breath is kept too."""

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The chosen kind."""
        answer = Choose.read(self, ctx, form, heard)
        if heard.text and (told := _platforms_in(ctx, heard.text)):
            form.answers.setdefault("platforms", told)
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _AreaStep(Ask):
    """Where he lives and works; a grid named there is not asked for again."""

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The place as it was written."""
        area = Ask.read(self, ctx, form, heard)
        if (grid := grid_named(ctx, area)) is not None:
            form.answers.setdefault("grid", grid)
        return area


@dataclass(frozen=True, slots=True, kw_only=True)
class _NameStep(Ask):
    """The name, and a mobile number if it stands beside it: the number is never asked for by itself."""

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The name as it was written."""
        name = Ask.read(self, ctx, form, heard)
        form.answers.setdefault("phone", find_mobile(heard.text) or SKIPPED)
        return name


def _platform_options(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=name, label=name) for name in ctx.house.platforms[:8]]


def _platforms_in(ctx: FlowContext, text: str) -> list[str]:
    """The platforms that words name, each once; "三个平台都有做" is kept as it was said."""
    if named := ctx.house.facts.platforms(text):
        return list(named)
    return [piece for piece in _PAUSE.split(text) if _SEVERAL.search(normalize(piece))][:1]


def _platforms(ctx: FlowContext, text: str) -> list[str]:
    return _platforms_in(ctx, text) or [parsers.short_name(most=20)(ctx, text)]


def _area(ctx: FlowContext, text: str) -> str:
    if contains_id_number(text):
        raise Invalid("join.no_id_number")
    if says_nothing(text):
        raise Invalid("flow.words_please")
    return parsers.words(least=2, most=60)(ctx, text)


def _name(ctx: FlowContext, text: str) -> str:
    if contains_id_number(text):
        raise Invalid("join.no_id_number")
    bare = _NUMBER.sub(" ", text) if find_mobile(text) else text
    return name_said(bare) or parsers.person_name(ctx, bare.strip(" ,，。、"))


def _known_name(ctx: FlowContext, form: Form) -> Sequence[Option]:
    known = people.contact_of(ctx.uow, ctx.speaker.person.id).name if ctx.speaker.person.has_name else None
    return [Option(value=known, label=known)] if known else []


def _notice(ctx: FlowContext) -> str:
    return "\n\n".join((ctx.say("join.brings"), ctx.say("join.notice"), ctx.say("join.consent")))


QUESTIONS = (
    _WorkStep(name="work", text="join.ask_work", options=kinds_of_work, columns=2, understand=work_said),
    Ask(
        name="platforms",
        text="join.ask_platforms",
        parse=_platforms,
        shortcuts=_platform_options,
        optional=True,
        numbered=True,
        shown=lambda ctx, value: "、".join(value),
    ),
    _AreaStep(name="area", text="join.ask_area", parse=_area, optional=True),
    neighbourhood(only_once=True),
    _NameStep(name="name", text="join.ask_name", parse=_name, shortcuts=_known_name, columns=1),
    Ask(name="phone", text="join.ask_phone", parse=parsers.mobile, optional=True, takes_contact=True),
)


def gather(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """Work, platforms and a mobile number that were told by the way."""
    found: Answers = {}
    if (work := work_said(ctx, text)) is not None:
        found["work"] = work
    if told := _platforms_in(ctx, text):
        found["platforms"] = told
    if (phone := find_mobile(text)) is not None:
        found["phone"] = phone
    return found


def correct(ctx: FlowContext, text: str, known: Answers) -> Answers:
    """A name put right in words: "打錯咗，係建設個建"."""
    name = known.get("name")
    if not isinstance(name, str) or len(text) > _LONGEST_CORRECTION:
        return {}
    new = respell(name, text)
    return {"name": new} if new else {}


def submit(ctx: FlowContext, form: Form) -> Done:
    """Hands it in, and says plainly that this is no membership yet, and by when there is an answer."""
    person = ctx.speaker.person
    grid = form.answered("grid") or person.grid_id
    grid = None if grid == NO_GRID else grid
    remember(
        ctx.uow,
        ctx.speaker,
        consent=form.answered("privacy"),
        grid_id=grid,
        name=form.answered("name"),
        phone=form.answered("phone"),
    )
    if form.answered("consent"):
        people.record_consent(ctx.uow, ctx.speaker, PURPOSE, ctx.house.consent_version)
    answers = membership.Answers(
        work=form.answered("work") or "",
        platforms=tuple(form.answered("platforms") or ()),
        area=form.answered("area") or "",
    )
    try:
        application = membership.apply(ctx.uow, ctx.house, person.id, answers, grid)
    except DomainError as error:
        return Done(text=ctx.say(error.key))
    union = ctx.house.unions.union(application.union_key).names[person.locale]
    return Done(text=ctx.say("join.applied", union=union, due=show_moment(application.due_at, person.locale)))


FLOW = Flow(
    name="join",
    version=1,
    steps=(
        consent_step(),
        AgreeOfAge(
            name="consent",
            text="join.consent",
            words=_notice,
            given=partial(agreed_to, PURPOSE),
            version=lambda ctx: ctx.house.consent_version,
            refused="join.refused_consent",
            age=LEAST_AGE,
            agree="join.agree",
            young="join.young",
            too_young="join.too_young",
        ),
        *QUESTIONS,
        Review(text="join.review", fields="join.field", of=QUESTIONS),
    ),
    submit=submit,
    gather=gather,
    correct=correct,
)
