"""张贴: whoever put the sheet up sends one photo of it."""

from dataclasses import dataclass
from typing import Any

from bot.core.messages import MediaKind
from bot.domain.people import CASEWORKERS
from bot.flows.flow import Done, Flow, FlowContext, Heard, Invalid, Option, Prompt
from bot.flows.form import Form
from bot.flows.steps import Question
from bot.services import posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo(Question):
    """Takes the first picture that comes, and nothing else."""

    takes_files: bool = True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """What the photo should show."""
        leave = Option(value="!cancel_yes", label=ctx.say("flow.leave"))
        return Prompt(text=ctx.say(self.text, grid=form.answers["grid"]), options=[[leave]])

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The attachment of the picture."""
        pictures = [media.kind in (MediaKind.PHOTO, MediaKind.DOCUMENT) for media in heard.inbound.media]
        if not heard.attachments or not any(pictures):
            raise Invalid("posting.photo_please")
        return heard.attachments[0]


def submit(ctx: FlowContext, form: Form) -> Done:
    """Notes that it hangs."""
    answers = form.answers
    hangs = posting.confirm(ctx.uow, ctx.house, answers["posting"], answers["photo"], ctx.speaker.person.id)
    key = "posting.thanks" if hangs else "posting.no_longer_open"
    return Done(text=ctx.say(key, grid=answers["grid"]), tracked=False)


FLOW = Flow(
    name="posting",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(Photo(name="photo", text="posting.ask_photo"),),
)
