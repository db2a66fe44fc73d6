"""What transcripts about workers without a chat ask and do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.core.ids import show_case_number
from bot.core.messages import Kind
from bot.services import on_behalf
from bot.store.addresses import find_address
from bot.store.buttons import Action, add_button
from bot.store.cases import find_numbers
from bot.store.tables import addresses, cases, evidence_packs
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, Stage, address_of
from tests.support.opened import UNPAID_WAGES, speaker


def _entered(stage: Stage, argument: str) -> None:
    """``entered liaison 13700001111 周大海``: this liaison entered a case. ``-``: no phone."""
    name, phone, called = argument.split()

    def enter(uow: UnitOfWork) -> str:
        by = speaker(uow, name)
        grid_id = by.grants[0].grid_id or GRIDS[0].id
        new = replace(UNPAID_WAGES, grid_id=grid_id, story="工资三千六没发", facts={})
        worker = on_behalf.Worker(name=called, phone=phone.strip("-") or None, consent="1", heard_at=uow.now)
        return on_behalf.enter(uow, stage.house, new, worker, by, [], None).case.number

    stage.codes["entered"] = show_case_number(stage.work(enter))
    stage.deliver()


def _offline(stage: Stage, argument: str) -> None:
    """``offline liaison``: the last case belongs to a person without any address."""

    def look(uow: UnitOfWork) -> str:
        row = uow.rows(select(cases).order_by(cases.c.opened_at.desc()))[0]
        assert not uow.rows(select(addresses).where(addresses.c.person_id == row.person_id))
        return str(row.number)

    stage.codes["entered"] = show_case_number(stage.work(look))


def _takes_claim(stage: Stage, argument: str) -> None:
    """``takes_claim liaison``: the code that this liaison was shown is read aloud: ``{liaison's code}``."""
    stage.copies_code(argument, r"认领 ([2-9A-Z]{5} [2-9A-Z]{5})")


def _forges(stage: Stage, argument: str) -> None:
    """``forges thief pack_own 1234-5678 newest-pack``: presses a button of his own about somebody else's real case."""
    name, verb, number, *rest = argument.split()

    def forge(uow: UnitOfWork) -> str:
        found = find_address(uow, address_of(name))
        case = find_numbers(uow, [number.replace("-", "")])[0]
        packs = uow.rows(select(evidence_packs.c.id).order_by(evidence_packs.c.asked_at.desc()))
        action = Action(name=verb, subject_id=case.id, argument=packs[0].id if rest else "")
        return add_button(uow, found[1] if found else "", "", action, uow.now + timedelta(days=1)).token

    stage.say(name, Kind.CHOICE, choice=stage.work(forge))


ON_BEHALF_CHECKS: dict[str, Callable[[Stage, str], None]] = {
    "entered": _entered,
    "offline": _offline,
    "takes_claim": _takes_claim,
    "forges": _forges,
}
