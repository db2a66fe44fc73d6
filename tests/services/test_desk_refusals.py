"""Every button of the liaison's desk, pressed by those who must not, about a real case of somebody else.

The button is really theirs, as if it had been made when they still might: only the handler's own check stands between.
"""

from functools import partial

import pytest

from bot.core.ids import new_code
from bot.core.messages import Kind
from bot.domain.categories import Urgency
from bot.domain.helpers import HelperRole
from bot.domain.liaison import week_of
from bot.domain.people import Role
from bot.services import helpers as helper_service
from bot.services import mediation, notes
from bot.services import people as people_service
from bot.services.cards import BUTTONS_LIVE
from bot.store import addresses, audit, buttons, cases, digests, helpers, mediations, people
from bot.store.buttons import Action
from bot.store.notes import last_notes
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import GRIDS, START, Stage
from tests.support.opened import opened, person

NOTE, STORY = "他弟弟也在站里", "站长扣了我两个月工资"
STAFF = ("note", "helpers", "helper", "mediate", "mediation_agreed", "mediation_failed", "card", "history")
STAFF_OF_HELPERS = ("helping.add", "helping.remove")
OF_HELPERS = ("helping.card", "helping.report", "helping.leave")
OF_WORKER = ("mediation_yes", "mediation_no", "mediation_leave")
WEEK = week_of(START.date())


def _scene(stage: Stage, uow: UnitOfWork) -> tuple[str, str]:
    """(case, helper): a case in mediation with a note, a helper, and one who was removed again."""
    case = opened(uow, stage.house, "worker")
    notes.write(uow, case, stage.staff["liaison"], NOTE)
    mediation.propose(uow, stage.house, case, stage.staff["liaison"])
    mediation.consent(uow, stage.house, case)
    for name in ("aunt", "removed"):
        helpers.add_helper(uow, case.id, HelperRole.VOLUNTEER, stage.staff["liaison"], person(uow, name))
    parts = {part.person_id: part for part in helpers.helpers_of(uow, case.id)}
    aunt, removed = (parts[person(uow, name)] for name in ("aunt", "removed"))
    helper_service.remove(uow, stage.house, case, removed.id, stage.staff["liaison"])
    opened(uow, stage.house, "other", grid_id=GRIDS[1].id)
    digests.plan_week(uow, WEEK)
    return case.id, aunt.id


def _button(name: str, verb: str, case_id: str, argument: str, uow: UnitOfWork) -> str:
    """A button of this person's own that is about these real ids."""
    action = Action(name=verb, subject_id=case_id, argument=argument)
    return buttons.add_button(uow, person(uow, name), "", action, uow.now + BUTTONS_LIVE).token


def _press(stage: Stage, name: str, verb: str, case_id: str, argument: str) -> str:
    """What the person reads after pressing it."""
    token = stage.work(partial(_button, name, verb, case_id, argument))
    stage.deliver()
    before = len(stage.read[name])
    stage.say(name, Kind.CHOICE, choice=token)
    return "\n".join(out.text for out in stage.read[name][before:])


def _snapshot(uow: UnitOfWork) -> object:
    """Everything that a refusal must leave as it is."""
    tables = ("case_notes", "case_helpers", "mediations", "digests", "cases", "case_messages", "clocks")
    return [uow.connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall() for table in tables]


REFUSED = [
    *(("liaison2", verb) for verb in (*STAFF, *STAFF_OF_HELPERS, *OF_HELPERS, *OF_WORKER)),
    *(("worker", verb) for verb in (*STAFF, *STAFF_OF_HELPERS, "helping.card")),
    *(("removed", verb) for verb in OF_HELPERS),
    *(("aunt", verb) for verb in ("note", "card", "history", "helping.remove", "mediation_yes")),
    *(("liaison", verb) for verb in ("helping.card", *OF_WORKER)),
]


def test_nobody_presses_what_is_not_his(stage: Stage) -> None:
    case_id, helper_id = stage.work(partial(_scene, stage))
    stage.deliver()
    before = stage.work(_snapshot)
    read = {name: len(stage.read[name]) for name, _ in REFUSED}
    tokens = stage.work(lambda uow: [_button(name, verb, case_id, helper_id, uow) for name, verb in REFUSED])
    for (name, _), token in zip(REFUSED, tokens, strict=True):
        stage.take(stage.inbound(name, Kind.CHOICE, choice=token))
    stage.deliver()
    for name, count in read.items():
        verbs = [verb for who, verb in REFUSED if who == name]
        said = [out.text for out in stage.read[name][count:]]
        assert said == ["未找到。编号看看对不对？"] * len(verbs), (name, list(zip(verbs, said, strict=False)))
        assert name == "liaison" or not [out.text for out in stage.read[name] if NOTE in out.text]
    assert stage.work(_snapshot) == before


def test_those_who_may_do_all_of_it(stage: Stage) -> None:
    """The other half: the same buttons work for the right hands, so that the table above means something."""
    case_id, helper_id = stage.work(partial(_scene, stage))
    assert STORY in _press(stage, "aunt", "helping.card", case_id, "")
    assert "直接打字" in _press(stage, "aunt", "helping.report", case_id, "")
    assert NOTE in _press(stage, "liaison", "card", case_id, "")
    assert "志愿者" in _press(stage, "deputy", "helpers", case_id, "")
    assert "请谁来帮忙" in _press(stage, "officer", "helping.add", case_id, "")
    assert "记点什么" in _press(stage, "committee", "note", case_id, "")
    assert "已移除" in _press(stage, "liaison", "helping.remove", case_id, helper_id)
    assert "没谈成" in _press(stage, "deputy", "mediation_failed", case_id, "")


def test_whoever_is_removed_from_the_staff_answers_no_week_and_reads_no_list(stage: Stage) -> None:
    stage.work(partial(_scene, stage))
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff["liaison"], None))
    for verb in ("weekly.nothing", "weekly.added"):
        assert "未找到" in _press(stage, "liaison", verb, GRIDS[0].id, WEEK)
    assert "未找到" in _press(stage, "liaison", "list.look", stage.staff["liaison"], "all 1")
    assert not stage.work(lambda uow: digests.answered(uow, WEEK))


@pytest.mark.parametrize("name", ["liaison2", "deputy", "officer", "committee", "worker"])
def test_a_grids_week_is_answered_by_its_liaison_alone(stage: Stage, name: str) -> None:
    stage.work(partial(_scene, stage))
    assert "未找到" in _press(stage, name, "weekly.nothing", GRIDS[0].id, WEEK)
    assert not stage.work(lambda uow: digests.answered(uow, WEEK))
    assert "记下了" in _press(stage, "liaison", "weekly.nothing", GRIDS[0].id, WEEK)
    assert stage.work(lambda uow: digests.answered(uow, WEEK)) == {GRIDS[0].id}


def test_a_helper_of_one_case_has_no_other(stage: Stage) -> None:
    stage.work(partial(_scene, stage))
    other = stage.work(lambda uow: opened(uow, stage.house, "somebody").id)
    for verb in OF_HELPERS:
        assert "未找到" in _press(stage, "aunt", verb, other, "")


def test_a_helper_is_removed_from_his_own_case_only(stage: Stage) -> None:
    """A liaison with a case of his own cannot end a part in somebody else's by its id."""
    _, helper_id = stage.work(partial(_scene, stage))
    other = stage.work(lambda uow: opened(uow, stage.house, "somebody", grid_id=GRIDS[1].id).id)
    assert "已经不在" in _press(stage, "liaison2", "helping.remove", other, helper_id)
    assert len(stage.work(lambda uow: helpers.helpers_of(uow, stage_case(uow, helper_id)))) == 1


def stage_case(uow: UnitOfWork, helper_id: str) -> str:
    """The case of a part."""
    found = uow.connection.exec_driver_sql("SELECT case_id FROM case_helpers WHERE id = ?", (helper_id,))
    return str(found.scalar_one())


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("worker", "nothing"),
        ("liaison", "accused"),
        ("deputy", "accused"),
        ("aunt", "late"),
        ("aunt", "closed"),
        ("aunt", "used"),
        ("aunt", "case"),
        ("aunt", "gone"),
        ("liaison", "gone"),
        ("aunt", "moved"),
    ],
)
def test_a_code_brings_nobody_into_a_case_who_must_not_be_there(stage: Stage, name: str, spoil: str) -> None:
    code = new_code()

    def ask(uow: UnitOfWork) -> str:
        accused = stage.staff["liaison"] if spoil == "accused" else None
        case = opened(uow, stage.house, "worker", accused_id=accused)
        until = uow.now + helper_service.CODES_LIVE
        by = stage.staff["liaison" if spoil in ("gone", "moved") else "committee"]
        helpers.ask_helper(uow, case.id, HelperRole.VOLUNTEER, by, code=code, expires_at=until)
        return case.id

    case_id = stage.work(ask)
    if spoil == "late":
        stage.clock.advance(helper_service.CODES_LIVE)
    if spoil in ("gone", "moved"):
        stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff["liaison"], None))
    if spoil == "moved":
        stage.work(lambda uow: people.add_grant(uow, stage.staff["liaison"], Role.LIAISON, GRIDS[1].id, None))
    if spoil == "used":
        stage.say("first", Kind.TEXT, text=f"协助 {code}")
    if spoil == "closed":
        stage.work(lambda uow: helpers.end_helpers_of(uow, case_id))
    said = f"协助 {code if spoil != 'case' else new_code()}"
    stage.say(name, Kind.TEXT, text=said)
    read = [out.text for out in stage.read[name] if out.text]
    assert any("这个码不对或过期了" in text for text in read)
    assert spoil == "gone" or name not in stage.staff or STORY not in "".join(read)
    joined = [part.person_id for part in stage.work(lambda uow: helpers.helpers_of(uow, case_id))]
    assert stage.work(lambda uow: person(uow, name)) not in joined


def test_a_note_is_read_by_those_who_may_see_the_case_and_audited(stage: Stage) -> None:
    case_id, _ = stage.work(partial(_scene, stage))
    assert [note.text for note in stage.work(lambda uow: last_notes(uow, case_id, 5))] == [NOTE]
    assert "case_noted" in [line[0] for line in stage.work(lambda uow: audit.history(uow, case_id))]
    said = stage.work(lambda uow: [message.text for message in cases.messages_of(uow, case_id)])
    assert NOTE not in said


def test_an_attempt_to_mediate_ends_with_the_case(stage: Stage) -> None:
    case_id, _ = stage.work(partial(_scene, stage))
    assert stage.work(lambda uow: mediations.living_mediation(uow, case_id)) is not None
    _press(stage, "worker", "solved", case_id, "")
    assert stage.work(lambda uow: mediations.living_mediation(uow, case_id)) is None
    assert stage.work(lambda uow: helpers.helpers_of(uow, case_id)) == []
    assert "未找到" in _press(stage, "aunt", "helping.card", case_id, "")


@pytest.mark.parametrize(
    ("what", "words"), [("danger", "不适合调解"), ("complaint", "不适合调解"), ("mute", "收不到消息")]
)
def test_mediation_is_proposed_only_where_it_can_be(stage: Stage, what: str, words: str) -> None:
    def scene(uow: UnitOfWork) -> str:
        urgency = Urgency.DANGER if what == "danger" else Urgency.NORMAL
        accused = stage.staff["officer"] if what == "complaint" else None
        case = opened(uow, stage.house, "worker", urgency=urgency, accused_id=accused)
        if what == "mute":
            worker = person(uow, "worker")
            for address_id in addresses.address_ids_of(uow, worker):
                addresses.move_address(uow, address_id, person(uow, "other"))
        return case.id

    case_id = stage.work(scene)
    assert words in _press(stage, "committee", "mediate", case_id, "")
    assert stage.work(lambda uow: mediations.living_mediation(uow, case_id)) is None
