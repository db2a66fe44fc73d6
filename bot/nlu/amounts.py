"""Sums of money, read only when the words leave no doubt: a wrong sum is worse than a question."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.nlu.numbers import CHINESE, chinese_number
from bot.nlu.spelling import compact

LARGEST = Decimal(10_000_000)
_FACTORS = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "百": 100}

# Telephone, order and identity numbers, and card tails: never money.
_NUMBERS = re.compile(
    r"(?<!\d)1[3-9]\d-?\d{4}-?\d{4}(?!\d)|\d{8,}|(?:尾号|单号|订单|编号|工号|电话|手机)(?:号码?)?:?[a-z\d-]+"
)
_COUNTED = (  # what is counted, but is no money
    r"(?!\s*(?:多|来|几)?(?:单|公里|千米|里|米|斤|天|个|人|次|小时|分|钟|号|楼|层|平|克|升|岁|位|名|张|级|件|年|月|日|度|伏|点|份|期|条|句|页|遍"
    r"|家|户|趟|班|站|路|式|%|g|k|米|支|周|辆|步|瓶|箱|字|座|栋|室|包))"
)
_WAGE_WORDS = (
    r"(?:欠|扣|罚|收|押金|工资|合计|总共|一共|共|差|少|赔|交|垫|补|要回|拿回|薪水|运费|报酬|金额)"
    r"(?:了|着|款|我|我们|是|为|:)*"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?)(?P<unit>[万千百kw])?(?P<last>\d)?(?:多|来|几)?(?:块钱?|元|圆|蚊|人民币|rmb)",
        r"[¥$](?P<value>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?)(?P<unit>[万千百kw])?",
        r"(?<![\d.])(?P<value>\d++(?:\.\d+)?)(?P<unit>[万千百w])(?P<last>\d)?+(?![\d万亿])" + _COUNTED,
        rf"(?<![第{CHINESE}])(?P<spoken>[一二两三四五六七八九十][{CHINESE}]*+)(?:多|来|几)?(?:元|块钱|蚊)",
        rf"(?<![第{CHINESE}])(?P<spoken>(?:[一二两三四五六七八九][百千万十]|十)[{CHINESE}]*+)(?:多|来|几)?块",
        rf"{_WAGE_WORDS}(?P<spoken>[一二两三四五六七八九][百千万][{CHINESE}]*+){_COUNTED}",
        rf"{_WAGE_WORDS}(?P<value>\d{{1,3}}(?:,\d{{3}})++|\d{{2,7}}+(?:\.\d{{1,2}})?)(?![\d.,:万千百kw]){_COUNTED}",
    )
)
# What was spent is asked for only where nothing is owed: 看病花了三千,还欠我五千 is about five thousand.
_SPENT = tuple(
    re.compile(f"花了?{number}{_COUNTED}")
    for number in (
        rf"(?P<spoken>[一二两三四五六七八九][百千万][{CHINESE}]*+)",
        r"(?P<value>\d{2,7}+)(?![\d.,:万千百kw])",
    )
)
_BARE = re.compile(
    rf"(?:大概|大约|约|差不多|一共|总共|共)?(?:(?P<value>\d{{1,3}}(?:,\d{{3}})+|\d{{1,7}}(?:\.\d{{1,2}})?)|(?P<spoken>[{CHINESE}]{{1,9}}))(?:多|左右|吧)*"
)
_RATE_BEFORE = re.compile(
    r"(?:每[个一]?(?:月|天|日|单|次|回|趟|小时|人|年)|月薪|日薪|时薪|底薪|单价)[^\d,。]{0,4}\Z"
    r"|[一按](?:个?月|天|单|次|回|趟|小时|晚)[^\d,。了]{0,4}\Z"  # 一个月罚了540 happened: it is a sum
)
_RATE_AFTER = re.compile(
    r"(?:块钱?|元|蚊)?(?:/|每|一)(?:个?月|天|日|单|次|回|小时|趟|晚|人)(?![\d一二两三四五六七八九])|起步"
)
_TOTAL_BEFORE = re.compile(r"(?:一共|总共|合计|加起来|总计|共)[^\d,。]{0,5}\Z")


def amount(text: str) -> Decimal | None:
    """Return the sum in yuan that the text names, or None if there is none, or more than one it could be."""
    plain = _NUMBERS.sub("#", compact(text[:2000]))
    if match := _BARE.fullmatch(plain):
        return _checked(_value(match))
    found = list(_sums(plain, _FORMS)) or list(_sums(plain, _SPENT))
    totals = {value for value, is_total in found if is_total} or {value for value, _ in found}
    return totals.pop() if len(totals) == 1 else None


def _sums(text: str, forms: tuple[re.Pattern[str], ...]) -> Iterator[tuple[Decimal, bool]]:
    """Yield every sum that is no rate (每月4500), longest reading first, and whether it is called a total."""
    matches = sorted((m for form in forms for m in form.finditer(text)), key=lambda m: (_start(m), -m.end()))
    end = 0
    for match in matches:
        if _start(match) < end:
            continue
        end = match.end()
        before = text[max(0, _start(match) - 12) : _start(match)]
        value = _checked(_value(match))
        if (
            value is None
            or _RATE_BEFORE.search(before)
            or _RATE_AFTER.match(text, end)
            or _RATE_AFTER.match(text, end - 1)
        ):
            continue
        yield value, bool(_TOTAL_BEFORE.search(before))


def _start(match: re.Match[str]) -> int:
    group = "value" if match.groupdict().get("value") else "spoken"
    return match.start(group)


def _value(match: re.Match[str]) -> Decimal | None:
    groups = match.groupdict()
    if spoken := groups.get("spoken"):
        number = chinese_number(spoken)
        return Decimal(number) if number is not None else None
    factor = _FACTORS.get(groups.get("unit") or "", 1)
    last = int(groups.get("last") or 0)  # 1万2 is 12000
    return Decimal(groups["value"].replace(",", "")) * factor + last * factor // 10


def _checked(value: Decimal | None) -> Decimal | None:
    return value if value is not None and 0 < value <= LARGEST else None
