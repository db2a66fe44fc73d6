"""Which union takes whom, what work words name, and a file that is refused with its place."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.domain.membership import Work
from bot.domain.unions_file import load_unions, read_unions

FILE = Path(__file__).parents[2] / "config" / "unions.yaml"
CONTENT = {
    "remind_after": "5wd",
    "decide_within": "7wd",
    "work": {work.value: work.value for work in Work if work is not Work.OTHER},
    "unions": [
        {"key": "ride", "name": {"zh-CN": "网约车", "en": "Ride"}, "platforms": "滴滴 高德"},
        {"key": "east", "name": {"zh-CN": "城东", "en": "East"}, "grids": "G01"},
        {"key": "all", "name": {"zh-CN": "区域", "en": "Area"}},
    ],
}


@pytest.mark.parametrize(
    ("platforms", "grid", "key"),
    [
        (["滴滴"], "G01", "ride"),
        (["滴滴"], None, "ride"),
        (["滴滴", "高德"], "G01", "east"),
        (["美团"], "G01", "east"),
        ([], "G01", "east"),
        (["美团"], "G02", "all"),
        ([], None, "all"),
        (["三个平台"], None, "all"),
    ],
)
def test_one_platform_then_the_grid_then_the_union_for_all(platforms: list[str], grid: str | None, key: str) -> None:
    assert read_unions(CONTENT).union_for(platforms, grid).key == key


@pytest.mark.parametrize(
    ("words", "work"),
    [("跑腿嘅", Work.ERRAND), ("我开滴滴的", Work.RIDE), ("送快递", Work.EXPRESS), ("教书", None)],
)
def test_the_shipped_words_name_the_work(words: str, work: Work | None) -> None:
    assert load_unions(FILE).work_in(words) is work


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("remind_after",), "7wd", "comes before"),
        (("decide_within",), "soon", "decide_within"),
        (("work",), {}, "has no words"),
        (("unions", 2, "grids"), "G03", "takes everybody else"),
        (("unions", 1, "key"), "ride", "same key"),
        (("unions", 0, "name"), {"en": "Ride"}, "name it in"),
        (("surprise",), 1, "surprise"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(path: tuple[Any, ...], value: object, said: str) -> None:
    content: Any = deepcopy(CONTENT)
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValueError, match=said):
        read_unions(content)


def test_the_shipped_file_is_read() -> None:
    assert load_unions(FILE).unions[-1].key == "area"
