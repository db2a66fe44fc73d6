"""What a message wants and how fast somebody must react."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.categories import Category, Urgency
from bot.nlu.classify import INTENTS, Classifier

ROOT = Path(__file__).parents[2]
CORPUS = [json.loads(line) for line in (ROOT / "tests/corpus/messages.jsonl").read_text(encoding="utf-8").splitlines()]
TRAINING = [row for row in CORPUS if int(row["id"][1:]) % 5]
SLOWEST_LOAD = 3.0  # seconds; about 0.2 on a quiet machine, and tests run on busy ones
SLOWEST_READING = 2.0  # seconds for 10,000 characters; about 0.1 on a quiet machine


@pytest.mark.parametrize(
    ("text", "urgency", "kind"),
    [
        ("我不想活了", Urgency.DANGER, "despair"),
        ("zi sha", Urgency.DANGER, "despair"),
        ("我站楼顶上吹风呢 感觉解脱了", Urgency.DANGER, "despair"),
        ("银行卡密码写纸上了，以后帮我照顾好孩子", Urgency.DANGER, "despair"),
        ("他是不是不想活了", Urgency.DANGER, "despair"),
        ("仓库着火了", Urgency.DANGER, "fire"),
        ("宿舍电瓶冒烟了滋滋响", Urgency.DANGER, "fire"),
        ("师傅晕倒了没呼吸", Urgency.DANGER, "medical"),
        ("工友喊他没反应", Urgency.DANGER, "medical"),
        ("客户拿刀要砍我", Urgency.DANGER, "violence"),
        ("流好多血 隻腳郁唔到", Urgency.DANGER, "medical"),
        ("手指被机器绞断了", Urgency.URGENT, "medical"),
        ("骑车滑倒胳膊好像断了", Urgency.URGENT, "medical"),
        ("我在站里被三个人围着打", Urgency.URGENT, "violence"),
        ("今晚被房东赶出来带着孩子没地方去", Urgency.URGENT, None),
        ("我老公送货到现在联系不上", Urgency.URGENT, None),
        ("气死我了这破平台又扣钱", Urgency.NORMAL, None),
        ("今天跑得累死了", Urgency.NORMAL, None),
        ("饿死了 几点开饭", Urgency.NORMAL, None),
        ("帮我砍一刀", Urgency.NORMAL, None),
        ("急急急 我的入会审核到哪了", Urgency.NORMAL, None),
        ("这不就是自杀式配送么", Urgency.NORMAL, None),
        ("我没想不开你别误会", Urgency.NORMAL, None),
        ("没自杀的念头", Urgency.NORMAL, None),
        ("我去年摔断腿 单位不给报工伤", Urgency.NORMAL, None),
        ("火锅店欠我工资", Urgency.NORMAL, None),
        ("客户打电话骂我", Urgency.NORMAL, None),
        ("手机砸了", Urgency.NORMAL, None),  # 手 is no hand here
        ("我想咨询一下撞车后保险不赔怎么办", Urgency.NORMAL, None),
    ],
)
def test_what_cannot_wait(classifier: Classifier, text: str, urgency: Urgency, kind: str | None) -> None:
    intent = classifier.classify(text)
    assert (intent.urgency, intent.crisis) == (urgency, kind), intent.evidence


@pytest.mark.parametrize(
    ("text", "name", "category"),
    [
        ("公司拖欠工资三个月了", "grievance", Category.WAGES),
        ("老細唔俾人工", "grievance", Category.WAGES),
        ("平台无缘无故把我封号了", "grievance", Category.PENALTY),
        ("站长突然把我辞退了一分补偿没有", "grievance", Category.DISMISSAL),
        ("公司三年没交社保", "grievance", Category.INSURANCE),
        ("押金不退合法吗", "legal", Category.WAGES),
        ("我想约个律师问问合同", "legal", Category.CONTRACT),
        ("困难补助怎么申请", "care", None),
        ("周六的篮球赛怎么报名", "event", None),
        ("怎么加入工会", "join", None),
        ("我的投诉办到哪一步了", "status", None),
        ("建议给大家统一发个雨棚", "suggestion", None),
        ("转人工", "human", None),
        ("你好", "help", None),
        ("哈哈哈哈", "other", None),
        ("", "other", None),
    ],
)
def test_what_it_wants(classifier: Classifier, text: str, name: str, category: Category | None) -> None:
    intent = classifier.classify(text)
    assert (intent.name, intent.category) == (name, category), intent.evidence


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(classifier: Classifier, text: str) -> None:
    intent = classifier.classify(text)
    assert intent.name in INTENTS
    assert 0 <= intent.score <= 1


@pytest.mark.parametrize("piece", ["腿断了", "火锅火", "((ǐ", "不想活", "a", "\u200b", "摔撞手刀砍门口", "🔪"])
def test_ten_thousand_characters_are_bounded_work(classifier: Classifier, piece: str) -> None:
    started = time.perf_counter()
    classifier.classify(piece * (10_000 // len(piece)))
    assert time.perf_counter() - started < SLOWEST_READING


def test_loads_quickly() -> None:
    started = time.perf_counter()
    Classifier.load(ROOT / "config/lexicon")
    assert time.perf_counter() - started < SLOWEST_LOAD


def test_a_rule_about_an_unknown_concept_is_refused(tmp_path: Path) -> None:
    for file in (ROOT / "config/lexicon").glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "crisis.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {all: [bodyy, hurt], gives: {urgent: 3}}\n")
    with pytest.raises(ValueError, match="bodyy"):
        Classifier.load(tmp_path)


def test_urgent_messages_of_the_corpus_are_found(classifier: Classifier) -> None:
    """Training part only: the rest is for measuring how well unseen messages are read."""
    called = {row["id"] for row in TRAINING if classifier.classify(row["text"]).urgency is not Urgency.NORMAL}
    urgent = {row["id"] for row in TRAINING if row["urgent"]}
    assert len(called & urgent) / len(urgent) >= 0.95
    assert len(called & urgent) / len(called) >= 0.85


def test_intents_and_categories_of_the_corpus_are_read(classifier: Classifier) -> None:
    read = [(row, classifier.classify(row["text"])) for row in TRAINING]
    assert macro_f1([(row["intent"], intent.name) for row, intent in read]) >= 0.85
    matters = [(row, intent) for row, intent in read if row["category"]]
    assert macro_f1([(row["category"], intent.category or "none") for row, intent in matters]) >= 0.80


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    labels = {wanted for wanted, _ in pairs}
    return sum(_f1(pairs, label) for label in labels) / len(labels)


def _f1(pairs: list[tuple[str, str]], label: str) -> float:
    hits = sum(wanted == given == label for wanted, given in pairs)
    return 2 * hits / sum((wanted == label) + (given == label) for wanted, given in pairs)
