"""People of the staff to choose from, the nearest first."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.people import RANK, Grant
from bot.flows.flow import FlowContext, Option
from bot.flows.long_choice import ChooseFromMany
from bot.store import grids, people


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseColleague(ChooseFromMany):
    """The answer is the id of one of these people (see :func:`colleague_options`)."""

    many: str = "colleague.type_a_name"
    found: str = "colleague.found"
    none: str = "colleague.no_such_name"


def colleague_options(
    ctx: FlowContext, person_ids: Collection[str], near: Collection[str | None] | None = None
) -> list[Option]:
    """One button for each of these people, with his highest role and a grid that it is for.

    Those with a role in the grids ``near`` come first, and it is that grid which is named; without it, those who work
    where the speaker works.
    """
    near = {grant.grid_id for grant in ctx.speaker.grants} if near is None else near
    held = [grant for grant in people.active_grants(ctx.uow) if grant.person_id in person_ids]
    close = {grant.person_id for grant in held if grant.grid_id and grant.grid_id in near}
    by_rank = sorted(held, key=lambda grant: (RANK[grant.role], grant.grid_id in near))
    highest = {grant.person_id: grant for grant in by_rank}
    names = people.people_named(ctx.uow, list(highest))
    codes = grids.codes_by_id(ctx.uow)

    def order(grant: Grant) -> tuple[object, ...]:
        person = grant.person_id
        return person not in close, RANK[grant.role], codes.get(grant.grid_id or "", ""), names.get(person, ""), person

    return [
        Option(value=grant.person_id, label=_label(ctx, grant, names, codes))
        for grant in sorted(highest.values(), key=order)
    ]


def _label(ctx: FlowContext, grant: Grant, names: dict[str, str], codes: dict[str, str]) -> str:
    parts = (ctx.say(f"role.{grant.role}"), names.get(grant.person_id), codes.get(grant.grid_id or ""))
    return " ".join(part for part in parts if part)
