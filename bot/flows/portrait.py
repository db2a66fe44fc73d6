"""需求画像: five questions that nobody has to answer; the answers become tags that the member sees and deletes."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.domain.membership import Work
from bot.flows.consent import consent_step
from bot.flows.declining import refuses
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Form
from bot.flows.of_age import AgreeOfAge, agreed_to
from bot.flows.steps import Choose, Condition, always, answered
from bot.nlu.normalize import normalize
from bot.services import portrait
from bot.services.people import remember
from bot.store import people

PURPOSE, FAMILY_PURPOSE = "portrait", "portrait_family"
LEAST_AGE = 18  # 未成年人保护法 Art. 2; nobody younger gets tags
ANSWERS = {
    "hand": ("new", "old"),
    "needs": ("hardship", "career", "law", "health", "events"),
    "children": ("small", "school", "none"),
    "interests": ("sport", "learning", "outings", "volunteering"),
}


def _options_of(question: str) -> Callable[[FlowContext, Form], Sequence[Option]]:
    return lambda ctx, form: [
        Option(value=answer, label=portrait.label(ctx.house, question, answer, ctx.speaker.person.locale))
        for answer in ANSWERS[question]
    ]


def _posts(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=work.value, label=ctx.say(f"work.{work}")) for work in Work]


def _post_in(ctx: FlowContext, text: str) -> str | None:
    found = ctx.house.unions.work_in(normalize(text))
    return found.value if found else None


def _family(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=value, label=ctx.say(f"portrait.family_{value}")) for value in ("yes", "no")]


def _yes_no(ctx: FlowContext, text: str) -> str | None:
    if ctx.house.words.affirmative(text):
        return "yes"
    return "no" if ctx.house.words.negative(text) or refuses(text) else None


def _question(name: str, when: Condition = always) -> Choose:
    return Choose(
        name=name, text=f"portrait.ask_{name}", options=_options_of(name), columns=2, optional=True, when=when
    )


def submit(ctx: FlowContext, form: Form) -> Done:
    """Keeps the tags; of the sensitive ones only what was agreed to by itself."""
    remember(ctx.uow, ctx.speaker, consent=form.answered("privacy"), grid_id=None, name=None, phone=None)
    if form.answered("consent"):
        people.record_consent(ctx.uow, ctx.speaker, PURPOSE, ctx.house.consent_version)
    if form.answered("family") == "yes":
        people.record_consent(ctx.uow, ctx.speaker, FAMILY_PURPOSE, ctx.house.consent_version)
    told = {name: value for name in ("post", *ANSWERS) if (value := form.answered(name)) is not None}
    portrait.redraw(ctx.uow, ctx.speaker.person.id, told)
    text, rows = portrait.page(ctx.uow, ctx.house, ctx.speaker.person.id)
    return Done(text=text, choices=rows, tracked=False)


FLOW = Flow(
    name="portrait",
    version=1,
    steps=(
        consent_step(),
        AgreeOfAge(
            name="consent",
            text="portrait.consent",
            words=lambda ctx: f"{ctx.say('portrait.notice')}\n\n{ctx.say('portrait.consent')}",
            given=partial(agreed_to, PURPOSE),
            version=lambda ctx: ctx.house.consent_version,
            refused="portrait.refused",
            age=LEAST_AGE,
            agree="portrait.agree",
            young="portrait.young",
            too_young="portrait.too_young",
        ),
        Choose(name="post", text="portrait.ask_post", options=_posts, columns=2, understand=_post_in, optional=True),
        _question("hand"),
        _question("interests"),
        Choose(name="family", text="portrait.ask_family", options=_family, understand=_yes_no, optional=True),
        _question("needs", answered("family", "yes")),
        _question("children", answered("family", "yes")),
    ),
    submit=submit,
)
