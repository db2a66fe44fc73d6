"""The question of all flows that carry one message: words, a picture, or both."""

from dataclasses import dataclass
from typing import Any

from bot.core.cleaning import clean
from bot.domain.cases import Case
from bot.flows.flow import FlowContext, Heard, Invalid, Option, Prompt
from bot.flows.form import Form
from bot.flows.parsers import MOST_STORY
from bot.flows.steps import Question
from bot.services import case_letters
from bot.services import cases as case_service


def on_its_way(ctx: FlowContext, case: Case, key: str) -> str:
    """What a staff member reads once his words are kept; a worker without a chat must still be told aloud."""
    key = key if case_letters.owner_has_chat(ctx.uow, case) else "on_behalf.reply_kept"
    return ctx.say(key, number=case_service.number_of(case))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Question):
    """Takes one message as it comes."""

    takes_files: bool = True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """What to write, under which number."""
        stop = [Option(value="!cancel_yes", label=ctx.say("flow.leave"))]
        return Prompt(text=ctx.say(self.text, number=form.answers["number"]), options=[stop])

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The words, the files, and the platform's name of the message for later edits."""
        text = clean(heard.value if heard.value is not None else heard.text)
        if not text and not heard.attachments:
            raise Invalid("flow.words_or_picture")
        if len(text) > MOST_STORY:
            raise Invalid("flow.too_long", most=MOST_STORY)
        message_id = heard.inbound.message_id
        source = f"{ctx.speaker.address.key}:{message_id}" if message_id else None
        return {"text": text, "files": list(heard.attachments), "source": source}
