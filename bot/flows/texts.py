"""短信: whoever wants to hear of notices also when no chat reaches him says so here, and leaves a number.

A consent of its own (PIPL Arts. 13, 14, 23): the number goes to whoever carries the texts.
"""

from dataclasses import dataclass, replace

from bot.flows import parsers
from bot.flows.consent import consent_step
from bot.flows.flow import Done, Flow, FlowContext, Prompt
from bot.flows.form import Answers, Form
from bot.flows.steps import Agree, Ask
from bot.services.people import remember
from bot.services.texts import show_phone, want
from bot.store.people import contact_of

PURPOSE = "texts"


def _lacks_phone(ctx: FlowContext) -> bool:
    return contact_of(ctx.uow, ctx.speaker.person.id).phone is None


def _shown(ctx: FlowContext, value: str) -> str:
    return show_phone(value)


def _words(ctx: FlowContext) -> str:
    """What would be sent, by whom, and how it is stopped."""
    return f"{ctx.say('sms.notice', name=ctx.house.organisation.name)}\n\n{ctx.say('sms.question')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeToTexts(Agree):
    """Another consent may have come right before it: this one shows its own words all the same."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The whole notice every time; it is short."""
        return replace(Agree.prompt(self, ctx, form), text=self.words(ctx))


def submit(ctx: FlowContext, form: Form) -> Done:
    """Notes it; from the next notice on it counts."""
    answers: Answers = form.answers
    phone = form.answered("phone")
    remember(ctx.uow, ctx.speaker, consent=form.answered("privacy"), grid_id=None, name=None, phone=phone)
    number = phone or contact_of(ctx.uow, ctx.speaker.person.id).phone or ""
    want(ctx.uow, ctx.speaker, answers["agree"])
    return Done(text=ctx.say("sms.kept", phone=show_phone(number)), tracked=False)


FLOW = Flow(
    name=PURPOSE,
    version=1,
    submit=submit,
    steps=(
        consent_step(),
        AgreeToTexts(
            name="agree",
            text="sms.question",
            words=_words,
            given=lambda ctx: False,
            version=lambda ctx: ctx.house.consent_version,
            refused="sms.refused",
        ),
        Ask(
            name="phone",
            text="sms.ask_phone",
            parse=parsers.mobile,
            asked=_lacks_phone,
            shown=_shown,
            takes_contact=True,
        ),
    ),
)
