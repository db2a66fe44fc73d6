"""需求画像: five questions that nobody has to answer; the answers become tags that the member sees and deletes."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.flows.choices import agreed_or_refused, kinds_of_work, work_said, yes_or_no
from bot.flows.consent import consent_step
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Form
from bot.flows.of_age import AgreeOfAge, agreed_to
from bot.flows.steps import Choose, Condition, always, answered
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
        Choose(
            name="post", text="portrait.ask_post", options=kinds_of_work, columns=2, understand=work_said, optional=True
        ),
        _question("hand"),
        _question("interests"),
        Choose(
            name="family",
            text="portrait.ask_family",
            options=yes_or_no("portrait.family_"),
            understand=agreed_or_refused,
            optional=True,
        ),
        _question("needs", answered("family", "yes")),
        _question("children", answered("family", "yes")),
    ),
    submit=submit,
)
