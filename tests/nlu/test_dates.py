"""When it happened, always in the past. Today is Saturday, 21 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.dates import ImpossibleDate, past_date
from bot.nlu.numbers import chinese_number

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("今天", "2026-11-21", None),
        ("昨天", "2026-11-20", None),
        ("前天", "2026-11-19", None),
        ("大前天", "2026-11-18", None),
        ("琴日", "2026-11-20", None),
        ("尋日", "2026-11-20", None),
        ("昨晚7点多", "2026-11-20", None),
        ("上周三", "2026-11-11", None),
        ("上礼拜五", "2026-11-13", None),
        ("周三", "2026-11-18", None),
        ("星期六", "2026-11-21", None),
        ("上周", "2026-11-09", "2026-11-15"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("上個月", "2026-10-01", "2026-10-31"),
        ("上个月二十号", "2026-10-20", None),
        ("上上个月十五号", "2026-09-15", None),
        ("九月的工资条", "2026-09-01", "2026-09-30"),
        ("12月", "2025-12-01", "2025-12-31"),
        ("11月", "2026-11-01", "2026-11-21"),
        ("9月初", "2026-09-01", "2026-09-10"),
        ("去年8月", "2025-08-01", "2025-08-31"),
        ("19年3月", "2019-03-01", "2019-03-31"),
        ("前年八月", "2024-08-01", "2024-08-31"),
        ("3号", "2026-11-03", None),
        ("30号", "2026-10-30", None),
        ("14号晚上七点四十", "2026-11-14", None),
        ("2026-09-03", "2026-09-03", None),
        ("二〇二六年九月三日", "2026-09-03", None),
        ("9.3", "2026-09-03", None),
        ("九月三号", "2026-09-03", None),
        ("九月三", "2026-09-03", None),
        ("十月十六晚上", "2026-10-16", None),
        ("扣了9月30单", "2026-09-01", "2026-09-30"),
        ("12月25号", "2025-12-25", None),
        ("2月29号", "2024-02-29", None),
        ("国庆", "2026-10-01", "2026-10-07"),
        ("去年国庆", "2025-10-01", "2025-10-07"),
        ("春节", "2026-02-17", "2026-02-24"),
        ("刚刚", "2026-11-21", None),
        ("上午", "2026-11-21", None),
        ("现在在医院，昨天摔的", "2026-11-20", None),
        ("半小时前", "2026-11-21", None),
        ("三天前", "2026-11-18", None),
        ("去年", "2025-01-01", "2025-12-31"),
        ("上个月二十七八号那阵子", "2026-10-27", "2026-10-28"),
        ("七八号", "2026-11-07", "2026-11-08"),
        ("九月二十七八号", "2026-09-27", "2026-09-28"),
        ("上个月二十三号", "2026-10-23", None),
        ("上上个月二十号", "2026-09-20", None),
        ("单子是14号晚上七点四十来分的", "2026-11-14", None),
        ("前年八月开始干的", "2024-08-01", "2024-08-31"),
        ("19年3月干到现在", "2019-03-01", "2019-03-31"),
        ("去年夏天", "2025-06-01", "2025-08-31"),
        ("去年冬天", "2025-12-01", "2026-02-28"),
        ("前年年底", "2024-11-01", "2024-12-31"),
        ("夏天的时候", "2026-06-01", "2026-08-31"),
        ("年初", "2026-01-01", "2026-02-28"),
        ("大大前天", "2026-11-17", None),
        ("国庆那天", "2026-10-01", "2026-10-07"),
        ("除夕", "2026-02-16", None),
        ("腊八那天", "2026-01-26", None),
        ("重阳", "2026-10-18", None),
    ],
)
def test_days_in_the_past(text: str, start: str, end: str | None) -> None:
    found = past_date(text, TODAY)
    assert found is not None
    assert (str(found.start), str(found.end)) == (start, end or start)
    assert found.exact is (end is None)


@pytest.mark.parametrize("text", ["明天", "3号楼", "9.3元", "3.5公里", "13812345678", "一直", "坐2号线", "不记得了"])
def test_no_day_is_named(text: str) -> None:
    assert past_date(text, TODAY) is None


@pytest.mark.parametrize("text", ["2月30号", "32号", "13月", "2027-01-01", "去年2月29号", "0月", "2026-13-01"])
def test_days_that_never_were(text: str) -> None:
    with pytest.raises(ImpossibleDate):
        past_date(text, TODAY)


@given(
    st.text(alphabet="上个月周年去前今昨天号日0123456789一二十三.-/半礼拜国庆", max_size=14),
    st.dates(date(2001, 1, 1), date(2095, 1, 1)),
)
def test_always_in_the_past(text: str, today: date) -> None:
    try:
        found = past_date(text, today)
    except ImpossibleDate:
        return
    assert found is None or found.start <= found.end <= today


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("四千六", 4600),
        ("两百五", 250),
        ("一万二", 12000),
        ("三千零五", 3005),
        ("两万三千五", 23500),
        ("十", 10),
        ("十五", 15),
        ("四十六", 46),
        ("一百零七", 107),
        ("廿三", 23),
        ("二零二六", 2026),
        ("4600", 4600),
        ("天", None),
        ("", None),
    ],
)
def test_numbers_as_people_say_them(text: str, number: int | None) -> None:
    assert chinese_number(text) == number
