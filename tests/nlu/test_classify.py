"""What a message wants and how fast somebody must react."""

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.categories import Category, Urgency
from bot.nlu.classify import Classifier
from bot.nlu.evaluate import chosen_rows, read_with, scores
from bot.nlu.lexicon import Lexicon
from bot.nlu.model import INTENTS, MODEL_FILE, Model
from bot.nlu.model_training import SentenceReader, data_hash, learn, pack
from bot.nlu.spelling import Speller
from bot.nlu.words import WordReader

ROOT = Path(__file__).parents[2]
TRAINING = chosen_rows(ROOT / "tests/corpus/messages.jsonl", "development")
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
        ("I want to kill myself", Urgency.DANGER, "despair"),
        ("my friend is not breathing", Urgency.DANGER, "medical"),
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
        ("站长说要打我", Urgency.URGENT, "violence"),
        ("老板说今晚打我", Urgency.URGENT, "violence"),
        ("押金那件事办到哪了 先不说这个 我刚从梯子上摔下来 腿动不了", Urgency.URGENT, "medical"),
        ("礼包还有没有 哦对了 站长带着人在我家楼下等我 说要打断我的腿", Urgency.URGENT, "violence"),
        ("明天上午打我", Urgency.NORMAL, None),  # a call is asked for
        ("有空打我 13812345678", Urgency.NORMAL, None),
        ("110", Urgency.NORMAL, None),
        ("110105198801011234", Urgency.NORMAL, None),  # an identity number of Beijing begins like the police
        ("身份证110105198801011234 电话15812356120", Urgency.NORMAL, None),
        ("罚了我120块", Urgency.NORMAL, None),
        ("建议多讲讲中暑怎么急救，去年有人晕倒大家都不会", Urgency.NORMAL, None),
    ],
)
def test_what_cannot_wait(classifier: Classifier, text: str, urgency: Urgency, kind: str | None) -> None:
    intent = classifier.classify(text)
    assert (intent.urgency, intent.crisis) == (urgency, kind), intent.evidence


@pytest.mark.parametrize(
    ("text", "name", "category"),
    [
        ("公司拖欠工资三个月了", "grievance", Category.WAGES),
        ("美团东湖站欠我上个月工资2800块", "grievance", Category.WAGES),
        ("my boss has not paid me for two months", "grievance", Category.WAGES),
        ("I want to see a lawyer about my fines", "legal", Category.PENALTY),
        ("I got hurt", "grievance", Category.INJURY),
        ("how do I join", "join", None),
        ("where is my case", "status", None),
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
        ("15812345678", "other", None),  # no question about a hotline
        ("13912356012", "other", None),
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


def test_the_committed_model_is_the_one_that_the_data_make() -> None:
    """After a change of the sentences or the lists: python -m bot.nlu.model_training."""
    assert json.loads(gzip.decompress(MODEL_FILE.read_bytes()))["data"] == data_hash()


def test_the_same_sentences_teach_the_same(classifier: Classifier) -> None:
    """The build itself, on a few sentences: what it learns is what the packed model answers."""
    reader = SentenceReader(Speller({}), WordReader(Lexicon()))
    sentences = [reader.read(row, trust_lists=True) for row in TRAINING[:60]]
    packed = pack(learn(sentences), "few")
    assert packed == pack(learn(sentences), "few")
    learned = Classifier(Speller({}), WordReader(Lexicon()), Model.read(packed))
    assert scores(read_with(learned, TRAINING[:60]))["intent macro-F1"] >= 0.9


def test_a_model_of_other_labels_is_refused() -> None:
    content = json.loads(gzip.decompress(MODEL_FILE.read_bytes()))
    packed = gzip.compress(json.dumps(content | {"features": content["features"][1:]}).encode())
    with pytest.raises(ValueError, match="build it again"):
        Model.read(packed)


def test_the_corpus_is_read_as_it_is_labelled(classifier: Classifier) -> None:
    """Training part only: a sanity check, no measure; docs/classification.md has the figures for unseen messages."""
    found = scores(read_with(classifier, TRAINING))
    assert found["intent macro-F1"] >= 0.95
    assert found["category macro-F1"] >= 0.95
    assert found["urgent recall"] >= 0.95
    assert found["urgent precision"] >= 0.85


def test_messages_written_before_anything_was_chosen_are_read(classifier: Classifier) -> None:
    """Sentences that are in no training file; a check against falling back, the corpus is the measure."""
    found = scores(read_with(classifier, chosen_rows(ROOT / "tests/nlu/fresh.jsonl", "all")))
    assert found["intent macro-F1"] >= 0.88
    assert found["category macro-F1"] >= 0.90
    assert found["urgent recall"] >= 0.95
    assert found["urgent precision"] >= 0.70


def test_what_is_likely_besides_is_told(classifier: Classifier) -> None:
    intent = classifier.classify("上个月的事")
    assert len(intent.others) == 2
    assert intent.name not in dict(intent.others)
    assert intent.score >= intent.others[0][1] >= intent.others[1][1]
    assert intent.score + sum(score for _, score in intent.others) <= 1.01


def test_evidence_never_holds_what_is_the_persons_own(classifier: Classifier) -> None:
    said = "我叫欧阳拾穗 电话13812345678 站长拖欠我工资 单号4407889123"
    intent = classifier.classify(said)
    assert intent.evidence
    assert not any(part in word for word in intent.evidence for part in ("138", "440", "欧阳", "拾穗"))


def test_a_reading_is_explained_by_weights(classifier: Classifier) -> None:
    explained = classifier.explain("救命 仓库着火了")
    assert len(explained) == 2
    weights = [abs(weight) for weight, _ in explained["urgent"]]
    assert weights == sorted(weights, reverse=True)
