"""Two accounts of one human being never become one person behind the back of a rule that wants two."""

import pytest

from bot.core.errors import DomainError
from bot.services import people as people_service
from bot.store import people
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage, address_of


@pytest.mark.parametrize("removed", [False, True])
def test_an_account_that_ever_held_a_role_joins_no_other(stage: Stage, removed: bool) -> None:
    """What it agreed to, an author agreed to himself once both are one; a role that is over is written down too."""

    def joins(uow: UnitOfWork) -> None:
        both = [address_of(name) for name in ("officer", "liaison2")]
        author, approver = (known.speaker for known in people.load_known(uow, both).values())
        if author.person.id != stage.staff["officer"]:
            author, approver = approver, author
        if removed:
            people.revoke_grants(uow, approver.person.id, None)
        people_service.link(uow, stage.house, approver, people_service.offer_link(uow, author))

    with pytest.raises(DomainError, match=r"link\.two_lives"):
        stage.work(joins)
