"""The anonymous box: what it refuses, and that nothing in the database joins an item to the person who wrote it."""

import re
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from bot.core.errors import DomainError
from bot.core.messages import Kind
from bot.domain.people import Role
from bot.domain.suggestions import receipt_in
from bot.jobs.box import tend_box
from bot.services import box as box_service
from bot.services import suggestions as suggestion_service
from bot.store import blanking, box, people
from bot.store.buttons import Action, add_button
from bot.store.suggestions import suggestions_of
from bot.store.tables import metadata
from bot.store.unit_of_work import UnitOfWork
from tests.flows.player import Player
from tests.flows.stage import Stage, address_of
from tests.store.journey import CHAT_ID, Journey

WORDS = "疗休养总是那几个熟面孔，公开抽签才服众"
ONE_WAY = f"> {{who}}: 提建议\n> {{who}}: [匿名]\n> {{who}}: [明白了]\n> {{who}}: {WORDS}\n> {{who}}: [提交]\n"
_BOX = frozenset(("box_items", "box_messages"))
_RECEIPT = re.compile(r"\d{4}-\d{4}-\d{4}-\d{4}")


def _put(stage: Stage, who: str = "worker") -> str:
    """Puts WORDS into the box the way people do; returns the receipt."""
    Player(stage).play(ONE_WAY.format(who=who))
    found = _RECEIPT.search(stage.read[who][-1].text)
    assert found, stage.read[who][-1].text
    return found[0]


def _says(stage: Stage, who: str, words: str) -> str:
    Player(stage).play(f"> {who}: {words}")
    return stage.read[who][-1].text


def _item_ids(uow: UnitOfWork) -> list[str]:
    return [item.id for item in box.open_items(uow, most=10)]


def _person(stage: Stage, who: str) -> str:
    address = address_of(who)
    return stage.work(lambda uow: people.load_known(uow, [address])[address.key].speaker.person.id)


def _opened(uow: UnitOfWork) -> dict[str, list[str]]:
    """Every row of every table as text, with everything sealed opened: what somebody with the keys could see."""
    found: dict[str, list[str]] = {}
    for table in metadata.sorted_tables:
        key = next(iter(table.primary_key.columns)).name
        for row in uow.rows(select(table)):
            values = []
            for column in table.columns:
                value = getattr(row, column.name)
                if column.name.endswith("_sealed") and value is not None:
                    place, row_id = f"{table.name}.{column.name.removesuffix('_sealed')}", getattr(row, "id", None)
                    value = uow.vault.open(place, row_id if row_id and key != "token" else getattr(row, key), value)
                values.append(str(value))
            found.setdefault(table.name, []).append("\n".join(values))
    return found


def test_nothing_outside_the_box_knows_the_item(stage: Stage) -> None:
    receipt = _put(stage)
    stage.pass_time(timedelta(minutes=11))
    rows, (item_id,) = stage.work(_opened), stage.work(_item_ids)
    names = [item_id, WORDS, receipt, receipt.replace("-", "")]
    for table in rows.keys() - _BOX:
        for row in rows[table]:
            assert not [name for name in names if name in row], table
    inside = "\n".join(line for table in _BOX for line in rows[table])
    assert WORDS in inside
    assert receipt.replace("-", "") not in inside
    assert _person(stage, "worker") not in inside
    assert "1" * 32 not in inside  # his grid
    assert f"{stage.clock.now():%H:%M}" not in inside


def test_the_words_are_nowhere_in_the_file(stage: Stage) -> None:
    receipt = _put(stage)
    written = b"".join(path.read_bytes() for path in stage.file.parent.glob("stage.db*"))
    for secret in (WORDS, WORDS[:8], receipt, receipt.replace("-", "")):
        assert secret.encode() not in written
        assert secret.encode("unicode_escape") not in written


def test_the_web_chat_may_read_the_receipt_for_ten_minutes(stage: Stage) -> None:
    receipt = _put(stage)

    def bodies() -> str:
        return "\n".join(stage.work(_opened)["outbox"])

    assert receipt in bodies()
    stage.pass_time(timedelta(minutes=11))
    assert receipt not in bodies()
    _says(stage, "worker@telegram", f"回执码 {receipt}")  # Telegram keeps what was said itself
    assert WORDS in stage.read["worker@telegram"][-1].text
    assert WORDS not in bodies()


def test_a_receipt_that_never_arrives_is_erased_after_a_day(stage: Stage) -> None:
    *before, submit = ONE_WAY.format(who="worker").strip().split("\n")
    Player(stage).play("\n".join(before))
    stage.delivering = False
    Player(stage).play(submit)
    assert any(_RECEIPT.search(row) for row in stage.work(_opened)["outbox"])
    stage.clock.advance(timedelta(hours=25))
    stage.work(blanking.blank_old)
    assert not any(_RECEIPT.search(row) for row in stage.work(_opened)["outbox"])


def test_rows_have_no_order_but_that_of_random_keys(stage: Stage) -> None:
    for who in ("one", "two", "three"):
        _put(stage, who)
    connection = sqlite3.connect(stage.file)
    for table in sorted(_BOX):
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            connection.execute(f"SELECT rowid FROM {table}")
        ids = [row[0] for row in connection.execute(f"SELECT * FROM {table}")]
        assert ids == sorted(ids)
    connection.close()


def test_wrong_receipts_are_throttled_with_the_same_answer(stage: Stage) -> None:
    receipt = _put(stage)
    wrong = [
        _says(stage, "guesser", f"回执码 {number:04}-0000-0000-0000") for number in range(box_service.WRONG_OF_ONE)
    ]
    assert len(set(wrong)) == 1
    assert _says(stage, "guesser", f"回执码 {receipt}") == wrong[0]
    assert WORDS in _says(stage, "another", f"回执码 {receipt}")  # nobody else is locked out
    stage.pass_time(timedelta(days=1))
    stage.work(lambda uow: box_service.tend(uow, stage.house))
    assert WORDS in _says(stage, "guesser", f"回执码 {receipt}")


def test_many_wrong_tries_together_slow_the_guessing_and_shut_nobody_out(stage: Stage) -> None:
    digits = _put(stage).replace("-", "")

    def wrong(uow: UnitOfWork) -> None:
        assert box_service.look_up(uow, "abuser", "0" * 16) is None
        uow.execute(update(metadata.tables["box_marks"]).values(count=box_service.WRONG_OF_ALL))
        for _ in range(box_service.WRONG_OF_ONE_WHEN_MANY):
            assert box_service.look_up(uow, "somebody", digits) is not None
            assert box_service.look_up(uow, "somebody", "0" * 16) is None

    stage.work(wrong)
    assert stage.work(lambda uow: box_service.look_up(uow, "somebody", digits)) is None
    assert stage.work(lambda uow: box_service.look_up(uow, "another", digits)) is not None


def test_one_person_cannot_flood_the_box(stage: Stage) -> None:
    for _ in range(box_service.MOST_OF_ONE):
        _put(stage, "flooder")
    Player(stage).play(f"{ONE_WAY.format(who='flooder')}\n< flooder: 今天收得太多了\n> worker: 你好")
    assert len(stage.work(_item_ids)) == box_service.MOST_OF_ONE
    _put(stage, "worker")
    stage.pass_time(timedelta(days=1))
    stage.work(lambda uow: box_service.tend(uow, stage.house))
    Player(stage).play("> flooder: 接着填\n> flooder: [提交]\n< flooder: 放进意见箱了")


def test_the_marks_of_a_day_die_with_its_secret(stage: Stage) -> None:
    _put(stage)
    person = _person(stage, "worker")
    assert stage.work(lambda uow: box.counted(uow, f"words:{person}")) == 1
    before = stage.work(_opened)["box_days"]
    stage.pass_time(timedelta(days=1))
    stage.work(lambda uow: box_service.tend(uow, stage.house))
    after = stage.work(_opened)
    assert "box_marks" not in after
    assert len(after["box_days"]) == 1
    assert after["box_days"] != before
    assert stage.work(lambda uow: box.counted(uow, f"words:{person}")) == 0


@pytest.mark.parametrize("who", ["liaison", "deputy", "worker"])
def test_only_keepers_reach_an_item_even_by_its_real_id(stage: Stage, who: str) -> None:
    _put(stage)
    (item_id,) = stage.work(_item_ids)
    person = stage.staff.get(who) or _person(stage, who)
    assert stage.work(lambda uow: box_service.item_for(uow, item_id, stage.staff["officer"])).id == item_id
    with pytest.raises(DomainError, match=r"case\.not_found"):
        stage.work(lambda uow: box_service.item_for(uow, item_id, person))
    with pytest.raises(DomainError, match=r"case\.not_found"):
        stage.work(lambda uow: box_service.items_for(uow, person, most=5))
    token = stage.work(partial(_own_button, person, Action(name="suggestions.item_open", subject_id=item_id)))
    Player(stage).stage.say(who, Kind.CHOICE, choice=token)
    assert WORDS not in stage.read[who][-1].text


@pytest.mark.parametrize("who", ["liaison", "liaison2", "officer2", "second", "worker"])
def test_only_its_officer_and_the_committee_reach_a_suggestion(stage: Stage, who: str) -> None:
    Player(stage).play(
        "> worker: 提建议\n> worker: [留名]\n> worker: [同意]\n> worker: 夜班补贴贴出来让大家看\n"
        "> worker: [G01]\n> worker: [跳过]\n> worker: [提交]\n> second: 你好\n> officer2: 你好"
    )
    other = _person(stage, "officer2")
    stage.work(lambda uow: people.add_grant(uow, other, Role.OFFICER, "2" * 32, None))
    worker = _person(stage, "worker")
    (suggestion,) = stage.work(lambda uow: suggestions_of(uow, worker))
    person = stage.staff.get(who) or _person(stage, who)
    for allowed in ("officer", "committee"):
        assert stage.work(
            lambda uow, name=allowed: suggestion_service.readable(uow, suggestion.id, stage.staff[name])  # type: ignore[misc]
        )
    with pytest.raises(DomainError, match=r"case\.not_found"):
        stage.work(lambda uow: suggestion_service.readable(uow, suggestion.id, person))


async def test_on_postgresql_no_transaction_joins_an_item_to_its_message_after_the_daily_rewriting(
    tmp_path: Path, fresh_database: Callable[[], str]
) -> None:
    journey = Journey.begin(tmp_path, fresh_database())
    for user in (CHAT_ID, "42", "43"):
        await _puts(journey, user)
    database, house = journey.application.database, journey.application.house
    assert database.run_here(_written_with_messages) == {"box_items": 3, "box_messages": 3}
    journey.clock.advance(timedelta(days=1))
    await tend_box(database, house)
    assert database.run_here(_written_with_messages) == {"box_items": 0, "box_messages": 0}
    assert database.run_here(_in_order_of_keys)


async def _puts(journey: Journey, user: str) -> None:
    await journey.say(user, "提建议")
    for label in ("匿名", "明白了"):
        await journey.press(user, label)
    await journey.say(user, WORDS)
    assert "放进意见箱了" in await journey.press(user, "提交")


def _written_with_messages(uow: UnitOfWork) -> dict[str, int]:
    """How many rows of the box were written by a transaction that also wrote a row about somebody's message."""
    about_people = "SELECT xmin FROM inbox UNION SELECT xmin FROM sessions UNION SELECT xmin FROM outbox"
    count = "SELECT count(*) FROM {table} WHERE xmin::text IN (SELECT xmin::text FROM ({about_people}) AS written)"
    return {
        table: int(uow.execute(text(count.format(table=table, about_people=about_people))).scalar_one())
        for table in sorted(_BOX)
    }


def _in_order_of_keys(uow: UnitOfWork) -> bool:
    """Whether the heap itself lies in the order of the keys."""
    for table in sorted(_BOX):
        ids = [row.id for row in uow.rows(text(f"SELECT id FROM {table} ORDER BY ctid"))]
        if ids != sorted(ids):
            return False
    return True


def _own_button(person: str, action: Action, uow: UnitOfWork) -> str:
    return add_button(uow, person, "", action, uow.now + timedelta(days=1)).token


@pytest.mark.parametrize(
    ("said", "digits", "words"),
    [
        ("回执码 1234-5678-9012-3456", "1234567890123456", ""),
        ("回执码：１２３４ ５６７８ ９０１２ ３４５６", "1234567890123456", ""),
        ("1234567890123456", "1234567890123456", ""),
        ("receipt 1234 5678 9012 3456 thank you", "1234567890123456", "thank you"),
        ("回执 1234567890123456，再说一句", "1234567890123456", "再说一句"),
    ],
)
def test_a_receipt_is_understood(said: str, digits: str, words: str) -> None:
    found = receipt_in(said)
    assert found is not None
    assert (found.digits, found.words) == (digits, words)


@pytest.mark.parametrize(
    "said", ["1234-5678", "12345678901234567", "卡号 1234567890123456", "1234567890123456 是我的卡", "回执码", ""]
)
def test_other_numbers_are_no_receipts(said: str) -> None:
    assert receipt_in(said) is None
