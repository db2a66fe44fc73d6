"""What transcripts about notices to many ask of the stage (``= name argument``)."""

from collections.abc import Callable

from sqlalchemy import select

from bot.core.messages import Kind
from bot.services.broadcast_cards import BUTTONS_LIVE
from bot.services.broadcast_sending import list_some, refill
from bot.store import broadcasts, people
from bot.store.buttons import Action, add_button
from bot.store.grids import grid_by_code
from bot.store.tables import broadcasts as table
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage, address_of
from tests.support.opened import person

_RATES = {"webchat": 1000.0, "telegram": 25.0}


def _riders(stage: Stage, argument: str) -> None:
    """``riders rider1,rider2 G01``: workers who agreed to be kept in the records, of one neighbourhood."""
    names, code = argument.split()

    def add(uow: UnitOfWork) -> None:
        grid = grid_by_code(uow, code)
        for name in names.split(","):
            person = people.add_speaker(uow, address_of(name), "zh-CN").person
            people.remember(
                uow, person.id, consent_version="1", grid_id=grid.id if grid else None, name=f"工友{name}", phone=None
            )

    stage.work(add)


def _sends(stage: Stage, argument: str) -> None:
    """``sends``: the job that sends notices looks until it has noticed that everything was delivered."""
    _puts_out(stage, argument)
    _puts_out(stage, argument)


def _puts_out(stage: Stage, argument: str) -> None:
    """``puts_out``: lists the recipients and delivers the first messages, but does not notice yet that it is over."""
    for broadcast_id in stage.work(_all_ids):
        while stage.work(lambda uow: list_some(uow, stage.house, broadcast_id, 100)):  # noqa: B023
            pass
        stage.work(lambda uow: refill(uow, stage.house, broadcast_id, _RATES, 100))  # noqa: B023
    stage.deliver()


def _all_ids(uow: UnitOfWork) -> list[str]:
    return [row.id for row in uow.rows(select(table.c.id))]


def _holds_button(stage: Stage, argument: str) -> None:
    """``holds_button worker broadcasts.approve``: a button of the newest notice, with its real ids, in his hands."""
    name, verb = argument.split()

    def forge(uow: UnitOfWork) -> str:
        newest = select(table.c.id).order_by(table.c.created_at.desc()).limit(1)
        broadcast = broadcasts.load_broadcast(uow, uow.execute(newest).scalar_one())
        grid_id = next(iter(sorted(broadcast.content.audience.grids)), "")
        argument = grid_id if verb == "broadcasts.names" else broadcast.fingerprint
        subject = broadcast.content.kind if verb.startswith("notices.") else broadcast.id
        action = Action(name=verb, subject_id=subject, argument=argument)
        return add_button(uow, person(uow, name), "", action, uow.now + BUTTONS_LIVE).token

    stage.say(name, Kind.CHOICE, choice=stage.work(forge))


def _on_screen(stage: Stage, argument: str) -> None:
    """``on_screen officer 1 正在发``: so many messages in this chat hold these words now."""
    name, wanted, words = argument.split(" ", 2)
    found = [out.text for out in stage.read[name] if words in out.text]
    assert len(found) == int(wanted), found


BROADCAST_CHECKS: dict[str, Callable[[Stage, str], None]] = {
    "riders": _riders,
    "sends": _sends,
    "puts_out": _puts_out,
    "holds_button": _holds_button,
    "on_screen": _on_screen,
}
