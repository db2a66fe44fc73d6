"""答复建议: the officer's own words to the one who made a signed suggestion."""

from bot.core.ids import show_case_number
from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext
from bot.flows.form import Form
from bot.flows.steps import Ask
from bot.services import suggestions


def submit(ctx: FlowContext, form: Form) -> Done:
    """Sends it, if the suggestion is still this person's to answer."""
    suggestion = suggestions.readable(ctx.uow, form.answers["suggestion"], ctx.speaker.person.id)
    suggestions.answer(ctx.uow, ctx.house, suggestion, ctx.speaker.person.id, form.answers["words"])
    return Done(text=ctx.say("suggestion.answer_sent", number=show_case_number(suggestion.number)), tracked=False)


FLOW = Flow(
    name="suggestion_answer",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    submit=submit,
    steps=(Ask(name="words", text="suggestion.ask_answer", parse=parsers.words(least=5, most=parsers.MOST_STORY)),),
)
