"""What a transcript about the liaison's desk may ask (see :mod:`tests.flows.checks`)."""

from collections.abc import Callable

from bot.services import digests
from tests.flows.stage import Stage


def _digests(stage: Stage, argument: str) -> None:
    """``digests``: the hourly look whether the week is planned."""
    stage.work(lambda uow: digests.plan(uow, stage.house))


def _unread_by(stage: Stage, argument: str) -> None:
    """``unread_by worker 站长``: nothing that this person ever got holds these words."""
    name, words = argument.split(" ", 1)
    assert stage.read[name]
    assert not [out.text for out in stage.read[name] if words in out.text]


DESK_CHECKS: dict[str, Callable[[Stage, str], None]] = {"digests": _digests, "unread_by": _unread_by}
