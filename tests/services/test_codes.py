"""One-time codes: each opens what it was made for, for the first who types it, as long as its maker still may."""

from dataclasses import replace
from functools import partial

import pytest

from bot.core.messages import Kind
from bot.domain.helpers import HelperRole
from bot.domain.people import Role
from bot.services import helpers, on_behalf
from bot.services import people as people_service
from bot.store import cases, people
from bot.store import helpers as helper_store
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, Stage, address_of
from tests.support.opened import UNPAID_WAGES, opened, speaker

# The word before each kind of code, and who makes it.
WORDS = {"join": "加入码", "link": "绑定码", "claim": "认领码", "help": "协助码"}
MAKERS = {"join": "officer", "claim": "liaison", "help": "liaison"}
REFUSED = ("这个码不对或过期了", "码不对")


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_a_code_opens_only_what_it_was_made_for_and_once(kind: str, stage: Stage) -> None:
    for other in sorted(set(WORDS) - {kind}):
        assert _types(stage, "newcomer", other, stage.work(partial(_made, stage, kind))), other
        assert stage.work(partial(_has, "newcomer")) == set()
    code = stage.work(partial(_made, stage, kind))
    assert not _types(stage, "newcomer", kind, code)
    assert stage.work(partial(_has, "newcomer")) == {kind}
    assert _types(stage, "thief", kind, code)
    assert stage.work(partial(_has, "thief")) == set()


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_code_dies_with_the_role_of_its_maker(kind: str, stage: Stage) -> None:
    code = stage.work(partial(_made, stage, kind))
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff[MAKERS[kind]], None))
    for name in ("newcomer", MAKERS[kind]):
        assert _types(stage, name, kind, code), name
        assert stage.work(partial(_has, name)) == set()


def _made(stage: Stage, kind: str, uow: UnitOfWork) -> str:
    liaison, grid = speaker(uow, "liaison"), GRIDS[0]
    if kind == "join":
        return people_service.invite(uow, Role.DEPUTY, grid, invited_by=stage.staff["officer"])
    if kind == "link":
        opened(uow, stage.house, "worker")
        return people_service.offer_link(uow, speaker(uow, "worker"))
    if kind == "help":
        case = opened(uow, stage.house, "worker")
        return helpers.ask(uow, case, HelperRole.VOLUNTEER, liaison.person.id)
    new = replace(UNPAID_WAGES, grid_id=grid.id)
    told = on_behalf.Worker(name="老周", phone=None, consent="1", heard_at=uow.now)
    offline = on_behalf.enter(uow, stage.house, new, told, liaison, [], None).case
    return on_behalf.offer_code(uow, offline, liaison.person.id)


def _types(stage: Stage, name: str, kind: str, code: str) -> bool:
    """Whether the code is refused."""
    before = len(stage.read[name])
    stage.say(name, Kind.TEXT, text=f"{WORDS[kind]} {code}")
    said = "\n".join(out.text for out in stage.read[name][before:])
    return any(sentence in said for sentence in REFUSED)


def _has(name: str, uow: UnitOfWork) -> set[str]:
    """What somebody has got by a code."""
    own, worker = speaker(uow, name), people.load_known(uow, [address_of("worker")])
    linked = any(known.speaker.person.id == own.person.id for known in worker.values())
    found = {
        "join": bool(own.grants),
        "link": linked,
        "claim": not linked and bool(cases.cases_owned_by(uow, own.person.id)),
        "help": bool(helper_store.parts_of(uow, own.person.id)),
    }
    return {kind for kind, got in found.items() if got}
