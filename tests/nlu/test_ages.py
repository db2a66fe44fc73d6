"""Children's ages as parents tell them."""

import pytest

from bot.nlu.ages import ages_in_answer, children_ages


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("仲有個暑期托管，我個女八歲", [8]),
        ("兩個㗎，仲有個細佬五歲", [5]),
        ("大的十二岁，小的3周岁", [12, 3]),
        ("娃才六个月大，没人带", [0]),
        ("My girl is 8 years old, her brother 5 years old", [8, 5]),
        ("我今年四十五岁，孩子七岁", [7]),
        ("两个娃没人看", []),
        ("跑了三年单，一天十二个小时", []),
    ],
)
def test_ages_in_a_sentence(text: str, ages: list[int]) -> None:
    assert children_ages(text) == ages


@pytest.mark.parametrize(
    ("text", "ages"), [("8和5", [8, 5]), ("八岁 五岁", [8, 5]), ("十岁", [10]), ("不知道", []), ("45", [])]
)
def test_ages_in_an_answer(text: str, ages: list[int]) -> None:
    assert ages_in_answer(text) == ages
