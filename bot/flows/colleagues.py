"""People of the staff as buttons: the nearest to the workers first."""

from collections.abc import Collection

from bot.domain.people import RANK
from bot.flows.flow import FlowContext, Option
from bot.store import people

_MOST = 40


def colleague_options(ctx: FlowContext, person_ids: Collection[str]) -> list[Option]:
    """One button for each of these people, with his highest role."""
    names = people.people_named(ctx.uow, sorted(person_ids))
    held = [grant for grant in people.active_grants(ctx.uow) if grant.person_id in person_ids]
    highest = {grant.person_id: grant.role for grant in sorted(held, key=lambda grant: RANK[grant.role])}
    ranked = sorted(highest, key=lambda person: (RANK[highest[person]], names.get(person, ""), person))
    return [
        Option(value=person, label=f"{ctx.say(f'role.{highest[person]}')} {names.get(person, '')}".strip())
        for person in ranked[:_MOST]
    ]
