"""Ready sentences: filled or refused, and never taken for somebody's own words."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.canned import Canned, Unfilled, load_canned, own_words

READY = load_canned(Path(__file__).parents[2] / "config" / "canned.yaml")
VALUES = {"name": "老周", "number": "1234-5678", "date": "11月24日（周二）10:00"}
ENTRY = {"label": {"zh-CN": "甲", "en": "a"}, "words": {"zh-CN": "你好 {name}", "en": "hello {name}"}}


@pytest.mark.parametrize("ready", READY, ids=lambda each: each.key)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_what_goes_out_holds_no_gap_and_no_word_of_ones_own(ready: Canned, locale: str) -> None:
    filled = ready.fill(locale, VALUES)
    assert "{" not in filled
    assert own_words(filled, READY).strip() == ""
    assert own_words(f"{filled}\n我去问站长", READY).strip() == "我去问站长"
    assert own_words(f"我去问站长，{filled}", READY).strip() == "我去问站长，"


def test_a_placeholder_without_a_value_refuses() -> None:
    ready = Canned(key="a", label={}, words={"zh-CN": "你好 {name}，{date} 前"})
    for missing in ({"name": "老周", "date": None}, {"name": "老周"}, {"name": "老周", "date": ""}):
        with pytest.raises(Unfilled) as refused:
            ready.fill("zh-CN", missing)
        assert refused.value.name == "date"


def test_what_fills_a_sentence_is_no_template() -> None:
    ready = Canned(key="a", label={}, words={"zh-CN": "你好 {name}"})
    assert ready.fill("zh-CN", {"name": "{number}{0}"}) == "你好 {number}{0}"


@given(st.text(alphabet="我去问站长明天见。，", min_size=1, max_size=60))
def test_words_that_are_in_no_ready_sentence_stay(text: str) -> None:
    assert own_words(text, READY) == text


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("words", {"zh-CN": "你好 {phone}", "en": "hello"}, "unknown placeholder {phone}"),
        ("words", {"zh-CN": "你好 {0}", "en": "hello"}, "unknown placeholder {0}"),
        ("words", {"zh-CN": "你好 {name.x}", "en": "hello"}, "unknown placeholder {name.x}"),
        ("words", {"zh-CN": "你好"}, "zh-CN and en are expected"),
        ("words", {"zh-CN": "", "en": "hello"}, "a sentence is expected"),
        ("words", {"zh-CN": "长" * 501, "en": "hello"}, "longer than 500"),
        ("label", {"zh-CN": "长" * 20, "en": "a"}, "too long for a button"),
        ("label", "甲", "zh-CN and en are expected"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, key: str, value: object, complaint: str) -> None:
    path = tmp_path / "canned.yaml"
    path.write_text(yaml.safe_dump({"hello": {**ENTRY, key: value}}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match=r"hello\." + key) as refused:
        load_canned(path)
    assert complaint in str(refused.value)
