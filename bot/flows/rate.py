"""After a case is solved: one to five, and a word if the worker wants."""

from collections.abc import Sequence

from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Form
from bot.flows.steps import Ask, Choose
from bot.nlu.choice import ordinal
from bot.services import cases as case_service


def _stars(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=str(n), label=ctx.say(f"rate.star_{n}")) for n in range(1, 6)]


def _number(ctx: FlowContext, text: str) -> str | None:
    number = ordinal(text)
    return str(number) if number and number <= 5 else None


def submit(ctx: FlowContext, form: Form) -> Done:
    """Keeps the rating with the case."""
    case = case_service.own_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    case_service.rate(ctx.uow, case, int(form.answers["stars"]), form.answered("comment"))
    return Done(text=ctx.say("rate.thanks"), tracked=False)


FLOW = Flow(
    name="rate",
    version=1,
    resumable=False,
    submit=submit,
    steps=(
        Choose(name="stars", text="rate.ask_stars", options=_stars, understand=_number),
        Ask(name="comment", text="rate.ask_comment", parse=parsers.words(least=1, most=500), optional=True),
    ),
)
