"""An emergency without danger to life, from somebody who has not agreed yet: one consent, then the case opens
at once.
"""

from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.categories import Urgency
from bot.domain.people import Role
from bot.flows.case_form import new_case
from bot.flows.consent import consent_step
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Attach
from bot.services import cases as case_service
from bot.services.people import remember


def submit(ctx: FlowContext, form: Form) -> Done:
    """Opens with what is known, without the long form."""
    new = new_case(ctx, form, Urgency.URGENT)
    remember(ctx.uow, ctx.speaker, consent=form.answered("privacy"), grid_id=None, name=None, phone=None)
    opened = case_service.open_case(ctx.uow, ctx.house, new, files=form.answered("evidence") or [], source=None)
    return Done(text=called(ctx, opened))


def called(ctx: FlowContext, opened: case_service.Opened) -> str:
    """The number, who is being called this moment (and nobody else), and by when somebody answers."""
    who = "grid" if opened.handler_role in (Role.LIAISON, Role.DEPUTY) else "committee"
    return "\n".join(
        (
            ctx.say("crisis.opened", number=show_case_number(opened.case.number)),
            ctx.say(f"crisis.called_{who}", due=show_moment(opened.answer_by, ctx.speaker.person.locale)),
            ctx.say("crisis.go_on"),
        )
    )


FLOW = Flow(
    name="urgent",
    version=1,
    submit=submit,
    story="story",
    keeps=2,  # in an emergency every word counts
    # Nobody is asked for evidence now, but a photo that comes is kept.
    steps=(consent_step(), Attach(name="evidence", text="grievance.ask_evidence", when=lambda answers: False)),
)
