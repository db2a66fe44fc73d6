"""One spelling for every way a phone writes the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normalize import normalize, squeeze


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("欠薪投訴", "欠薪投诉"),
        ("自\u200b杀", "自杀"),
        ("工\u202e资\x00", "工资"),
        ("啊啊啊啊啊", "啊啊"),
        ("怎么办？？？！！！", "怎么办?!"),
        ("13888888888", "13888888888"),
        ("薪(xīn)水(shuǐ)", "薪水"),
        ("美团(vip站)", "美团(vip站)"),
        ("zi sha", "自杀"),
        ("TIAOLOU", "跳楼"),
        ("prezisha", "prezisha"),
        ("🆘🆘", "救命救命"),
        ("  一\n\n二\t三 ", "一 二 三"),
        ("\ud800坏", "坏"),
    ],
)
def test_one_spelling(written: str, read: str) -> None:
    assert normalize(written) == read


@given(st.text(max_size=60))
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(st.text(alphabet="(ǐnhao好)。.， 殺杀自zisha\u200b①９İ…", max_size=30))
def test_normalizing_twice_changes_nothing_where_the_rules_meet(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


def test_squeeze_keeps_what_is_read_aloud() -> None:
    assert squeeze("💰 欠薪／扣款！") == "欠薪扣款"
