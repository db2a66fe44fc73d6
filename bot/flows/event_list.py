"""The list of events that one can sign up for: by area, time and kind, as buttons and in words."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.clock import local
from bot.core.moments import show_moment
from bot.domain.events import Event
from bot.flows.event_words import events_meant
from bot.flows.flow import FlowContext, Heard, Invalid, Option, Prompt
from bot.flows.form import Answers, Form
from bot.flows.steps import Question
from bot.services import places as place_service
from bot.services.events import in_line
from bot.store import events, grids

MOST_SHOWN = 6
SHOWN = "shown"  # beside the answers: which events the list shows now, by id; absent: all
_ALL, _MINE, _WEEKEND, _TAG, _MORE = "all", "mine", "weekend", "tag:", "more"
_MOST_TAGS = 3
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class EventList(Question):
    """The answer is an event's id."""

    numbered: bool = True

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The next events, those of the person's own grid first, each with what is left."""
        shown = _shown(ctx, form)
        if not shown:
            text = ctx.say("event.none")
            return Prompt(text=text, options=_filters(ctx, form) if SHOWN in form.answers else ())
        page = shown[:MOST_SHOWN]
        lines = [event_line(ctx, event) for event in page]
        buttons = [[Option(value=event.id, label=_label(ctx, event))] for event in page]
        more = [[Option(value=_MORE, label=ctx.say("event.button_more"))]] if len(shown) > MOST_SHOWN else []
        return Prompt(text="\n".join([ctx.say(self.text), "", *lines]), options=[*buttons, *more, *_filters(ctx, form)])

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """An event, or None after another list was asked for."""
        coming = events.coming_events(ctx.uow)
        if heard.value is not None:
            if chosen := next((event for event in coming if event.id == heard.value), None):
                return _choose(form, chosen)
            _narrow(ctx, form, heard.value, coming)
            return None
        meant = events_meant(_shown(ctx, form), grids.all_grids(ctx.uow), heard.text, ctx.now)
        meant = meant or events_meant(coming, grids.all_grids(ctx.uow), heard.text, ctx.now)
        if not meant:
            raise Invalid("flow.choose_one", stray=True)
        if len(meant) == 1:
            return _choose(form, meant[0])
        form.answers[SHOWN] = [event.id for event in meant]
        return None

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """What, when and where."""
        event = events.load_event(ctx.uow, answers[self.name])
        return event_title(ctx, event) if event else ""


def _choose(form: Form, event: Event) -> str:
    """ "One place" said before is no answer to a question that this event does not ask."""
    party = form.answered("party")
    if party and not event.companions and party["adults"] + party["children"] == 1:
        form.forget("party")
    return event.id


def event_title(ctx: FlowContext, event: Event) -> str:
    """What, when and where, in one line."""
    return ctx.say("event.title", title=event.slot.title, at=_starts(ctx, event), place=event.slot.place)


def event_line(ctx: FlowContext, event: Event) -> str:
    """The same with what is left."""
    free = place_service.free_places(ctx.uow, event.slot)
    waiting = in_line(ctx.uow, event.slot)
    left = ctx.say("event.left", free=free) if free else ctx.say("event.full_line", waiting=waiting)
    return ctx.say("event.line", what=event_title(ctx, event), left=left)


def _starts(ctx: FlowContext, event: Event) -> str:
    assert event.slot.starts_at is not None  # every event has a start
    return show_moment(event.slot.starts_at, ctx.speaker.person.locale)


def _label(ctx: FlowContext, event: Event) -> str:
    assert event.slot.starts_at is not None  # every event has a start
    here = local(event.slot.starts_at)
    return f"{event.slot.title[:14]} {here.month}-{here.day}"


def _shown(ctx: FlowContext, form: Form) -> list[Event]:
    coming = events.coming_events(ctx.uow)
    if SHOWN in form.answers:
        wanted = form.answers[SHOWN]
        coming = [event for event in coming if event.id in wanted]
    own = ctx.speaker.person.grid_id
    return sorted(coming, key=lambda event: own is None or event.grid_id not in (own, None))


def _filters(ctx: FlowContext, form: Form) -> list[list[Option]]:
    """What else the list may show."""
    coming = events.coming_events(ctx.uow)
    if SHOWN in form.answers:
        return [[Option(value=_ALL, label=ctx.say("event.button_all"))]]
    row = []
    if any(event.grid_id == ctx.speaker.person.grid_id is not None for event in coming):
        row.append(Option(value=_MINE, label=ctx.say("event.button_mine")))
    if any(_on_weekend(ctx, event) for event in coming):
        row.append(Option(value=_WEEKEND, label=ctx.say("event.button_weekend")))
    tags = list(dict.fromkeys(tag for event in coming for tag in event.tags))[:_MOST_TAGS]
    labels = [Option(value=f"{_TAG}{tag}", label=f"# {tag}") for tag in tags]
    return [each for each in (row, labels) if each and len(coming) > 1]


def _narrow(ctx: FlowContext, form: Form, value: str, coming: list[Event]) -> None:
    if value == _ALL:
        form.answers.pop(SHOWN, None)
        return
    found = coming
    if value == _MORE:
        found = _shown(ctx, form)[MOST_SHOWN:]
    elif value == _MINE:
        found = [event for event in coming if event.grid_id == ctx.speaker.person.grid_id]
    elif value == _WEEKEND:
        found = [event for event in coming if _on_weekend(ctx, event)]
    elif value.startswith(_TAG):
        found = [event for event in coming if value.removeprefix(_TAG) in event.tags]
    form.answers[SHOWN] = [event.id for event in found]


def _on_weekend(ctx: FlowContext, event: Event) -> bool:
    """Whether it is on the Saturday or Sunday of this week."""
    assert event.slot.starts_at is not None  # every event has a start
    monday = ctx.today - timedelta(days=ctx.today.weekday())
    return (local(event.slot.starts_at).date() - monday).days in (_SATURDAY, _SATURDAY + 1)
