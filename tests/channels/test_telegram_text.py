"""Splitting and escaping: nothing is lost, nothing is halved, and a part ends where a reader pauses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_text import fits, split, to_html, to_plain

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("。！ \n<&😀"), max_size=300)


@pytest.mark.parametrize(
    ("text", "most", "parts"),
    [
        ("短", 10, ["短"]),
        ("", 10, [""]),
        ("一二三四五\n\n六七八九十", 10, ["一二三四五", "六七八九十"]),
        ("一二。\n三四五六。七八九十", 10, ["一二。\n三四五六。", "七八九十"]),
        ("一二三四五六\n七八。九十", 11, ["一二三四五六", "七八。九十"]),
        ("他说“好。”然后走了就走了", 8, ["他说“好。”", "然后走了就走了"]),
        ("one two three four", 10, ["one two", "three four"]),
        ("pay 3.50 now or later", 13, ["pay 3.50 now", "or later"]),
        ("一二三四五六七八九十一二", 10, ["一二三四五六七八九十", "一二"]),
        ("😀😀😀😀", 5, ["😀😀", "😀😀"]),
        ("一\n二三四五六七八九十一二三", 10, ["一\n二三四五六七八九", "十一二三"]),
    ],
)
def test_a_part_ends_at_a_good_border(text: str, most: int, parts: list[str]) -> None:
    assert split(text, most) == parts


@given(TEXTS, st.integers(2, 40))
def test_splitting_loses_only_space_at_the_borders(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(fits(part, most) for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)


@given(TEXTS)
def test_html_says_exactly_the_text(text: str) -> None:
    html = to_html(text + " 1234-5678 ")
    assert to_plain(html) == text + " 1234-5678 "
    assert set(re.findall(r"<[^>]*>", html)) <= {"<code>", "</code>"}
