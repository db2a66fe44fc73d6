"""Facts given before they are asked."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.amounts import amount
from bot.nlu.facts import FactFinder, station
from bot.nlu.pii import contains_id_number, mobile

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("3600", 3600),
        ("１０００", 1000),
        ("3,600元", 3600),
        ("四千二", 4200),
        ("三千六百块", 3600),
        ("1.2万", 12000),
        ("1万2", 12000),
        ("八百多", 800),
        ("一千蚊", 1000),
        ("大概三千", 3000),
        ("十五块", 15),
        ("押金2000 离职九十多天", 2000),
        ("老板跑路了 欠我4600", 4600),
        ("养老扣432", 432),
        ("电话 138 1234 5678 欠款 5,200", 5200),
        ("欠我三个月工资一共13500元 每月4500", 13500),
        ("九月三号扣了200", 200),
        ("¥88.5", "88.5"),
        ("老人住院，花了三万多", 30000),
        ("看病花了3000", 3000),
        ("一个月罚了我540", 540),
        ("上个月收了我两百说能插队", 200),
        ("看病花了三千，还欠我五千块", 5000),
    ],
)
def test_sums(text: str, yuan: float | str) -> None:
    assert amount(text) == Decimal(yuan)


@pytest.mark.parametrize(
    "text",
    [
        "三个月 每月4500",
        "每天扣38块",
        "一个月五千八",
        "13812345678",
        "订单号 8832771 不给",
        "一百零七单",
        "想一块办",
        "28层",
        "2026-09-03",
        "流水6214块到卡5390块",
        "跑了九百一十二单",
        "没有",
        "0",
        "站里十七个人",
    ],
)
def test_no_sum_is_guessed(text: str) -> None:
    assert amount(text) is None


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["{}", "我电话{}", "扣我钱，打{}", "单号{}12"]),
)
def test_a_number_is_never_a_sum(number: str, sentence: str) -> None:
    assert amount(sentence.format(number)) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("138 1234 5678", "13812345678"),
        ("＋86 138-1234-5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("我电话１３９１２３４５６７８谢谢", "13912345678"),
        ("订单13812345678901", None),
        ("12812345678", None),
    ],
)
def test_mobiles(text: str, number: str | None) -> None:
    assert mobile(text) == number


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("我的身份证11010519491231002X", True),
        ("110105 19491231 002x", True),
        ("110105194912310021", False),
        ("11010519491331002X", False),
        ("订单110105194912310", False),
    ],
)
def test_identity_numbers(text: str, is_one: bool) -> None:
    assert contains_id_number(text) is is_one


@pytest.mark.parametrize(
    ("text", "platforms"),
    [
        ("我在美團跑單", ("美团",)),
        ("饿了吗骑手", ("饿了么",)),
        ("美团饿了么都跑，美团多", ("美团", "饿了么")),
        ("jd快递", ("京东",)),
        ("jdk", ()),
        ("摆摊", ()),
    ],
)
def test_platforms(finder: FactFinder, text: str, platforms: tuple[str, ...]) -> None:
    assert finder.platforms(text) == platforms


@pytest.mark.parametrize(
    ("text", "name"), [("我城东站的你记一下", "城东站"), ("在火车站这片", None), ("我们站的人", None)]
)
def test_stations(text: str, name: str | None) -> None:
    assert station(text) == name


def test_one_story_tells_several_facts(finder: FactFinder) -> None:
    facts = finder.find_facts("我是美团城东站的骑手，上个月扣了我四百六，打13812345678", TODAY)
    assert (facts.amount, facts.mobile, facts.platform, facts.station) == (
        Decimal(460),
        "13812345678",
        "美团",
        "城东站",
    )
    assert facts.happened is not None
    assert facts.happened.start == date(2026, 10, 1)


def test_an_impossible_day_is_no_fact(finder: FactFinder) -> None:
    assert finder.find_facts("2月30号扣的", TODAY).happened is None
