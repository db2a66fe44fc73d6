"""What a notice does besides the chat is not done by its sending: timers start it."""

from bot.domain.broadcasts import Broadcast, Leg
from bot.domain.timers import TimerKind
from bot.store import timers
from bot.store.unit_of_work import UnitOfWork


def plan_legs(uow: UnitOfWork, broadcast: Broadcast, step: int) -> None:
    """The notice begins, or its chat is done (a step of :mod:`bot.domain.legs`): soon the other legs are looked at."""
    if broadcast.content.legs - {Leg.CHANNEL}:
        timers.set_timer(uow, TimerKind.LEGS, broadcast.id, uow.now, step=step)
