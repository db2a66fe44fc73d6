"""A request for a human being belongs to one worker and to those staff who may know of it: with its real id."""

import pytest

from bot.core.errors import AccessRefused
from bot.core.messages import Kind
from bot.services import callbacks as callback_service
from bot.store.callbacks import open_callback_of
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage
from tests.support.opened import person


def test_request_of_another_is_no_such_thing(stage: Stage) -> None:
    for name in ("worker", "other"):
        stage.say(name, Kind.TEXT, text="转人工")

    def reach(uow: UnitOfWork) -> None:
        worker, other = person(uow, "worker"), person(uow, "other")
        request = open_callback_of(uow, worker)
        assert request is not None
        assert callback_service.own(uow, request.id, worker) == request
        assert callback_service.visible(uow, request.id, stage.staff["committee"]) == request
        for reached in (callback_service.own, callback_service.visible):
            with pytest.raises(AccessRefused, match=r"callback\.not_found"):
                reached(uow, request.id, other)
        with pytest.raises(AccessRefused, match=r"callback\.not_found"):
            callback_service.visible(uow, request.id, stage.staff["liaison2"])

    stage.work(reach)
