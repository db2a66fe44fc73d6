"""Three questions after an event; what is said is kept without a name."""

from bot.flows import parsers
from bot.flows.choices import said_yes_or_no, yes_or_no
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.stars import ask_stars
from bot.flows.steps import Ask, Choose
from bot.services import places as place_service
from bot.services.event_ends import give_feedback


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
        Choose(
            name="again",
            text="feedback.ask_again",
            options=yes_or_no("feedback.again_"),
            understand=said_yes_or_no,
            columns=2,
            optional=True,
        ),
        Ask(name="comment", text="feedback.ask_comment", parse=parsers.words(least=1, most=500), optional=True),
    ),
)
