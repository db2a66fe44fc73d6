"""The questions about what happened: the same whether a worker answers them himself or somebody writes for him."""

from collections.abc import Sequence

from bot.domain.cases import Identity
from bot.domain.categories import Category
from bot.flows import parsers
from bot.flows.case_form import LEAST_STORY, about_work, money_matters
from bot.flows.choices import allowed_or_refused
from bot.flows.declining import unsure
from bot.flows.flow import FlowContext, Invalid, Option
from bot.flows.form import SKIPPED, Answers, Form
from bot.flows.steps import Ask, Attach, Choose

_NAMED = ("实名", "真名", "留名", "名字可以", "名字给", "可以看到我", "named")


def categories(ctx: FlowContext, form: Form) -> Sequence[Option]:
    """The ten categories."""
    return [Option(value=category.value, label=ctx.say(f"category.{category}")) for category in Category]


def _category_from_words(ctx: FlowContext, text: str) -> str | None:
    intent = ctx.house.classifier.classify(text)
    if intent.category and intent.category is not Category.OTHER:
        return intent.category.value
    return Category.OTHER.value if unsure(text) else None  # whoever reads the story will know


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
    if identity_from_words(ctx, text) is not None:
        raise Invalid("flow.short_name", stray=True)
    return parsers.short_name(most=20)(ctx, text)


def _company(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=value, label=ctx.say(f"grievance.company_{value}")) for value in ("no", "yes")]


def identity_from_words(ctx: FlowContext, text: str) -> str | None:
    """Whether a text asks to be named or sealed; None when it says nothing of it."""
    if any(word in text for word in ("匿名", "密封", "不留名", "保密", "anonym", "sealed")):
        return None if "不匿名" in text else Identity.SEALED.value
    return Identity.NAMED.value if any(word in text for word in _NAMED) else None


def _not_skipped(answers: Answers) -> bool:
    return answers.get("platform") not in (None, SKIPPED)


CATEGORY = Choose(
    name="category", text="grievance.ask_category", options=categories, columns=2, understand=_category_from_words
)
STORY = Ask(name="story", text="grievance.ask_story", parse=parsers.story(least=LEAST_STORY))
HAPPENED = Ask(
    name="happened",
    text="grievance.ask_happened",
    parse=parsers.happened,
    shortcuts=_days,
    optional=True,
    shown=parsers.show_days,
    numbered=True,
)
PLATFORM = Ask(
    name="platform",
    text="grievance.ask_platform",
    parse=_platform,
    shortcuts=_platforms,
    optional=True,
    numbered=True,
    when=about_work,
    depends_on=("category",),
)
STATION = Ask(
    name="station",
    text="grievance.ask_station",
    parse=_place,
    optional=True,
    when=_not_skipped,
    depends_on=("platform",),
)
AMOUNT = Ask(
    name="amount",
    text="grievance.ask_amount",
    parse=parsers.money,
    optional=True,
    when=money_matters,
    depends_on=("category",),
    shown=lambda ctx, value: ctx.say("flow.yuan", amount=value),
)
EVIDENCE = Attach(name="evidence", text="grievance.ask_evidence")
COMPANY = Choose(
    name="company", text="grievance.ask_company", options=_company, understand=allowed_or_refused, when=about_work
)
# Never asked: it stands on the last page and on the card when somebody said it ("打字别打电话").
CONTACT = Ask(
    name="contact",
    text="grievance.ask_name",
    parse=parsers.words(least=1, most=5),
    optional=True,
    asked=lambda ctx: False,
    shown=lambda ctx, value: ctx.say("care.contact_chat"),
)
WHAT_HAPPENED = (STORY, HAPPENED, PLATFORM, STATION, AMOUNT, EVIDENCE)
