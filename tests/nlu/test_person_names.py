"""Names as people say them, and a character of them put right in words."""

import pytest

from bot.nlu.person_names import family_name, name_said, respell


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("姓歐陽，叫歐陽健", "歐陽健"),
        ("姓欧阳名健", "欧阳健"),
        ("我姓歐陽，叫健", "歐陽健"),
        ("我叫王小北", "王小北"),
        ("叫我老齐就行", "老齐"),
        ("我的名字是司马青云。", "司马青云"),
        ("老齐", None),
        ("just call me Tom", None),
    ],
)
def test_a_name_is_found_in_a_sentence(text: str, name: str | None) -> None:
    assert name_said(text) == name


@pytest.mark.parametrize(
    ("name", "family"), [("欧阳健", "欧阳"), ("歐陽健", "歐陽"), ("王建国", "王"), ("欧阳", "欧"), ("张三", "张")]
)
def test_the_family_name_may_have_two_characters(name: str, family: str) -> None:
    assert family_name(name) == family


@pytest.mark.parametrize(
    ("name", "text", "right"),
    [
        ("歐陽健", "打錯咗，係建設個建", "歐陽建"),
        ("欧阳健", "打错了，是建设的建", "欧阳建"),
        ("王建国", "不是建设的建，是健康的健", "王健国"),
        ("王建国", "是健康的健不是建设的建", "王健国"),
        ("张三", "不对，姓是文章的章", "章三"),
        ("欧阳健", "是健康的健", None),
        ("欧阳健", "没有了，就这些", None),
        ("欧阳健", "跑的是美团的单", None),
    ],
)
def test_one_character_is_put_right(name: str, text: str, right: str | None) -> None:
    assert respell(name, text) == right
