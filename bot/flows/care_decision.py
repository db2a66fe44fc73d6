"""批复: an officer's reason for approving or refusing help; the worker reads it."""

from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Prompt
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import care as care_service


class _Reason(Ask):
    """The reason, asked for differently where the help is refused."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """Why yes, or why not and where else there is help."""
        return Prompt(text=ctx.say("care.ask_reason_yes" if form.answers["approved"] else "care.ask_reason_no"))


def submit(ctx: FlowContext, form: Form) -> Done:
    """Decides, if this person still may and nobody did before."""
    person_id, approved = ctx.speaker.person.id, bool(form.answers["approved"])
    aid = care_service.visible_aid(ctx.uow, form.answers["aid"], person_id)
    care_service.decide(ctx.uow, ctx.house, aid, person_id, approved=approved, reason=form.answers["reason"])
    return Done(text=ctx.say("care.decided_yes" if approved else "care.decided_no"), tracked=False)


FLOW = Flow(
    name="care_decision",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    submit=submit,
    steps=(_Reason(name="reason", text="care.ask_reason_yes", parse=parsers.words(least=4, most=1000)),),
)
