"""What the board, the list and an auditor count adds up, also for a case closed before its promises fell due."""

from datetime import timedelta
from functools import partial

from bot.domain.cases import Case, ClockKind
from bot.domain.categories import Urgency
from bot.services import board, desk
from bot.services import cases as case_service
from bot.services.house import House
from bot.store import oversight, people
from bot.store.cases import load_case
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import START, Stage
from tests.support.opened import opened, person

_TWO_DAYS = timedelta(days=2)
_OUTCOME = "站点今天把两个月的工资都补上了，工友核对过数目。"


def _close(uow: UnitOfWork, house: House, case: Case) -> None:
    """Solved between two people before one word of staff had arrived in the chat."""
    case_service.give_outcome(uow, house, case, person(uow, "liaison"), _OUTCOME)
    case_service.confirm(uow, house, load_case(uow, case.id))


def _fill(house: House, uow: UnitOfWork) -> None:
    opened(uow, house, "worker")
    _close(uow, house, opened(uow, house, "second"))


def test_the_board_and_the_list_call_the_same_case_late(stage: Stage) -> None:
    """An urgent case that nobody took in hand within its quarter of an hour, long before its first answer is due."""
    stage.work(lambda uow: opened(uow, stage.house, "worker", urgency=Urgency.URGENT))

    def check(uow: UnitOfWork) -> None:
        uow.now = START + timedelta(minutes=20)
        committee = person(uow, "committee")
        assert board.board_for(uow, committee).overdue == 1
        (item,) = desk.items_of(uow, committee, people.grants_of(uow, [committee])[committee])
        assert "已超 5 分钟（接手）" in desk.show_item(stage.house, item, uow.now, "zh-CN")

    stage.work(check)


def test_a_promise_called_off_is_neither_kept_nor_broken(stage: Stage) -> None:
    stage.work(partial(_fill, stage.house))

    def check(uow: UnitOfWork) -> None:
        uow.now = START + _TWO_DAYS
        found = board.board_for(uow, person(uow, "committee"))
        assert (found.answered, found.owed) == (0, 1)
        first = next(each for each in oversight.promises_since(uow, START) if each.kind is ClockKind.FIRST)
        assert (first.made, first.overdue, first.called_off) == (2, 1, 1)
        assert first.made == first.in_time + first.late + first.running + first.called_off

    stage.work(check)
