"""给谁: the question for an audience. Conditions are switched on and off, and after each one reads how many that are.

What is chosen so far lies beside the answers under :data:`CHOOSING`, so that going back and forth loses nothing.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.core.cleaning import shorten
from bot.domain.audience import Audience, may_address, read_audience
from bot.domain.membership import Work
from bot.domain.notices import NoticeKind
from bot.domain.people import Role
from bot.flows.declining import agrees
from bot.flows.flow import FlowContext, Heard, Invalid, Option, Prompt
from bot.flows.form import Answers, Form
from bot.flows.neighbourhood import grid_options
from bot.flows.steps import Question
from bot.nlu.normalize import normalize
from bot.services import broadcast_words, broadcasts
from bot.store import events, grids

CHOOSING = "audience:choosing"
CONDITIONS = ("grids", "platforms", "works", "member", "tags", "events")
# What members told of their families is agreed to for care only (config/texts/*/portrait.yaml), so it chooses nobody.
TAGS = ("hand:new", "hand:old", "interests:sport", "interests:learning", "interests:outings", "interests:volunteering")
_OPEN, _SET = "open:", "set:"
_CLOSE, _CLEAR, _DONE = "close", "clear", "done"
_MOST_PLATFORMS = 12  # as buttons; the others are typed
_MOST_SWITCHES = 30  # the same: what is switched on is always among them
_MOST_EVENTS = 8
_RECENT = timedelta(days=30)  # so long after an event its participants can still be written to
_LONGEST_LABEL = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseAudience(Question):
    """The answer is :meth:`~bot.domain.audience.Audience.document`; ``kind_of`` reads the notice's kind."""

    kind: str

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """The rule so far with its head-count, and what can be added; or the values of one condition."""
        rule, opened = _state(ctx, form)
        locale = ctx.speaker.person.locale
        count = broadcasts.head_count(ctx.uow, rule, NoticeKind(form.answers[self.kind]))
        text = ctx.say(
            self.text,
            rule=broadcast_words.audience_in_words(ctx.uow, ctx.house, rule, locale),
            count=broadcast_words.count_in_words(ctx.house, count, locale),
        )
        if opened is None:
            return Prompt(text=text, options=_conditions(ctx))
        known = len(_values(ctx, opened))
        if not 0 < known <= _MOST_SWITCHES:
            text = f"{text}\n\n{ctx.say('audience.type_names' if known else 'audience.no_values')}"
        return Prompt(text=text, options=_switches(ctx, rule, opened))

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """None as long as conditions are chosen; the rule once the person says that these are they."""
        rule, opened = _state(ctx, form)
        if heard.value == _DONE or (heard.value is None and agrees(ctx.house.words, heard.text)):
            return self._finished(ctx, form, rule)
        if heard.value is None:
            rule, opened = _understood(ctx, rule, heard.text), None
        elif heard.value.startswith(_SET) and opened is not None:
            rule = _switched(rule, opened, heard.value.removeprefix(_SET))
        elif heard.value == _CLEAR:
            rule = _widest(ctx)
        else:
            opened = heard.value.removeprefix(_OPEN) if heard.value.startswith(_OPEN) else None
        form.answers[CHOOSING] = {"rule": rule.document(), "open": opened}
        return None

    def show(self, ctx: FlowContext, answers: Answers) -> str:
        """The rule in words, and how many people that are now."""
        rule, locale = read_audience(answers[self.name]), ctx.speaker.person.locale
        count = broadcasts.head_count(ctx.uow, rule, NoticeKind(answers[self.kind]))
        words = broadcast_words.audience_in_words(ctx.uow, ctx.house, rule, locale)
        return f"{words}\n{broadcast_words.count_in_words(ctx.house, count, locale)}"

    def _finished(self, ctx: FlowContext, form: Form, rule: Audience) -> dict[str, Any]:
        if not may_address(rule, ctx.speaker.person.id, ctx.speaker.grants):
            raise Invalid("audience.own_grids")
        if not broadcasts.head_count(ctx.uow, rule, NoticeKind(form.answers[self.kind])).reachable:
            raise Invalid("audience.nobody")
        return rule.document()


def choosing(rule: dict[str, Any]) -> dict[str, Any]:
    """What lies under :data:`CHOOSING` when a rule is to be changed."""
    return {"rule": rule, "open": None}


def _state(ctx: FlowContext, form: Form) -> tuple[Audience, str | None]:
    kept = form.answers.get(CHOOSING)
    return (read_audience(kept["rule"]), kept["open"]) if kept else (_widest(ctx), None)


def _reach(ctx: FlowContext) -> frozenset[str] | None:
    """The grids whose people this person may write to; None for all people of the union."""
    own = ctx.speaker.grants
    if any(grant.role is Role.COMMITTEE or (grant.role is Role.OFFICER and grant.grid_id is None) for grant in own):
        return None
    return frozenset(grant.grid_id for grant in own if grant.role is Role.OFFICER and grant.grid_id)


def _widest(ctx: FlowContext) -> Audience:
    return Audience(grids=_reach(ctx) or frozenset())


def _conditions(ctx: FlowContext) -> list[list[Option]]:
    buttons = [Option(value=f"{_OPEN}{name}", label=ctx.say(f"audience.button_{name}")) for name in CONDITIONS]
    rows = [buttons[i : i + 3] for i in range(0, len(buttons), 3)]
    done = Option(value=_DONE, label=ctx.say("audience.button_done"))
    return [*rows, [Option(value=_CLEAR, label=ctx.say("audience.button_clear")), done]]


def _switches(ctx: FlowContext, rule: Audience, name: str) -> list[list[Option]]:
    chosen, values = _chosen(rule, name), _values(ctx, name)
    if len(values) > _MOST_SWITCHES:
        values = sorted(values, key=lambda each: each.value not in chosen)[:_MOST_SWITCHES]
    buttons = [
        Option(value=f"{_SET}{each.value}", label=f"{'☑️' if each.value in chosen else '⬜'} {each.label}")
        for each in values
    ]
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    return [*rows, [Option(value=_CLOSE, label=ctx.say("audience.button_close"))]]


def _values(ctx: FlowContext, name: str) -> list[Option]:
    """What a condition can be."""
    if name == "grids":
        reach = _reach(ctx)
        return grid_options(grid for grid in grids.all_grids(ctx.uow) if reach is None or grid.id in reach)
    if name == "platforms":
        return [Option(value=platform, label=platform) for platform in ctx.house.platforms[:_MOST_PLATFORMS]]
    if name == "works":
        return [Option(value=work.value, label=ctx.say(f"work.{work}")) for work in Work]
    if name == "member":
        return [Option(value=value, label=ctx.say(f"audience.member_{value}")) for value in ("yes", "no")]
    if name == "tags":
        locale = ctx.speaker.person.locale
        return [Option(value=tag, label=broadcast_words.tag_in_words(ctx.house, tag, locale)) for tag in TAGS]
    known_events = events.events_until(ctx.uow, ctx.now - _RECENT)[-_MOST_EVENTS:]
    return [Option(value=event.id, label=shorten(event.slot.title, _LONGEST_LABEL)) for event in known_events]


def _chosen(rule: Audience, name: str) -> frozenset[str]:
    if name == "member":
        return frozenset() if rule.member is None else frozenset({"yes" if rule.member else "no"})
    return frozenset(getattr(rule, name))


def _switched(rule: Audience, name: str, value: str) -> Audience:
    """The rule with one value switched on or off."""
    if name == "member":
        flag = value == "yes"
        return replace(rule, member=None if rule.member is flag else flag)
    changed = _chosen(rule, name) ^ {value}
    if name == "works":
        return replace(rule, works=frozenset(Work(each) for each in changed))
    return replace(rule, **{name: changed})  # type: ignore[arg-type]


def _understood(ctx: FlowContext, rule: Audience, text: str) -> Audience:
    """ "城东的美团骑手": the conditions that words name are added; raises Invalid when they name none."""
    plain, before = normalize(text), rule
    grids_named = [each.value for each in _values(ctx, "grids") if any(part in text for part in each.label.split())]
    platforms = ctx.house.facts.platforms(text)
    work = ctx.house.unions.work_in(plain)
    found = {"grids": grids_named, "platforms": platforms, "works": [work.value] if work else []}
    if grids_named and rule.grids == _widest(ctx).grids:
        rule = replace(rule, grids=frozenset())  # all of his own were there unasked: who names one means only that
    for name, values in found.items():
        for value in values:
            if value not in _chosen(rule, name):
                rule = _switched(rule, name, value)
    if rule == before and not any(found.values()):
        raise Invalid("audience.how")
    return rule
