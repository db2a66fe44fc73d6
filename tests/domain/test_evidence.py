"""Every category has a checklist, and what an officer writes into the file becomes questions."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.categories import Category
from bot.domain.evidence import checklist
from bot.domain.knowledge import Knowledge, load_knowledge

KNOWLEDGE = load_knowledge(Path(__file__).parents[2] / "config" / "knowledge")


def _with(text: dict[str, str]) -> Knowledge:
    """The same cards, but for other words about unpaid wages."""
    return Knowledge(
        cards=tuple(replace(card, text=text) if card.id == "evidence_wages" else card for card in KNOWLEDGE.cards)
    )


@pytest.mark.parametrize("category", list(Category))
def test_every_category_asks_for_a_few_things_once_each(category: Category) -> None:
    items = checklist(KNOWLEDGE, category)
    assert 5 <= len(items) <= 12
    assert len({item.id for item in items}) == len(items)
    assert all(item.words["zh-CN"] and item.words["en"] and "·" not in item.words["zh-CN"] for item in items)


def test_the_own_card_goes_first() -> None:
    wages, other = checklist(KNOWLEDGE, Category.WAGES), checklist(KNOWLEDGE, Category.OTHER)
    assert wages[0].words["zh-CN"] == "到账记录（看得到付款方）"
    assert wages[-len(other) :] == other


def test_a_line_keeps_its_id_when_others_come_and_go() -> None:
    old = checklist(_with({"zh-CN": "· 甲\n· 乙", "en": "· a\n· b"}), Category.WAGES)
    new = checklist(_with({"zh-CN": "· 丙\n· 乙\n说明", "en": "· c\n· b"}), Category.WAGES)
    assert (new[1].id == old[1].id, new[0].id == old[0].id) == (True, False)


@pytest.mark.parametrize("english", ["· a", "nothing", "· a\n· b\n· c"])
def test_languages_that_differ_are_refused(english: str) -> None:
    with pytest.raises(ValueError, match="evidence_wages"):
        checklist(_with({"zh-CN": "· 甲\n· 乙", "en": english}), Category.WAGES)
