"""Three questions after an event; what is said is kept without a name."""

from collections.abc import Sequence

from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Option
from bot.flows.form import Form
from bot.flows.stars import ask_stars
from bot.flows.steps import Ask, Choose
from bot.services import places as place_service
from bot.services.event_ends import give_feedback


def _again(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=value, label=ctx.say(f"feedback.again_{value}")) for value in ("yes", "no")]


def _yes_no(ctx: FlowContext, text: str) -> str | None:
    if ctx.house.words.affirmative(text):
        return "yes"
    return "no" if ctx.house.words.negative(text) else None


def submit(ctx: FlowContext, form: Form) -> Done:
    """Keeps it."""
    booking = place_service.own_booking(ctx.uow, form.answers["booking"], ctx.speaker.person.id)
    again = form.answered("again")
    stars = int(form.answers["stars"])
    give_feedback(ctx.uow, booking, stars, None if again is None else again == "yes", form.answered("comment"))
    return Done(text=ctx.say("feedback.thanks"), tracked=False)


FLOW = Flow(
    name="feedback",
    version=1,
    resumable=False,
    submit=submit,
    steps=(
        ask_stars("feedback.ask_stars"),
        Choose(name="again", text="feedback.ask_again", options=_again, understand=_yes_no, columns=2, optional=True),
        Ask(name="comment", text="feedback.ask_comment", parse=parsers.words(least=1, most=500), optional=True),
    ),
)
