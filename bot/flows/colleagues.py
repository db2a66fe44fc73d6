"""People of the staff as buttons: the nearest to the workers first."""

from collections.abc import Collection

from bot.domain.people import RANK, Grant
from bot.flows.flow import FlowContext, Option
from bot.store import grids, people

_MOST = 40


def colleague_options(ctx: FlowContext, person_ids: Collection[str]) -> list[Option]:
    """One button for each of these people, with his highest role and the grid that it is for."""
    names = people.people_named(ctx.uow, sorted(person_ids))
    held = [grant for grant in people.active_grants(ctx.uow) if grant.person_id in person_ids]
    highest = {grant.person_id: grant for grant in sorted(held, key=lambda grant: RANK[grant.role])}
    ranked = sorted(highest, key=lambda person: (RANK[highest[person].role], names.get(person, ""), person))
    return [
        Option(value=person, label=_label(ctx, highest[person], names.get(person, ""))) for person in ranked[:_MOST]
    ]


def _label(ctx: FlowContext, grant: Grant, name: str) -> str:
    grid = grids.grid_by_id(ctx.uow, grant.grid_id)
    return " ".join(part for part in (ctx.say(f"role.{grant.role}"), name, grid.code if grid else "") if part)
