"""After a case is solved: one to five, and a word if the worker wants."""

from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.stars import ask_stars
from bot.flows.steps import Ask
from bot.services import cases as case_service


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
        ask_stars("rate.ask_stars"),
        Ask(name="comment", text="rate.ask_comment", parse=parsers.words(least=1, most=500), optional=True),
    ),
)
