"""群发: an officer writes a notice to many; a second person agrees to it before anybody gets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from bot.core.cleaning import shorten
from bot.core.messages import Purpose
from bot.core.windows import Window, read_window
from bot.domain.audience import read_audience
from bot.domain.broadcasts import Broadcast, Button, Content, Leg
from bot.domain.notices import NoticeKind
from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.audience import CHOOSING, ChooseAudience, choosing
from bot.flows.choices import yes_or_no
from bot.flows.flow import Done, Flow, FlowContext, Heard, Invalid, Option, Prompt
from bot.flows.form import SKIPPED, Answers, Form
from bot.flows.review import Review
from bot.flows.steps import Ask, Attach, Choose, answered
from bot.nlu.times import ImpossibleTime, when_ahead
from bot.services import broadcast_desk, broadcast_words, leg_words
from bot.services.broadcast_preview import preview
from bot.store import events

MOST_TEXT = 800  # characters: with a picture it still is one message (a caption has 1024), and one can be taken back
_NOW, _NO_LINK, _PREVIEW = "now", "none", "preview"
_EVENT = "events."
_LEGS = "legs"  # the answer that the review page itself keeps: what there is besides the chat
_MOST_EVENTS = 6
_LONGEST_LABEL = 18
# What a button under a notice may open, besides an event.
LINKS = ("events", "clinic", "reception", "care", "join", "suggest", "grievance")


def _kinds(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=kind.value, label=ctx.say(f"notice.kind_{kind}")) for kind in NoticeKind]


def _links(ctx: FlowContext, form: Form) -> Sequence[Option]:
    coming = events.coming_events(ctx.uow)[:_MOST_EVENTS]
    own = [
        Option(
            value=f"{_EVENT}{event.id}",
            label=ctx.say("broadcast.link_event", title=shorten(event.slot.title, _LONGEST_LABEL)),
        )
        for event in coming
    ]
    others = [Option(value=f"{name}.", label=ctx.say(f"menu.{name}")) for name in LINKS]
    return [*own, *others, Option(value=_NO_LINK, label=ctx.say("broadcast.no_link"))]


def _when(ctx: FlowContext, text: str) -> str:
    """``now``, or one minute of one day; "明天上午" leaves open which."""
    try:
        window = when_ahead(text, ctx.now)
    except ImpossibleTime as error:
        raise Invalid(error.key) from None
    if window is None or not window.exact:
        raise Invalid("broadcast.which_minute", hours=broadcast_words.hours_in_words(ctx.house))
    return _NOW if (window.starts - ctx.now).total_seconds() <= 60 else window.stored()


def _whens(ctx: FlowContext, form: Form) -> Sequence[Option]:
    """At once, or tomorrow when the first good hours begin."""
    opens = f"{ctx.house.broadcasts.good_hours[0].opens:%H:%M}"
    tomorrow = ctx.say("broadcast.tomorrow_at", time=opens)
    return [Option(value="现在", label=ctx.say("broadcast.now")), Option(value=f"明天{opens}", label=tomorrow)]


def _show_when(ctx: FlowContext, value: str) -> str:
    return ctx.say("broadcast.now_shown") if value == _NOW else parsers.show_time(ctx, value)


def _other_legs(ctx: FlowContext) -> tuple[Leg, ...]:
    """What there is besides the chat: a sheet on the wall always, texts where somebody carries them."""
    return (Leg.PRINT, Leg.SMS) if ctx.house.sms is not None else (Leg.PRINT,)


def _switch(ctx: FlowContext, leg: Leg, content: Content) -> Option:
    verb = "drop" if leg in content.legs else "add"
    return Option(value=leg.value, label=ctx.say(f"legs.button_{leg}_{verb}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWithPreview(Review):
    """The review page that can also send the notice to its author, exactly as others will get it."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """All answers, when it really goes, and one button more."""
        page = Review.prompt(self, ctx, form)
        content, locale = content_of(ctx, form.answers), ctx.speaker.person.locale
        starts = broadcast_words.start_in_words(ctx.house, content, ctx.now, locale)
        hours = [] if content.at_once else [ctx.say("broadcast.hours", hours=broadcast_words.hours_in_words(ctx.house))]
        others = leg_words.legs_in_words(ctx.uow, ctx.house, content, locale)
        look = [Option(value=_PREVIEW, label=ctx.say("broadcast.button_preview"))]
        switches = [_switch(ctx, leg, content) for leg in _other_legs(ctx)]
        return Prompt(text="\n".join((page.text, "", starts, *hours, *others)), options=[look, switches, *page.options])

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The preview goes out before the page is shown again."""
        if heard.value == _PREVIEW:
            content = content_of(ctx, form.answers)
            preview(ctx.uow, ctx.house, ctx.speaker.person.id, content, Purpose.REPLY)
            return None
        if heard.value in [leg.value for leg in _other_legs(ctx)]:
            form.answers[_LEGS] = sorted({*form.answers.get(_LEGS, ())} ^ {heard.value})
            return None
        return Review.read(self, ctx, form, heard)


QUESTIONS = (
    Choose(name="kind", text="broadcast.ask_kind", options=_kinds, columns=2),
    Choose(
        name="urgent",
        text="broadcast.ask_urgent",
        options=yes_or_no("broadcast.urgent_"),
        when=answered("kind", NoticeKind.SAFETY),
        depends_on=("kind",),
    ),
    Ask(name="text", text="broadcast.ask_text", parse=parsers.words(least=10, most=MOST_TEXT)),
    Ask(name="english", text="broadcast.ask_english", parse=parsers.words(least=10, most=MOST_TEXT), optional=True),
    Attach(name="evidence", text="broadcast.ask_picture", most=1),
    Choose(name="link", text="broadcast.ask_link", options=_links),
    ChooseAudience(name="audience", text="audience.ask", kind="kind"),
    Ask(name="when", text="broadcast.ask_when", parse=_when, shortcuts=_whens, shown=_show_when),
)


def content_of(ctx: FlowContext, answers: Answers) -> Content:
    """The form as the notice that it stands for."""
    english, pictures = answers.get("english"), answers.get("evidence")
    return Content(
        kind=NoticeKind(answers["kind"]),
        texts={"zh-CN": answers["text"]} | ({"en": english} if isinstance(english, str) else {}),
        audience=read_audience(answers["audience"]),
        urgent=answers.get("urgent") == "yes",
        attachment_id=pictures[0] if isinstance(pictures, list) and pictures else None,
        button=_button(ctx, answers["link"]),
        send_at=None if answers["when"] == _NOW else read_window(answers["when"]).starts.astimezone(UTC),
        legs=frozenset({Leg.CHANNEL, *map(Leg, answers.get(_LEGS, ()))}),
    )


def _button(ctx: FlowContext, command: str) -> Button | None:
    """The words on it are the same for everybody: they are agreed to with the rest."""
    if command == _NO_LINK:
        return None
    key = "broadcast.sign_up" if command.startswith(_EVENT) and command != _EVENT else f"menu.{command.rstrip('.')}"
    return Button(label=ctx.house.texts.get(key), command=command)


def answers_of(broadcast: Broadcast) -> Answers:
    """A notice that is to be changed, as the form that it came from."""
    content = broadcast.content
    send_at = content.send_at
    return {
        "broadcast": broadcast.id,
        "kind": content.kind.value,
        **({"urgent": "yes" if content.urgent else "no"} if content.kind is NoticeKind.SAFETY else {}),
        "text": content.texts["zh-CN"],
        "english": content.texts.get("en", SKIPPED),
        "evidence": [content.attachment_id] if content.attachment_id else SKIPPED,
        "link": content.button.command if content.button else _NO_LINK,
        "audience": content.audience.document(),
        CHOOSING: choosing(content.audience.document()),
        _LEGS: sorted(content.legs - {Leg.CHANNEL}),
        "when": Window(starts=send_at, ends=send_at).stored() if send_at else _NOW,
    }


def submit(ctx: FlowContext, form: Form) -> Done:
    """Hands it in; what was agreed to before is void. Raises DomainError while its picture is still being checked."""
    done = broadcast_desk.hand_in(
        ctx.uow, ctx.house, ctx.speaker.person.id, content_of(ctx, form.answers), form.answers.get("broadcast")
    )
    return Done(text=done, tracked=True)


FLOW = Flow(
    name="broadcast",
    version=1,
    roles=SUPERVISORS,
    steps=(*QUESTIONS, ReviewWithPreview(text="broadcast.review", fields="broadcast.field", of=QUESTIONS)),
    submit=submit,
)
