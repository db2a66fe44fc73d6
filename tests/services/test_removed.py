"""What is left of the work of somebody who was removed: nothing that he could still look at."""

from functools import partial

from bot.core.messages import Kind, Purpose
from bot.domain.helpers import HelperRole
from bot.services import people as people_service
from bot.services.letters import send_file
from bot.store import addresses, attachments, chat_history, helpers, people
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import Stage, address_of
from tests.support.opened import opened

STORY = "站长扣了我两个月工资"


def test_his_page_shows_nothing_of_it(stage: Stage) -> None:
    """The web chat reads what was sent from our own store, for a month: cards and pictures are gone from it at once."""
    stage.work(lambda uow: opened(uow, stage.house, "worker"))
    photo = stage.work(_photo)
    for name in ("liaison", "officer"):
        send = partial(send_file, person_id=stage.staff[name], caption=STORY, attachment_id=photo, ready=True)
        stage.work(lambda uow, send=send: send(uow, purpose=Purpose.STAFF))
    stage.deliver()
    for name in ("liaison", "officer"):
        assert STORY in _page(stage, name)
        assert _looks_at(stage, name, photo)
    assert not _looks_at(stage, "worker", photo)  # nobody sent it to him
    assert STORY not in _page(stage, "worker")
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff["liaison"], None))
    stage.deliver()
    assert _page(stage, "liaison").startswith("你的工作人员身份已经停用")
    assert not _looks_at(stage, "liaison", photo)
    assert STORY in _page(stage, "officer")
    assert _looks_at(stage, "officer", photo)


def test_he_helps_with_no_case_of_others_either(stage: Stage) -> None:
    asked, by = stage.staff["liaison2"], stage.staff["officer"]
    case = stage.work(lambda uow: opened(uow, stage.house, "worker"))
    stage.work(lambda uow: helpers.add_helper(uow, case.id, HelperRole.MEDIATOR, by, asked))
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, asked, None))
    assert stage.work(lambda uow: helpers.helpers_of(uow, case.id)) == []


def test_what_was_not_sent_yet_never_is(stage: Stage) -> None:
    stage.delivering = False
    stage.work(lambda uow: opened(uow, stage.house, "worker"))
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff["liaison"], None))
    stage.delivering = True
    stage.deliver()
    assert not [out.text for out in stage.read["liaison"] if STORY in out.text]
    assert [out.text for out in stage.read["deputy"] if STORY in out.text]  # who has it now


def test_his_half_done_forms_are_erased(stage: Stage) -> None:
    """Also those that anybody may open: what he had begun to write was about the people whom he looked after."""
    for name in ("liaison", "officer"):
        stage.say(name, Kind.TEXT, text="/suggest")
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff["liaison"], None))
    begun = stage.work(lambda uow: people.load_known(uow, [address_of("liaison"), address_of("officer")]))
    assert [bool(begun[address_of(name).key].state) for name in ("liaison", "officer")] == [False, True]


def _photo(uow: UnitOfWork) -> str:
    attachment_id = attachments.add_made(uow, b"", "image/jpeg")
    attachments.fetched(uow, attachment_id, file="1" * 32, mime="image/jpeg", sha256="0" * 64, size=1)
    return attachment_id


def _page(stage: Stage, name: str) -> str:
    """Everything that somebody's chat page reads."""
    address = address_of(name)
    index = stage.work(lambda uow: addresses.address_index(uow, address))
    shown = stage.work(lambda uow: chat_history.shown_to(uow, address, index, "", 100))
    return "\n".join(each.out.text for each in shown).strip()


def _looks_at(stage: Stage, name: str, attachment_id: str) -> bool:
    """Whether somebody's page gets a picture."""
    index = stage.work(lambda uow: addresses.address_index(uow, address_of(name)))
    return stage.work(lambda uow: chat_history.file_shown_to(uow, index, attachment_id)) is not None
