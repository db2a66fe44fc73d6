"""An officer announces an event; what is left out here (tags, the organiser's questions) can stand in a file."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.core.moments import show_moment
from bot.core.windows import read_window
from bot.domain.events import MOST_COMPANIONS
from bot.domain.people import Role
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Invalid, Option, Reject
from bot.flows.form import Form
from bot.flows.neighbourhood import NO_GRID, neighbourhood
from bot.flows.review import Review
from bot.flows.steps import Ask, Choose
from bot.nlu.choice import ordinal
from bot.nlu.numbers import chinese_number
from bot.nlu.times import ImpossibleTime, when_ahead
from bot.services.events import NewEvent, announce

_LASTS = timedelta(hours=2)  # when only the beginning was said
_MOST_PLACES = 2000
_MOST_TAGS = 5


def _when(ctx: FlowContext, text: str) -> str:
    """A window with hours: 12月5日 14:00到17:00."""
    try:
        window = when_ahead(text, ctx.now)
    except ImpossibleTime as error:
        raise Invalid(error.key) from None
    if window is None or not window.hours_known:
        raise Invalid("new_event.which_time")
    return window.stored()


def _show_when(ctx: FlowContext, value: str) -> str:
    starts, ends = _span(value)
    locale = ctx.speaker.person.locale
    return ctx.say("new_event.span", starts=show_moment(starts, locale), ends=show_moment(ends, locale))


def _span(value: str) -> tuple[datetime, datetime]:
    window = read_window(value)
    return window.starts, window.starts + _LASTS if window.exact else window.ends


def _places(ctx: FlowContext, text: str) -> int:
    number = chinese_number(text.strip().removesuffix("人").removesuffix("个"))
    if number is None or not 1 <= number <= _MOST_PLACES:
        raise Invalid("new_event.which_number", most=_MOST_PLACES)
    return number


def _companions(ctx: FlowContext, text: str) -> int:
    if ctx.house.words.negative(text):
        return 0
    number = 0 if text.strip() in ("0", "零") else ordinal(text)
    if number is None or number > MOST_COMPANIONS:
        raise Invalid("new_event.which_number", most=MOST_COMPANIONS)
    return number


def _tags(ctx: FlowContext, text: str) -> list[str]:
    words = [word for word in text.replace("，", " ").replace("、", " ").replace(",", " ").split() if word]
    return [parsers.words(least=1, most=10)(ctx, word) for word in words[:_MOST_TAGS]]


def _kinds(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return [Option(value=value, label=ctx.say(f"new_event.volunteer_{value}")) for value in ("no", "yes")]


QUESTIONS = (
    Ask(name="title", text="new_event.ask_title", parse=parsers.words(least=2, most=40)),
    Ask(name="when", text="new_event.ask_when", parse=_when, shown=_show_when),
    Ask(name="place", text="new_event.ask_place", parse=parsers.words(least=2, most=80)),
    neighbourhood(),
    Ask(name="capacity", text="new_event.ask_capacity", parse=_places),
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
    starts, ends = _span(form.answers["when"])
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
    roles=frozenset((Role.OFFICER, Role.COMMITTEE)),
    resumable=False,
    steps=(*QUESTIONS, Review(text="new_event.review", fields="new_event.field", of=QUESTIONS)),
    submit=submit,
)
