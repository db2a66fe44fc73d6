"""邀请: a role for somebody new, with its grid and its dates; what comes out is a code that works once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.errors import AccessRefused
from bot.core.windows import read_window
from bot.domain.appointments import may_appoint
from bot.domain.people import SUPERVISORS, Role
from bot.flows import parsers
from bot.flows.flow import Done, Flow, FlowContext, Option, Reject
from bot.flows.form import Form
from bot.flows.neighbourhood import GRID, grid_options
from bot.flows.review import Review
from bot.flows.steps import Ask, Choose, answered
from bot.services.people import CODES_LIVE, invite
from bot.store import people
from bot.store.grids import all_grids, grid_by_id

_EVERYWHERE = "everywhere"  # an officer may be one for the whole union


def _roles(ctx: FlowContext, form: Form) -> Sequence[Option]:
    """The roles that this person may give somewhere."""
    grants, places = people.active_grants(ctx.uow), [None, *(grid.id for grid in all_grids(ctx.uow))]
    able = [role for role in Role if any(may_appoint(ctx.speaker.person.id, role, at, grants) for at in places)]
    return [Option(value=role.value, label=ctx.say(f"role.{role}")) for role in able]


def _grids(ctx: FlowContext, form: Form) -> Sequence[Option]:
    role, grants = Role(form.answers["role"]), people.active_grants(ctx.uow)
    able = (grid for grid in all_grids(ctx.uow) if may_appoint(ctx.speaker.person.id, role, grid.id, grants))
    own = grid_options(able)
    return [*own, Option(value=_EVERYWHERE, label=ctx.say("staff.whole_union"))] if role is Role.OFFICER else own


QUESTIONS = (
    Choose(name="role", text="invite.ask_role", options=_roles, columns=2),
    replace(
        GRID,
        text="invite.ask_grid",
        options=_grids,
        when=answered("role", Role.LIAISON, Role.DEPUTY, Role.OFFICER),
        depends_on=("role",),
    ),
    Ask(
        name="starts",
        text="invite.ask_starts",
        parse=parsers.future_time,
        shown=parsers.show_time,
        optional=True,
    ),
    Ask(name="ends", text="invite.ask_ends", parse=parsers.future_time, shown=parsers.show_time, optional=True),
)


def submit(ctx: FlowContext, form: Form) -> Done | Reject:
    """Makes the code; the right to give this role is looked at again."""
    role, at = Role(form.answers["role"]), form.answered("grid")
    grid = grid_by_id(ctx.uow, at) if at and at != _EVERYWHERE else None
    if not may_appoint(ctx.speaker.person.id, role, grid.id if grid else None, people.active_grants(ctx.uow)):
        raise AccessRefused("case.not_found", at or role.value)
    starts, ends = _first(form), _last(form)
    if ends is not None and ends <= (starts or ctx.now):
        return Reject(step="ends", key="invite.ends_too_early")
    code = invite(ctx.uow, role, grid, invited_by=ctx.speaker.person.id, starts_at=starts, ends_at=ends)
    minutes = int(CODES_LIVE.total_seconds() // 60)
    lines = [ctx.say("invite.made", role=ctx.say(f"role.{role}"), code=code, minutes=minutes)]
    if name := ctx.house.telegram_name:
        lines.append(ctx.say("invite.link", link=f"https://t.me/{name}?start=join_{code}"))
    return Done(text="\n".join(lines), fleeting=True)


def _first(form: Form) -> datetime | None:
    said = form.answered("starts")
    return read_window(said).starts if said else None


def _last(form: Form) -> datetime | None:
    """The whole of the last day counts."""
    said = form.answered("ends")
    return read_window(said).ends if said else None


FLOW = Flow(
    name="invite",
    version=1,
    roles=SUPERVISORS,
    resumable=False,
    steps=(*QUESTIONS, Review(text="invite.review", fields="invite.field", of=QUESTIONS)),
    submit=submit,
)
