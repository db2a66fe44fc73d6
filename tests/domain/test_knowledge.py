"""The cards that officers edit: what is asked finds its card, and what does not bind is never shown as law."""

from pathlib import Path

import pytest
import yaml

from bot.core.texts import Texts
from bot.domain.knowledge import Status, Topic, load_knowledge

CONFIG = Path(__file__).parents[2] / "config"
KNOWLEDGE = load_knowledge(CONFIG / "knowledge")


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("一年过了还能告吗", "arbitration"),
        ("仲裁多久", "arbitration_course"),
        ("工伤多久内报", "injury"),
        ("12351几点上班", "h12351"),
        ("欠薪要什么证据", "evidence_wages"),
        ("封号要留什么证据", "evidence_ban"),
        ("封号有没有新规定", "new_forms_draft"),
        ("站长欠我工资一年了", None),
        ("13912345678", None),
        ("我打12345没人理", None),
        ("12333", "h12333"),
        ("上个月工伤了现在还没好", None),
    ],
)
def test_question_finds_its_card(question: str, card: str | None) -> None:
    found = KNOWLEDGE.asked_for(question)
    assert (found.id if found else None) == card


def test_every_rule_has_a_source_and_somebody_with_the_last_word() -> None:
    for card in KNOWLEDGE.about(Topic.LIMITS):
        assert card.source is not None
        assert card.source.name
        assert "为准" in card.source.last_word["zh-CN"]


def test_draft_binds_nobody_in_its_own_words_too() -> None:
    texts = Texts.load(CONFIG / "texts")
    assert "不是法律" in texts.get("faq.status_draft")
    for card in KNOWLEDGE.cards:
        if card.source and card.source.status is Status.DRAFT:
            assert not any(word in card.text["zh-CN"] for word in ("规定了", "必须", "有权"))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "law"}, "law"),
        ({"checked_on": "soon"}, "checked_on"),
        ({"title": {"zh-CN": "x"}}, "needs words"),
        ({"more": 1}, "needs exactly"),
    ],
)
def test_broken_card_is_refused(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    for topic in Topic:
        table = yaml.safe_load((CONFIG / "knowledge" / f"{topic}.yaml").read_text(encoding="utf-8"))
        if topic is Topic.LIMITS:
            table["injury"].update(change)
        (tmp_path / f"{topic}.yaml").write_text(yaml.safe_dump(table, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match=problem):
        load_knowledge(tmp_path)
