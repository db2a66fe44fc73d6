"""办结: what came of it, in words; the worker then says whether it is solved."""

from bot.domain.answers import is_substantive
from bot.domain.canned import own_words
from bot.domain.people import CASEWORKERS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Invalid
from bot.flows.form import Form
from bot.flows.messages import on_its_way
from bot.flows.steps import Ask
from bot.services import cases as case_service


def _outcome(ctx: FlowContext, text: str) -> str:
    words = parsers.words(least=2, most=parsers.MOST_STORY)(ctx, text)
    least = ctx.house.sla.substantive_characters
    if not is_substantive(own_words(words, ctx.house.canned), canned=False, characters=least):
        raise Invalid("staff.outcome_too_thin", least=least)
    return words


def submit(ctx: FlowContext, form: Form) -> Done:
    """Sends the outcome and asks the worker."""
    case = case_service.visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    case_service.give_outcome(ctx.uow, ctx.house, case, ctx.speaker.person.id, form.answers["outcome"])
    return Done(text=on_its_way(ctx, case, "staff.outcome_sent"), tracked=False)


FLOW = Flow(
    name="outcome",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(Ask(name="outcome", text="staff.ask_outcome", parse=_outcome),),
)
