"""回复: a staff member's own words and pictures to the worker of one case, through the bot.

A ready sentence (config/canned.yaml) may stand before them. It is shown as it would go out, and what is typed then
is put behind it; alone it is sent only after a tap that says that it stops no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.canned import Unfilled, own_words
from bot.domain.people import CASEWORKERS
from bot.flows.flow import Done, Flow, FlowContext, Heard, Invalid, Option, Prompt
from bot.flows.form import Form
from bot.flows.messages import Message, on_its_way
from bot.services import canned
from bot.services import cases as case_service

_CHOSEN = "ready"  # the answer that holds a ready sentence as it was shown
_SEND, _DROP, _TAKE = "send", "drop", "take:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Message):
    """One message, perhaps behind a ready sentence."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """What to write; the ready sentences, or the one that was chosen."""
        stop = [Option(value="!cancel_yes", label=ctx.say("flow.leave"))]
        if (chosen := form.answers.get(_CHOSEN)) is not None:
            ways = [[Option(value=value, label=ctx.say(f"canned.{value}"))] for value in (_SEND, _DROP)]
            return Prompt(text=ctx.say("canned.chosen", text=chosen), options=[*ways, stop])
        text = ctx.say(self.text, number=form.answers["number"])
        return Prompt(text=text, options=[*_ready(ctx), stop])

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The whole message; None after a ready sentence was chosen or put back."""
        chosen = form.answers.get(_CHOSEN)
        if heard.value == _DROP:
            form.answers.pop(_CHOSEN, None)
            return None
        if heard.value is not None and heard.value.startswith(_TAKE):
            form.answers[_CHOSEN] = _filled(ctx, form, heard.value.removeprefix(_TAKE))
            return None
        if heard.value == _SEND and chosen is not None:
            return {"text": chosen, "files": [], "source": None}
        said = Message.read(self, ctx, form, heard)
        return said if chosen is None else said | {"text": f"{chosen}\n{said['text']}".strip()}


def _ready(ctx: FlowContext) -> Sequence[Sequence[Option]]:
    options = [
        Option(value=f"{_TAKE}{each.key}", label=each.label[ctx.speaker.person.locale]) for each in ctx.house.canned
    ]
    return [options[start : start + 2] for start in range(0, len(options), 2)]


def _filled(ctx: FlowContext, form: Form, key: str) -> str:
    case = case_service.visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    try:
        return canned.fill(ctx.uow, ctx.house, case, key)
    except Unfilled as error:
        raise Invalid(f"canned.missing_{error.name}") from None
    except KeyError:
        raise Invalid("canned.gone") from None


def submit(ctx: FlowContext, form: Form) -> Done:
    """Sends it, if the case is still this person's to see."""
    case = case_service.visible_case(ctx.uow, form.answers["case"], ctx.speaker.person.id)
    said = form.answers["message"]
    ready = bool(said["text"]) and not own_words(said["text"], ctx.house.canned).strip()
    case_service.reply(ctx.uow, ctx.house, case, ctx.speaker.person.id, said["text"], said["files"], canned=ready)
    return Done(text=on_its_way(ctx, case, "canned.sent" if ready else "staff.reply_sent"), tracked=False)


FLOW = Flow(
    name="reply",
    version=1,
    roles=CASEWORKERS,
    resumable=False,
    submit=submit,
    steps=(Reply(name="message", text="staff.ask_reply"),),
)
