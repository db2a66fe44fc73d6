"""A consent of its own that only those may give who are old enough; the younger hear what helps them all the same."""

import re
from dataclasses import dataclass
from typing import Any

from bot.flows.flow import FlowContext, Heard, Leave, Option, Prompt
from bot.flows.form import Form
from bot.flows.steps import Agree
from bot.nlu.ages import children_ages
from bot.store.consents import has_agreed

_YOUNGER = re.compile(r"(?:没|未|不|还没|唔|冇)(?:有)?(?:满|到|够|足)")
_OWN_AGE = re.compile(r"(?:我|今年|才|刚|only|i am|i'm)")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeOfAge(Agree):
    """Yes, no, or too young. ``age`` is the least, in years; ``young`` is the button, ``too_young`` what they hear."""

    age: int
    agree: str
    young: str
    too_young: str

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The notice and three plain buttons."""
        return Prompt(
            text=ctx.say(self.text) if "young" in form.offer.values else self.words(ctx),
            options=(
                (Option(value="yes", label=ctx.say(self.agree)),),
                (Option(value="no", label=ctx.say("flow.refuse")), Option(value="young", label=ctx.say(self.young))),
            ),
        )

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The version that was agreed to; raises Leave for a no and for whoever says that he is younger."""
        if heard.value == "young" or (heard.value is None and self._says_younger(heard.text)):
            raise Leave(self.too_young)
        return Agree.read(self, ctx, form, heard)

    def _says_younger(self, text: str) -> bool:
        if _YOUNGER.search(text):
            return True
        own = children_ages(text) if len(text) <= 6 or _OWN_AGE.search(text.lower()) else []
        return any(age < self.age for age in own)


def agreed_to(purpose: str, ctx: FlowContext) -> bool:
    """Whether the speaker agreed to the present words for ``purpose`` before."""
    return has_agreed(ctx.uow, ctx.speaker.person.id, purpose, ctx.house.consent_version)
