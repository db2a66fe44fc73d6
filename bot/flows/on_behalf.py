"""代录: a liaison writes down the case of a worker who has no phone or no chat, while that worker speaks.

It is always named: whoever writes it down knows who spoke. A complaint about our own people is not taken down by a
colleague (信访工作条例 Art. 30); the worker is told where else it goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.core.ids import show_case_number
from bot.core.messages import Choice
from bot.core.moments import show_moment
from bot.domain.categories import Urgency
from bot.domain.people import CASEWORKERS, Grid
from bot.flows import parsers
from bot.flows.case_form import gather_facts, new_case
from bot.flows.case_questions import CATEGORY, COMPANY, WHAT_HAPPENED
from bot.flows.consent import consent_version, notice
from bot.flows.corrections import correct
from bot.flows.flow import Done, Flow, FlowContext, Heard, Invalid, Option, Prompt, Reject
from bot.flows.form import Form
from bot.flows.neighbourhood import GRID, grid_options
from bot.flows.review import Review
from bot.flows.steps import Agree, Ask
from bot.services import on_behalf
from bot.services.cards import case_button
from bot.services.cases import Opened
from bot.store import grids


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeAloud(Agree):
    """The notice is read to somebody who is not in this chat; the answer keeps the version and when he agreed."""

    def prompt(self, ctx: FlowContext, form: Form) -> Prompt:
        """What is to be read aloud, and what he said to it."""
        return Prompt(
            text=self.words(ctx),
            options=(
                (Option(value="yes", label=ctx.say("on_behalf.agreed_aloud")),),
                (Option(value="no", label=ctx.say("on_behalf.refused_aloud")),),
            ),
        )

    def read(self, ctx: FlowContext, form: Form, heard: Heard) -> Any:
        """The version that he agreed to, and the instant."""
        return {"version": Agree.read(self, ctx, form, heard), "at": ctx.now.isoformat()}


def _read_aloud(ctx: FlowContext) -> str:
    return "\n\n".join((ctx.say("on_behalf.intro"), notice(ctx)))


def _grids(ctx: FlowContext, form: Form) -> Sequence[Option]:
    return grid_options(_covered(ctx))


def _covered(ctx: FlowContext) -> list[Grid]:
    """The neighbourhoods that the speaker looks after."""
    held = [grant for grant in ctx.speaker.grants if grant.role in CASEWORKERS]
    return [grid for grid in grids.all_grids(ctx.uow) if any(grant.covers(grid.id) for grant in held)]


def _phone(ctx: FlowContext, text: str) -> str:
    phone = parsers.mobile(ctx, text)
    if on_behalf.is_own(ctx.uow, ctx.speaker, "", phone):
        raise Invalid("on_behalf.not_yourself")
    return phone


def _name(ctx: FlowContext, text: str) -> str:
    name = parsers.person_name(ctx, text)
    if on_behalf.is_own(ctx.uow, ctx.speaker, name, None):
        raise Invalid("on_behalf.not_yourself")
    return name


QUESTIONS = (
    Ask(name="phone", text="on_behalf.ask_phone", parse=_phone, optional=True, takes_contact=True),
    Ask(name="name", text="on_behalf.ask_name", parse=_name),
    replace(GRID, text="on_behalf.ask_grid", options=_grids, asked=lambda ctx: len(_covered(ctx)) > 1),
    CATEGORY,
    replace(WHAT_HAPPENED[0], text="on_behalf.ask_story"),
    *WHAT_HAPPENED[1:],
    replace(COMPANY, text="on_behalf.ask_company"),
)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Opens the case and says what is to be read to the worker."""
    covered = [grid.id for grid in _covered(ctx)]
    grid_id = form.answers.get("grid", covered[0] if covered else None)
    if covered and grid_id not in covered:
        return Reject(step="grid", key="flow.choose_one")
    worker = on_behalf.Worker(
        name=form.answers["name"],
        phone=form.answered("phone"),
        consent=form.answers["privacy"]["version"],
        heard_at=datetime.fromisoformat(form.answers["privacy"]["at"]),
    )
    new = replace(new_case(ctx, form, _urgency(ctx, form)), grid_id=grid_id)
    source = next((message for message, step in form.sources.items() if step == "story"), None)
    opened = on_behalf.enter(
        ctx.uow,
        ctx.house,
        new,
        worker,
        ctx.speaker,
        form.answered("evidence") or [],
        source and f"{ctx.speaker.address.key}:{source}",
    )
    return Done(text=_receipt(ctx, opened), choices=_buttons(ctx, opened))


def _urgency(ctx: FlowContext, form: Form) -> Urgency:
    """What would have been an emergency in the worker's own chat is one here."""
    return ctx.house.classifier.classify(form.answers["story"]).urgency


def _receipt(ctx: FlowContext, opened: Opened) -> str:
    due, role = show_moment(opened.answer_by, ctx.speaker.person.locale), ctx.say(f"role.{opened.handler_role}")
    lines = [
        ctx.say("on_behalf.entered", number=show_case_number(opened.case.number), role=role, due=due),
        ctx.say("on_behalf.urgent") if opened.case.urgency is not Urgency.NORMAL else "",
        ctx.say(f"evidence.{opened.case.category}"),
        ctx.say("on_behalf.after"),
    ]
    return "\n\n".join(line for line in lines if line)


def _buttons(ctx: FlowContext, opened: Opened) -> tuple[tuple[Choice, ...], ...]:
    person = ctx.speaker.person
    return ((case_button(ctx.uow, ctx.house, opened.case, person.id, "join_code", person.locale),),)


FLOW = Flow(
    name="on_behalf",
    version=1,
    roles=CASEWORKERS,
    steps=(
        AgreeAloud(
            name="privacy",
            text="consent.question",
            given=lambda ctx: False,
            words=_read_aloud,
            version=consent_version,
            refused="on_behalf.refused",
        ),
        *QUESTIONS,
        Review(text="on_behalf.review", fields="grievance.field", of=QUESTIONS),
    ),
    submit=submit,
    gather=gather_facts,
    correct=correct,
    story="story",
    told_by=("happened",),
)
