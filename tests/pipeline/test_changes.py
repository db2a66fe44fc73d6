"""Messages that are changed after they were sent: one row, one message on the screen, whatever happens on the way."""

from bot.core.errors import Retry, SendError
from bot.core.messages import Choice, Purpose
from bot.pipeline.settling import Settler
from bot.services.letters import write_to
from bot.store import changes, outbox, people
from bot.store.outbox import Claimed, Shown, Status
from bot.store.tables import outbox as table
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import ACCOUNT, CHANNEL, Stage, address_of

STOP = ((Choice(label="停", token="t-1"),),)


def said(stage: Stage, text: str, purpose: Purpose = Purpose.STAFF) -> str:
    """Tells the officer something; returns the message's id."""
    letter_id = stage.work(lambda uow: write_to(uow, stage.staff["officer"], text, purpose=purpose))
    assert letter_id
    stage.deliver()
    return letter_id


def rewritten(stage: Stage, letter_id: str, text: str) -> bool:
    return stage.work(lambda uow: changes.rewrite(uow, letter_id, text, STOP))


def claimed(stage: Stage) -> list[Claimed]:
    return stage.work(lambda uow: outbox.claim(uow, CHANNEL, ACCOUNT, 10))


def status(stage: Stage, letter_id: str) -> str:
    return stage.work(lambda uow: uow.execute(table.select().where(table.c.id == letter_id)).one().status)


def shown(stage: Stage) -> list[Shown]:
    """What the officer's open page reads."""

    def look(uow: UnitOfWork) -> list[Shown]:
        address = address_of("officer")
        return outbox.shown_to(uow, address, people.address_index(uow, address), "", 10)

    return stage.work(look)


def test_an_edit_is_the_same_message_in_a_new_place(stage: Stage) -> None:
    letter_id = said(stage, "已发 10")
    assert rewritten(stage, letter_id, "已发 20")
    assert rewritten(stage, letter_id, "已发 30")  # the one that was not sent yet is overtaken
    (edit,) = claimed(stage)
    assert (edit.out.text, edit.out.choices, edit.out.replaces is None) == ("已发 30", STOP, False)
    stage.work(lambda uow: Settler(stage.house).arrived(uow, edit, "9"))
    (event,) = shown(stage)
    assert (event.id, event.out.id, event.out.text) == ("9", letter_id, "已发 30")


def test_an_edit_waits_for_the_one_on_its_way(stage: Stage) -> None:
    letter_id = said(stage, "已发 10")
    rewritten(stage, letter_id, "已发 20")
    (edit,) = claimed(stage)
    assert not rewritten(stage, letter_id, "已发 30")
    stage.work(lambda uow: Settler(stage.house).failed(uow, edit, SendError(code="not_modified", retry=Retry.DONE)))
    assert rewritten(stage, letter_id, "已发 30")
    assert claimed(stage)[0].out.replaces == edit.out.replaces  # an edit that changed nothing keeps the platform's id


def test_what_is_taken_back_stands_nowhere(stage: Stage) -> None:
    letter_id = said(stage, "通知", Purpose.BROADCAST)
    assert stage.work(lambda uow: changes.take_back(uow, [letter_id])) == 1
    stage.deliver()
    assert (status(stage, letter_id), stage.read["officer"]) == (Status.RECALLED, [])
    (event,) = shown(stage)  # an open page hears of it
    assert (event.out.id, event.out.text, event.attachment_id) == (letter_id, "", None)
    assert stage.work(lambda uow: changes.take_back(uow, [letter_id])) == 0


def test_what_cannot_be_taken_back_stays_said_and_alarms_nobody(stage: Stage) -> None:
    error = SendError(code="not_deletable", retry=Retry.NO)
    letter_id = said(stage, "通知", Purpose.BROADCAST)
    stage.work(lambda uow: changes.take_back(uow, [letter_id]))
    (removal,) = claimed(stage)
    stage.work(lambda uow: Settler(stage.house).failed(uow, removal, error))
    assert status(stage, letter_id) == Status.SENT
    assert claimed(stage) == []
