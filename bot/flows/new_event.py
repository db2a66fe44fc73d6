"""An officer announces an event; what is left out here (tags, the organiser's questions) can stand in a file."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.domain.events import MOST_COMPANIONS
from bot.domain.people import SUPERVISORS
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Invalid, Option, Reject
from bot.flows.form import Form
from bot.flows.neighbourhood import GRID, NO_GRID
from bot.flows.review import Review
from bot.flows.steps import Ask, Choose
from bot.flows.time_spans import hours_ahead, show_span, span_of
from bot.nlu.choice import ordinal
from bot.services.events import NewEvent, announce

_MOST_PLACES = 2000
_MOST_TAGS = 5


def _companions(ctx: FlowContext, text: str) -> int:
    if ctx.house.words.negative(text):
        return 0
    number = 0 if text.strip() in ("0", "零") else ordinal(text)
    if number is None or number > MOST_COMPANIONS:
        raise Invalid("flow.which_number", least=0, most=MOST_COMPANIONS)
    return number


def _tags(ctx: FlowContext, text: str) -> list[str]:
    words = [word for word in text.replace("，", " ").replace("、", " ").replace(",", " ").split() if word]
    return [parsers.words(least=1, most=10)(ctx, word) for word in words[:_MOST_TAGS]]


def _kinds(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=value, label=ctx.say(f"new_event.volunteer_{value}")) for value in ("no", "yes")]


QUESTIONS = (
    Ask(name="title", text="new_event.ask_title", parse=parsers.words(least=2, most=40)),
    Ask(name="when", text="new_event.ask_when", parse=hours_ahead, shown=show_span),
    Ask(name="place", text="new_event.ask_place", parse=parsers.words(least=2, most=80)),
    replace(GRID, text="new_event.ask_grid", otherwise=(NO_GRID, "new_event.everywhere")),
    Ask(name="capacity", text="new_event.ask_capacity", parse=parsers.count(most=_MOST_PLACES)),
    Ask(name="companions", text="new_event.ask_companions", parse=_companions),
    Choose(name="volunteer", text="new_event.ask_volunteer", options=_kinds, columns=2),
    Ask(
        name="tags",
        text="new_event.ask_tags",
        parse=_tags,
        optional=True,
        shown=lambda ctx, value: "、".join(value),
    ),
)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Announces it; the officer who does so is its organiser."""
    starts, ends = span_of(form.answers["when"])
    if starts <= ctx.now:
        return Reject(step="when", key="time.already_past")
    grid: Any = form.answered("grid")
    event = announce(
        ctx.uow,
        NewEvent(
            title=form.answers["title"],
            place=form.answers["place"],
            starts_at=starts,
            ends_at=ends,
            capacity=form.answers["capacity"],
            grid_id=None if grid in (None, NO_GRID) else grid,
            tags=tuple(form.answered("tags") or ()),
            organiser_id=ctx.speaker.person.id,
            companions=form.answers["companions"],
            volunteer=form.answers["volunteer"] == "yes",
        ),
        ctx.speaker.person.id,
    )
    return Done(text=ctx.say("new_event.announced", title=event.slot.title, capacity=event.slot.capacity))


FLOW = Flow(
    name="new_event",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    steps=(*QUESTIONS, Review(text="new_event.review", fields="new_event.field", of=QUESTIONS)),
    submit=submit,
)
