"""What transcripts about places ask and do: events, clinics, packs (see :mod:`tests.flows.checks`)."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.core.clock import SHANGHAI
from bot.core.durations import parse_duration
from bot.domain.places import SlotKind
from bot.services import clinic, events, packs
from bot.services.events import NewEvent
from bot.store import places
from bot.store.grids import grid_by_code
from bot.store.tables import metadata
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage


def _stock(stage: Stage, argument: str) -> None:
    """``stock``: the packs of config/care.yaml can be taken, as after every start of the service."""
    stage.work(lambda uow: packs.stock(uow, stage.house))


def _takes_pack(stage: Stage, argument: str) -> None:
    """``takes_pack worker``: the person remembers the pick-up code that he was just shown."""
    stage.copies_code(argument, r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}")


def _event(stage: Stage, argument: str) -> None:
    """``event 急救课 2026-11-28T14:00 2h places=2 grid=G01 companions=3``: is announced; other words as in NewEvent."""
    title, starts, lasts, *rest = argument.split()
    said = dict(pair.split("=", 1) for pair in rest)
    begins = datetime.fromisoformat(starts).replace(tzinfo=SHANGHAI)

    def announce(uow: UnitOfWork) -> None:
        grid = grid_by_code(uow, said.get("grid", ""))
        new = NewEvent(
            title=title,
            place=said.get("place", "工人文化宫"),
            starts_at=begins,
            ends_at=begins + parse_duration(lasts).length,
            capacity=int(said["places"]),
            grid_id=grid.id if grid else None,
            tags=tuple(said["tags"].split(",")) if "tags" in said else (),
            organiser_id=stage.staff.get(said.get("organiser", "")),
            companions=int(said.get("companions", "0")),
            asks_ages="ages" in said,
            questions=tuple(said["asks"].split(",")) if "asks" in said else (),
            volunteer="volunteer" in said,
        )
        events.announce(uow, new, None)

    stage.work(announce)


def _pass(stage: Stage, argument: str) -> None:
    """``pass worker``: the person reads his check-in code aloud; from here on it is ``{worker's code}``."""
    found = [match[1] for out in stage.read[argument] if (match := re.search(r"签到码：([2-9A-Z]{6})", out.text))]
    assert found, "no check-in code was shown"
    stage.codes[argument] = found[-1]


def _bookings(stage: Stage, argument: str) -> None:
    """``bookings booked=1 waiting=2``: how many bookings stand so; those that are not named do not matter."""
    table = metadata.tables["bookings"]
    counted = Counter(stage.work(lambda uow: [row.status for row in uow.rows(select(table.c.status))]))
    for pair in argument.split():
        status, _, wanted = pair.partition("=")
        assert counted[status] == int(wanted), dict(counted)


def _sessions(stage: Stage, argument: str) -> None:
    """``sessions``: legal clinics are opened ahead, as by the hourly upkeep."""
    stage.work(lambda uow: clinic.open_sessions(uow, stage.house))


def _slot(stage: Stage, argument: str) -> None:
    """``slot 2026-12-02T14:00``: one more half hour with the lawyer, for one person."""
    starts = datetime.fromisoformat(argument).replace(tzinfo=SHANGHAI)

    def add(uow: UnitOfWork) -> None:
        ends = starts + timedelta(minutes=30)
        places.add_slot(uow, SlotKind.CLINIC, "值班律师", place="工会二楼", capacity=1, starts_at=starts, ends_at=ends)

    stage.work(add)


PLACE_CHECKS: dict[str, Callable[[Stage, str], None]] = {
    "stock": _stock,
    "takes_pack": _takes_pack,
    "event": _event,
    "pass": _pass,
    "bookings": _bookings,
    "sessions": _sessions,
    "slot": _slot,
}
